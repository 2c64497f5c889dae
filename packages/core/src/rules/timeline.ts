import { DAY, type DurationMs, type Instant, MINUTE } from '../model/index.ts'

/** So many of the newest entries are kept one by one at least; older ones are merged by the minute. */
export const LEAST_SINGLE = 512
/** What no window in force can begin in is merged further: it is kept for rules that come later. */
export const COARSE: DurationMs = 10 * MINUTE
/** Entries in a block: storage grows and shrinks by blocks, and nothing is copied for it. */
const BLOCK = 256
const SHIFT = 8
const MASK = BLOCK - 1
/** Merging moves what is newer: each goes through so many, or makes room for them. */
const ROOM = 128
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
  /** How many of the oldest were merged by the minute, and how many of those further: a restart must go on merging at the same entries. */
  readonly merged?: readonly [minutes: number, coarse: number] | undefined
}

interface Block {
  /** Milliseconds after the timeline's base. */
  readonly offsets: Uint32Array
  readonly columns: readonly (Uint32Array | Float64Array)[]
}

/**
 * Entries by time: one time and some numbers each, in blocks of typed arrays. The numbers are running totals, or values of which the last of
 * a minute may stand for the minute: so merging an entry into a later one is leaving it out. Whatever the reporting rate, it holds the newest
 * `LEAST_SINGLE` entries one by one, and of what is older one a minute, or one every ten minutes where no window in force can begin: what a
 * window that begins there counts is off by less than what came in that minute, or those ten.
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
  /** So many of the oldest entries are one a minute, and so many of those one every ten minutes. */
  #minutes: number
  #coarse: number

  constructor(kinds: readonly ColumnKind[], snapshot?: TimelineSnapshot) {
    this.#kinds = kinds
    this.#baseline = kinds.map((_, column) => snapshot?.baseline?.[column] ?? 0)
    this.#settled = snapshot?.settled ?? Number.NEGATIVE_INFINITY
    this.#minutes = 0
    this.#coarse = 0
    for (const [index, time] of (snapshot?.times ?? []).entries()) {
      const at = this.insert(time)
      for (let column = 0; column < kinds.length; column++) {
        this.set(column, at, snapshot?.columns[column]?.[index] ?? 0)
      }
    }
    this.#minutes = snapshot?.merged?.[0] ?? 0
    this.#coarse = snapshot?.merged?.[1] ?? 0
  }

  snapshot(): TimelineSnapshot {
    const indexes = Array.from({ length: this.#length }, (_, index) => index)
    return {
      times: indexes.map((index) => this.time(index)),
      columns: this.#kinds.map((_, column) => indexes.map((index) => this.get(column, index))),
      settled: Number.isFinite(this.#settled) ? this.#settled : undefined,
      baseline: [...this.#baseline],
      ...(this.#minutes > 0 || this.#coarse > 0 ? { merged: [this.#minutes, this.#coarse] as const } : {}),
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
    if (index < this.#minutes) this.#minutes++
    if (index < this.#coarse) this.#coarse++
    for (let later = this.#length - 1; later > index; later--) this.#copy(later - 1, later)
    this.#setOffset(index, time - this.#base)
    for (let column = 0; column < this.#kinds.length; column++) this.set(column, index, 0)
    return index
  }

  remove(index: number): void {
    for (let later = index + 1; later < this.#length; later++) this.#copy(later, later - 1)
    this.#length--
    if (index < this.#minutes) this.#minutes--
    if (index < this.#coarse) this.#coarse--
  }

  /** True when `time` lies where entries were forgotten or merged: what came then can no longer be told from a duplicate. */
  isSettled(time: Instant): boolean {
    return this.#settled >= time
  }

  /**
   * Forgets entries before `time`, but not the last of them, which windows may begin in, and merges old ones.
   * @param fine no window in force begins before it
   */
  keep(time: Instant, horizon: DurationMs, fine: Instant = time): void {
    if (this.#length > 1 && this.time(1) <= time) this.#forget(this.after(time) - 1)
    if (this.#length - this.#minutes <= LEAST_SINGLE + ROOM) return
    // What came late into minutes that were gone through already stays single, unless there is much of it.
    const most = Math.ceil(horizon / MINUTE) + LEAST_SINGLE + 2 * ROOM
    const upTo = this.#length - LEAST_SINGLE
    this.#minutes = this.#merge(this.#length > most ? 0 : this.#minutes, upTo, MINUTE)
    const old = Math.min(this.after(fine), this.#minutes)
    if (old - this.#coarse > ROOM) {
      const before = this.#length
      this.#coarse = this.#merge(this.#coarse, old, COARSE)
      this.#minutes -= before - this.#length
    }
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
    this.#minutes = Math.max(0, this.#minutes - count)
    this.#coarse = Math.max(0, this.#coarse - count)
    const empty = this.#front >> SHIFT
    if (empty === 0) return
    this.#blocks = this.#blocks.slice(empty)
    this.#front &= MASK
  }

  /** Merges the entries from index `from` up to before `to` that lie in one slot (a, a + slot] each into its last; answers the index where `to` is now. */
  #merge(from: number, to: number, slot: DurationMs): number {
    const slotOf = (index: number) => Math.ceil(this.time(index) / slot)
    // The last of what was gone through before may be of the same slot.
    let write = Math.max(0, from - 1)
    let read = write
    while (read < to) {
      let last = read
      const own = slotOf(read)
      while (last + 1 < to && slotOf(last + 1) === own) last++
      if (write !== last) this.#copy(last, write)
      write++
      read = last + 1
    }
    if (read === write) return to
    this.#settled = Math.max(this.#settled, this.time(write - 1))
    for (let index = read; index < this.#length; index++) this.#copy(index, write + index - read)
    this.#length -= read - write
    this.#blocks = this.#blocks.slice(0, (this.#front + this.#length + MASK) >> SHIFT)
    return write
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
