import type { AnnotationView, Bucket } from '@tocsin/contract'
import type { DurationMs, Instant, QualityFlag } from '@tocsin/core'

/** One line of a file: a value by itself, or a bucket of them. */
export type CsvRow =
  | {
      readonly kind: 'value'
      readonly time: Instant
      readonly receivedAt: Instant
      readonly value: number
      readonly flag: QualityFlag
      readonly late: boolean
    }
  | ({ readonly kind: 'bucket' } & Bucket)

export interface CsvText {
  /** Local time, of the zone that the head names. */
  local(at: Instant): string
  /** `Asia/Shanghai, UTC+8` */
  readonly zone: string
  /** `水位` */
  readonly what: string
  readonly unit: string
  /** Heads of columns and words in them. */
  readonly word: (
    key:
      | 'start'
      | 'end'
      | 'utc'
      | 'min'
      | 'mean'
      | 'max'
      | 'sum'
      | 'count'
      | 'quality'
      | 'received'
      | 'late'
      | 'note'
      | 'yes',
  ) => string
  readonly flag: (flag: QualityFlag) => string
}

/**
 * What a chart shows as a CSV file for a spreadsheet: UTF-8 with its mark, lines end in CRLF. Numbers as they are stored, units and zone in
 * the head. A note stands at every line that it touches; one that touches none has a line of its own.
 */
export function chartCsv(rows: readonly CsvRow[], notes: readonly AnnotationView[], text: CsvText): string {
  const { local, zone, what, unit, word, flag } = text
  const measured = unit === '' ? what : `${what} (${unit})`
  const inUnit = (name: string) => (unit === '' ? name : `${name} (${unit})`)
  const head = [
    `${word('start')} (${zone})`,
    `${word('end')} (${zone})`,
    word('utc'),
    measured,
    inUnit(word('min')),
    inUnit(word('max')),
    inUnit(word('sum')),
    word('count'),
    word('quality'),
    `${word('received')} (${zone})`,
    word('late'),
    word('note'),
  ]
  const told = new Set<number>()
  const notesOf = (from: Instant, to: Instant) =>
    notes
      .filter((note) => note.from <= to && note.to >= from)
      .map((note) => {
        told.add(note.id)
        return `${note.text} (${note.by})`
      })
      .join('; ')
  const lines = rows.map((row, index): readonly [Instant, readonly (string | number)[]] => {
    if (row.kind === 'bucket') {
      const { from, to, min, mean, max, sum = '', count } = row
      const cells = [
        local(from),
        local(to),
        utc(from),
        mean,
        min,
        max,
        sum,
        count,
        '',
        '',
        '',
        notesOf(from, to - 1),
      ]
      return [from, cells]
    }
    const { time, receivedAt, value, late } = row
    const next = rows[index + 1]
    // A note between two values stands at the first.
    const until = next === undefined || next.kind === 'bucket' ? time : Math.max(time, next.time - 1)
    const received = local(receivedAt)
    const cells = [
      local(time),
      '',
      utc(time),
      value,
      ...['', '', '', ''],
      flag(row.flag),
      received,
      late ? word('yes') : '',
      notesOf(time, until),
    ]
    return [time, cells]
  })
  const rest = notes
    .filter(({ id }) => !told.has(id))
    .map(({ from, to, text: note, by }): readonly [Instant, readonly (string | number)[]] => [
      from,
      [local(from), to > from ? local(to) : '', utc(from), ...Array(8).fill(''), `${note} (${by})`],
    ])
  const all = [...lines, ...rest].sort(([a], [b]) => a - b).map(([, cells]) => cells)
  return `\ufeff${[head, ...all].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`
}

function utc(at: Instant): string {
  return new Date(at).toISOString()
}

/** A text that a spreadsheet would run as a formula is kept a text. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** How wide a bucket of what is shown is: the length shown over the pixels it is drawn on, at least a second. */
export function exportBuckets(length: DurationMs, pixels: number): number {
  return Math.max(1, Math.min(5000, pixels, Math.floor(length / 1000)))
}
