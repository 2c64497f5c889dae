import { DAY, type DurationMs, type Instant, MINUTE } from '../model/index.ts'

/** The newest entries are kept one by one at least; older ones are merged by the minute when there are more than the horizon's minutes besides. */
export const LEAST_SINGLE = 1024
/** Entries in a block: storage grows and shrinks by blocks, and nothing is copied for it. */
const BLOCK = 256
const SHIFT = 8
const MASK = BLOCK - 1
/** Merging moves everything: each makes room for so many more. */
const ROOM = 256
/** Offsets are unsigned 32-bit milliseconds: no entry may lie further from the first. Older than 31 days nothing is judged. */
const LONGEST_SPAN: DurationMs = 40 * DAY

/** What a column holds: `u32` whole numbers that may run over (only differences count), or any numbers. */
export type ColumnKind = 'u32' | 'f64'

/** The serialisable form: parallel arrays, oldest first. */
export interface TimelineSnapshot {
  readonly times: readonly Instant[]
  readonly columns: readonly (readonly number[])[]
  /** Up to here entries were forgotten or merged. */
  readonly settled?: Instant | undefined
  /** What the columns held at the last entry that was forgotten. */
  readonly baseline?: readonly number[] | undefined
}

interface Block {
  /** Milliseconds after the timeline's base. */
  readonly offsets: Uint32Array
  readonly columns: readonly (Uint32Array | Float64Array)[]
}

/**
 * Entries by time: one time and some numbers each, in blocks of typed arrays. The numbers are running totals, or values of which the last of
 * a minute may stand for the minute: so merging an entry into a later one is leaving it out. Whatever the reporting rate, it holds at most one
 * entry a minute over the horizon, and `LEAST_SINGLE` and a block more.
 */
export class Timeline {
  readonly #kinds: readonly ColumnKind[]
  #blocks: Block[] = []
  /** Place of the oldest entry in the first block. */
  #front = 0
  #length = 0
  #base: Instant = 0
  #settled: Instant
  /** The columns at the last entry that was forgotten from the front: where running totals begin. */
  readonly #baseline: number[]

  constructor(kinds: readonly ColumnKind[], snapshot?: TimelineSnapshot) {
    this.#kinds = kinds
    this.#baseline = kinds.map((_, column) => snapshot?.baseline?.[column] ?? 0)
    this.#settled = snapshot?.settled ?? Number.NEGATIVE_INFINITY
    for (const [index, time] of (snapshot?.times ?? []).entries()) {
      const at = this.insert(time)
      for (let column = 0; column < kinds.length; column++) {
        this.set(column, at, snapshot?.columns[column]?.[index] ?? 0)
      }
    }
  }

  snapshot(): TimelineSnapshot {
    const indexes = Array.from({ length: this.#length }, (_, index) => index)
    return {
      times: indexes.map((index) => this.time(index)),
      columns: this.#kinds.map((_, column) => indexes.map((index) => this.get(column, index))),
      settled: Number.isFinite(this.#settled) ? this.#settled : undefined,
      baseline: [...this.#baseline],
    }
  }

  get length(): number {
    return this.#length
  }

  time(index: number): Instant {
    const place = this.#front + index
    return this.#base + ((this.#blocks[place >> SHIFT] as Block).offsets[place & MASK] as number)
  }

  /** A column at an entry; at -1 where running totals begin. */
  get(column: number, index: number): number {
    if (index < 0) return this.#baseline[column] as number
    const place = this.#front + index
    return (this.#blocks[place >> SHIFT] as Block).columns[column]?.[place & MASK] as number
  }

  set(column: number, index: number, value: number): void {
    const place = this.#front + index
    const values = (this.#blocks[place >> SHIFT] as Block).columns[column] as Uint32Array | Float64Array
    values[place & MASK] = value
  }

  /** Index of the first entry after `time`; `length` when there is none. */
  after(time: Instant): number {
    const offset = time - this.#base
    const blocks = this.#blocks
    const front = this.#front
    let high = this.#length
    if (high === 0) return 0
    const last = front + high - 1
    // The common case: `time` is the newest.
    if (((blocks[last >> SHIFT] as Block).offsets[last & MASK] as number) <= offset) return high
    let low = 0
    while (low < high) {
      const middle = (low + high) >>> 1
      const place = front + middle
      if (((blocks[place >> SHIFT] as Block).offsets[place & MASK] as number) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Index of the entry at exactly `time`; undefined when there is none. */
  at(time: Instant): number | undefined {
    const index = this.after(time) - 1
    return index >= 0 && this.time(index) === time ? index : undefined
  }

  /** Makes room for an entry at `time`, which has none, and answers its index. Its numbers are 0. */
  insert(time: Instant): number {
    this.#reach(time)
    const index = this.after(time)
    if (this.#front + this.#length === this.#blocks.length * BLOCK) this.#blocks.push(this.#newBlock())
    this.#length++
    for (let later = this.#length - 1; later > index; later--) this.#copy(later - 1, later)
    this.#setOffset(index, time - this.#base)
    for (let column = 0; column < this.#kinds.length; column++) this.set(column, index, 0)
    return index
  }

  remove(index: number): void {
    for (let later = index + 1; later < this.#length; later++) this.#copy(later, later - 1)
    this.#length--
  }

  /** True when `time` lies where entries were forgotten or merged: what came then can no longer be told from a duplicate. */
  isSettled(time: Instant): boolean {
    return this.#settled >= time
  }

  /** Forgets entries before `time`, but not the last of them, which windows may begin in, and merges old ones where there are too many. */
  keep(time: Instant, horizon: DurationMs): void {
    if (this.#length > 1 && this.time(1) <= time) this.#forget(this.after(time) - 1)
    const most = Math.ceil(horizon / MINUTE) + LEAST_SINGLE + ROOM
    if (this.#length > most) this.#mergeTo(most - ROOM)
  }

  #newBlock(): Block {
    return {
      offsets: new Uint32Array(BLOCK),
      columns: this.#kinds.map((kind) => (kind === 'u32' ? new Uint32Array(BLOCK) : new Float64Array(BLOCK))),
    }
  }

  #setOffset(index: number, offset: number): void {
    const place = this.#front + index
    ;(this.#blocks[place >> SHIFT] as Block).offsets[place & MASK] = offset
  }

  #copy(from: number, to: number): void {
    this.#setOffset(to, this.time(from) - this.#base)
    for (let column = 0; column < this.#kinds.length; column++) this.set(column, to, this.get(column, from))
  }

  #forget(count: number): void {
    if (count === 0) return
    this.#settled = Math.max(this.#settled, this.time(count - 1))
    for (let column = 0; column < this.#kinds.length; column++) {
      this.#baseline[column] = this.get(column, count - 1)
    }
    this.#front += count
    this.#length -= count
    const empty = this.#front >> SHIFT
    if (empty === 0) return
    this.#blocks = this.#blocks.slice(empty)
    this.#front &= MASK
  }

  /** Merges the oldest entries of one minute (a, a + 1 min] each into its last, until at most `most` are left or only the newest are single. */
  #mergeTo(most: number): void {
    const minute = (index: number) => Math.ceil(this.time(index) / MINUTE)
    const surplus = this.#length - most
    const singleFrom = this.#length - LEAST_SINGLE
    let write = 0
    let read = 0
    while (read < singleFrom && read - write < surplus) {
      let last = read
      const own = minute(read)
      while (last + 1 < singleFrom && minute(last + 1) === own) last++
      if (write !== last) this.#copy(last, write)
      write++
      read = last + 1
    }
    if (read === write) return
    this.#settled = Math.max(this.#settled, this.time(write - 1))
    for (let index = read; index < this.#length; index++) this.#copy(index, write + index - read)
    this.#length -= read - write
    this.#blocks = this.#blocks.slice(0, (this.#front + this.#length + MASK) >> SHIFT)
  }

  /** Moves the base so that `time` can be written as an offset; drops what would then be too far away. */
  #reach(time: Instant): void {
    if (this.#length === 0) {
      this.#base = time
      return
    }
    if (time - this.time(0) > LONGEST_SPAN) this.#forget(this.after(time - LONGEST_SPAN))
    if (this.#length === 0) {
      this.#base = time
      return
    }
    const base = Math.min(time, this.time(0))
    if (base >= this.#base && time - this.#base <= LONGEST_SPAN) return
    const shift = this.#base - base
    for (let index = 0; index < this.#length; index++) {
      this.#setOffset(index, this.time(index) - this.#base + shift)
    }
    this.#base = base
  }
}
