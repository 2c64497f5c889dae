import { open } from 'node:fs/promises'
import type { ImportFault, ImportMapping } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import type { Brought } from '../history/duckdb-exchange.ts'
import { checkBits, flagCode } from '../history/stored-codes.ts'
import { csvRows, type RowReader } from './csv-rows.ts'
import { linePoints } from './line-points.ts'
import { faultyRow, type Parsed, type ParsedValue, type Units, UnreadableFile } from './parsed.ts'

/** What a file is read with. */
export interface Reading {
  readonly path: string
  readonly mapping: ImportMapping
  readonly units: Units
  /** Where to go on: bytes, and the lines before them. */
  readonly offset: number
  readonly row: number
  /** Nothing later than this is a measurement. */
  readonly latest: Instant
  /** When it came in: `received_at` of values that say nothing themselves. */
  readonly now: Instant
  /** Faults to be named at most; the others are counted. */
  readonly mostFaults: number
}

/** A part of a file, in the order of the file. */
export interface Batch {
  readonly brought: Brought
  readonly rows: number
  readonly blank: number
  readonly faulty: number
  readonly faults: readonly ImportFault[]
  readonly range: { readonly from: Instant; readonly to: Instant } | null
  /** Where the next one begins. */
  readonly offset: number
  readonly row: number
}

const CHUNK = 256 * 1024
/** Values of a batch: few enough that nothing waits for long, and that a crash repeats little. */
const BATCH_VALUES = 10_000
const BATCH_BYTES = 4 * 1024 * 1024
/** A row of a table is shorter; what is longer is no such file. */
const LONGEST_LINE = 64 * 1024
const LINE_FEED = 0x0a

/** Reads a file batch by batch. What is held at a time does not grow with the file. Throws UnreadableFile. */
export async function* batches(reading: Reading): AsyncGenerator<Batch> {
  const { path, mapping, units, latest, now, mostFaults } = reading
  const decoder = new TextDecoder(mapping.format === 'csv' ? mapping.encoding : 'utf-8')
  const rows: RowReader =
    mapping.format === 'csv' ? csvRows(mapping, units, latest) : linePoints(mapping, units, latest)
  const take = ({ bytes, row, isTooLong }: Line): Parsed => {
    const tooLong = `is longer than ${LONGEST_LINE} bytes`
    if (!isTooLong) return rows.take(decoder.decode(bytes).replace(/\r$/, ''))
    if (!rows.isReady) throw new UnreadableFile(`line ${row} ${tooLong}`)
    return faultyRow(tooLong)
  }
  if (reading.row > 0) {
    // The header is read again; what follows it is not.
    for await (const line of lines(path, 0, 0)) {
      if (rows.isReady || line.row > reading.row) break
      take(line)
    }
  }
  let batch = new Gathering(now, reading)
  for await (const line of lines(path, reading.offset, reading.row)) {
    const parsed = take(line)
    batch.add(line, parsed, mostFaults)
    if (batch.size >= BATCH_VALUES || batch.bytes >= BATCH_BYTES) {
      yield batch.end()
      batch = new Gathering(now, batch)
    }
  }
  if (!rows.isReady) throw new UnreadableFile('the file ends before its header row')
  if (batch.bytes > 0) yield batch.end()
}

/** What is gathered for the next batch. */
class Gathering {
  readonly #now: Instant
  readonly #names = new Map<string, number>()
  readonly #values: ParsedValue[] = []
  readonly #faults: ImportFault[] = []
  readonly #from: number
  offset: number
  row: number
  #rows = 0
  #blank = 0
  #faulty = 0

  constructor(now: Instant, { offset, row }: { readonly offset: number; readonly row: number }) {
    this.#now = now
    this.#from = offset
    this.offset = offset
    this.row = row
  }

  /** Values. */
  get size(): number {
    return this.#values.length
  }

  get bytes(): number {
    return this.offset - this.#from
  }

  add({ end, row }: Line, { isRow, values, blank, faults }: Parsed, mostFaults: number): void {
    this.offset = end
    this.row = row
    this.#rows += Number(isRow)
    this.#blank += blank
    this.#faulty += faults.length
    for (const fault of faults) {
      if (this.#faults.length < mostFaults) this.#faults.push({ row, ...fault })
    }
    for (const value of values) {
      if (!this.#names.has(value.datastream)) this.#names.set(value.datastream, this.#names.size)
      this.#values.push(value)
    }
  }

  end(): Batch {
    const values = this.#values
    const times = Float64Array.from(values, ({ phenomenonTime }) => phenomenonTime)
    return {
      brought: {
        names: [...this.#names.keys()],
        datastreams: Int32Array.from(values, ({ datastream }) => this.#names.get(datastream) as number),
        times,
        received: Float64Array.from(values, ({ receivedAt }) => receivedAt ?? this.#now),
        values: Float64Array.from(values, ({ value }) => value),
        // Nobody has looked at them: they say so.
        flags: Uint8Array.from(values, ({ flag }) => flagCode(flag ?? 'not-evaluated')),
        checks: Int32Array.from(values, ({ checks }) => checkBits(checks ?? [])),
      },
      rows: this.#rows,
      blank: this.#blank,
      faulty: this.#faulty,
      faults: this.#faults,
      range:
        values.length === 0
          ? null
          : { from: times.reduce((a, b) => Math.min(a, b)), to: times.reduce((a, b) => Math.max(a, b)) },
      offset: this.offset,
      row: this.row,
    }
  }
}

interface Line {
  readonly bytes: Uint8Array
  /** In the file, after its line feed. */
  readonly end: number
  readonly row: number
  readonly isTooLong: boolean
}

/** Lines of a file from byte `offset` on, of which `before` stand before it. A line that is too long is cut off. */
async function* lines(path: string, offset: number, before: number): AsyncGenerator<Line> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(CHUNK)
    let at = offset
    let row = before
    let rest: Buffer = Buffer.alloc(0)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, at)
      if (bytesRead === 0) break
      let start = 0
      for (;;) {
        const feed = buffer.subarray(0, bytesRead).indexOf(LINE_FEED, start)
        if (feed < 0) break
        const bytes = Buffer.concat([rest, buffer.subarray(start, feed)])
        rest = Buffer.alloc(0)
        row += 1
        start = feed + 1
        yield { bytes, end: at + start, row, isTooLong: bytes.length > LONGEST_LINE }
      }
      rest = Buffer.concat([rest, buffer.subarray(start, bytesRead)]).subarray(0, LONGEST_LINE + 1)
      at += bytesRead
    }
    if (rest.length > 0) yield { bytes: rest, end: at, row: row + 1, isTooLong: rest.length > LONGEST_LINE }
  } finally {
    await file.close()
  }
}
