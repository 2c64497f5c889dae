import { LEVELS, type Level, type RowSubject, type TableDefinition } from '@tocsin/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportTable, importPastedTable, importTable } from './import-table.ts'
import type { CellValue } from './sheet.ts'
import { writeTable } from './table-sheet.ts'
import { registered, STATIONS } from './testing/registered.ts'

const SUBJECTS: readonly RowSubject[] = [
  ...STATIONS.map(({ id }) => ({ station: id })),
  ...STATIONS.map(({ id, datastreams }) => ({ datastream: `${id}/${datastreams[0]?.name}` })),
  ...['jianghua', 'jianghua/tuojiang', 'lushan', 'lushan/east', 'sea'].map((area) => ({ area })),
]
const WINDOWS = ['10m', '30m', '0.5h', '1h', '1.5h', '3h', '6h', '12h', '24h', '3d', '7d'].filter(
  (w) => w !== '0.5h',
)

/** Texts with everything that a delimiter, a formula, XML or a head is made of. */
function text(alphabet: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const tricky = fc.constantFrom(
    ...'=+-@\'",;\t\n\r:：—/（）()_x000D&<>红色1h准备转移级村注附件 单位㎜'.split(''),
    'sep=',
    '&amp;',
  )
  return fc
    .string({ unit: fc.oneof(tricky, alphabet), minLength: 1, maxLength: 12 })
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

/** A title that states a unit or datum is taken for that; no table is called so. */
const isName = (name: string) => !/^[(（]?(计量)?(单位|units?|高程|基|datum)|[(（]\s*(计量)?单位/i.test(name)

/** Tables that are in order: longer windows and graver levels have greater values. */
function tables(
  alphabet: fc.Arbitrary<string>,
  moreUnits: readonly string[] = [],
): fc.Arbitrary<TableDefinition> {
  const texts = text(alphabet)
  return fc
    .record({
      kind: fc.constantFrom('accumulation' as const, 'threshold' as const),
      name: texts.filter(isName),
      unit: fc.option(fc.constantFrom('m', 'mm', '%LEL', 'ppm', ...moreUnits), { nil: undefined }),
      datum: fc.option(fc.constantFrom('1985国家高程', '吴淞'), { nil: undefined }),
      levels: fc.subarray([...LEVELS], { minLength: 1 }),
      windows: fc.subarray(WINDOWS, { minLength: 1 }),
      subjects: fc.shuffledSubarray([...SUBJECTS], { minLength: 1, maxLength: 8 }),
      order: fc.infiniteStream(fc.nat()),
      steps: fc.infiniteStream(fc.integer({ min: 1, max: 90_000 })),
      unused: fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
      texts: fc.infiniteStream(fc.option(texts, { nil: undefined })),
    })
    .map(({ kind, name, unit, datum, levels, windows, subjects, order, steps, unused, texts: words }) => {
      const next = <T>(stream: Iterator<T>) => stream.next().value as T
      const columns = levels.flatMap((level) =>
        kind === 'threshold' ? [{ level }] : windows.map((window) => ({ level, window })),
      )
      const ranks = new Map(columns.map((column) => [column, next(order)]))
      columns.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0))
      const rows = subjects.map((subject) => {
        // A sum over the windows so far, the levels stacked on one another by more than any of them can reach.
        const base = new Map<string, number>()
        let sum = 0
        for (const window of windows) {
          sum += next(steps)
          base.set(window, sum)
        }
        const value = (level: Level, window: string | undefined) =>
          (1_000_000 * (4 - LEVELS.indexOf(level)) + (base.get(window ?? '') ?? next(steps))) / 1000
        const used = next(order) % columns.length
        const cells = columns.map((column, index) => {
          const window = 'window' in column ? String(column.window) : undefined
          return next(unused) === 0 && index !== used ? null : value(column.level, window)
        })
        const [village, source] = [next(words), next(words)]
        const approvedBy = next(words)
        const approvedOn = next(unused) === 0 ? '2026-04-15' : undefined
        return {
          subject,
          cells,
          ...(village ? { name: village } : {}),
          ...(source ? { source } : {}),
          ...(approvedBy ? { approvedBy } : {}),
          ...(approvedOn ? { approvedOn } : {}),
        }
      })
      const ofThreshold = { ...(unit ? { unit } : {}), ...(datum ? { datum } : {}) }
      return { name, kind, columns, rows, ...(kind === 'threshold' ? ofThreshold : {}) }
    })
}

/** The stations at hand measure what the table is in: what does not fit is none of its business here. */
const contextOf = ({ unit }: Pick<TableDefinition, 'unit'>) =>
  registered(
    STATIONS.map((station) => ({
      ...station,
      datastreams: station.datastreams.map(({ datum: _, ...datastream }) => ({
        ...datastream,
        unit: unit ?? datastream.unit,
      })),
    })),
  )
const context = registered()
const nameOf = (subject: RowSubject) =>
  'station' in subject ? context.station(subject.station)?.name : undefined

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
const gbkText = fc.integer({ min: 0, max: 20_901 }).map((index) => String.fromCharCode(0x4e00 + index))

test.each([
  ['xlsx', anyText, ['m³/s', 'µg/m³']],
  ['csv', anyText, ['m³/s', 'µg/m³']],
  ['csv-gbk', gbkText, []],
] as const)(
  'a table exported as %s and imported again is the same',
  async (format, alphabet, moreUnits) => {
    await fc.assert(
      fc.asyncProperty(tables(alphabet, moreUnits), async (table) => {
        const written = await exportTable(table, format, nameOf)
        if (!written.ok) throw new Error(JSON.stringify(written.faults))
        const again = await importTable(written.bytes, contextOf(table))
        expect(again.ok ? again.definition : again.faults).toEqual(table)
      }),
      { numRuns: format === 'xlsx' ? 150 : 300, seed: 20240401 },
    )
  },
  30_000,
)

test('a table copied from a spreadsheet and pasted is the same', () => {
  fc.assert(
    fc.property(tables(gbkText), (table) => {
      const { rows } = writeTable(table, nameOf)
      const width = Math.max(...rows.map((row) => row.length))
      // As spreadsheets copy: quotes only around what has a tab, a line break or a quote in it.
      const cell = (value: CellValue | undefined) => {
        const copied = String(value ?? '')
        return /[\t\n\r"]/.test(copied) ? `"${copied.replaceAll('"', '""')}"` : copied
      }
      const copied = rows.map((row) =>
        Array.from({ length: width }, (_, column) => cell(row[column])).join('\t'),
      )
      const again = importPastedTable(copied.join('\r\n'), contextOf(table))
      expect(again.ok ? again.definition : again.faults).toEqual(table)
    }),
    { numRuns: 200, seed: 20240401 },
  )
})
