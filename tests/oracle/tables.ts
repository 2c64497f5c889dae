import type { Table, TableRow } from '@tocsin/core'
import fc from 'fast-check'

const subjects: readonly TableRow['subject'][] = [
  { datastream: 's/x' },
  { station: 's' },
  { station: 't' },
  { area: 'a' },
  { area: 'a/b' },
]

/** A threshold table: some rows, in all or some of which a value is deliberately not used. */
export function table(kind: 'accumulation' | 'threshold', falling: boolean): fc.Arbitrary<Table> {
  const columns =
    kind === 'threshold'
      ? (['red', 'orange', 'yellow'] as const).map((level) => ({ level }))
      : (['red', 'orange'] as const).flatMap((level) =>
          ['5m', '30m', '1h'].map((long) => ({ level, window: long })),
        )
  const row = fc
    .record({
      lowest: fc.integer({ min: 2, max: 6 }),
      // Beside the grid of values, which a margin reaches again.
      beside: fc.constantFrom(0, 0, 0.1, 0.2),
      holes: fc.array(fc.nat(columns.length), { maxLength: 2 }),
    })
    .map(({ lowest, beside, holes }) =>
      columns.map(({ level }, index) => {
        if (holes.includes(index)) return null
        const gravity = { red: 3, orange: 2, yellow: 1 }[level]
        if (kind === 'threshold')
          return Number((falling ? 12 - lowest - gravity - beside : lowest + gravity + beside).toFixed(1))
        return lowest * gravity + (index % 3) * 3
      }),
    )
  return fc
    .record({
      names: fc.subarray([...subjects], { minLength: 1 }),
      rows: fc.array(row, { minLength: 5, maxLength: 5 }),
    })
    .map(({ names, rows }) => ({
      id: 'table-1',
      version: 1,
      name: 'table',
      kind,
      ...(kind === 'threshold' ? { unit: 'm' } : {}),
      columns,
      rows: names.map((subject, index) => ({ subject, cells: rows[index] ?? [] })),
    }))
}
