import { DAY, type DurationMs, type Instant, MINUTE } from '../model/index.ts'

/** The newest entries are kept one by one at least; older ones are merged by the minute when there are more than the horizon's minutes besides. */
export const LEAST_SINGLE = 1024
/** Merging, forgetting and growing move everything: each makes room for so many more. */
const ROOM = 256
/** Offsets are unsigned 32-bit milliseconds: no entry may lie further from the first. Older than 31 days nothing is judged. */
const LONGEST_SPAN: DurationMs = 40 * DAY

/** The serialisable form: parallel arrays, oldest first. */
export interface TimelineSnapshot {
  readonly times: readonly Instant[]
  readonly columns: readonly (readonly number[])[]
  /** Up to here entries were forgotten or merged. */
  readonly settled?: Instant | undefined
  /** What the columns held at the last entry that was forgotten. */
  readonly baseline?: readonly number[] | undefined
}

/**
 * Entries by time in typed arrays: one time and some numbers each. The numbers are running totals, or values of which the last of a minute
 * may stand for the minute: so merging an entry into a later one is leaving it out. 4 + 8 × columns bytes an entry, whatever the reporting rate at most one
 * a minute over the horizon and `LEAST_SINGLE` more.
 */
export class Timeline {
  /** Milliseconds after #base. */
  #offsets = new Uint32Array(0)
  #base: Instant = 0
  #length = 0
  #settled: Instant
  readonly columns: Float64Array[]
  /** The columns at the last entry that was forgotten from the front: where running totals begin. */
  readonly baseline: Float64Array

  constructor(columns: number, snapshot?: TimelineSnapshot) {
    this.baseline = Float64Array.from({ length: columns }, (_, index) => snapshot?.baseline?.[index] ?? 0)
    this.columns = Array.from({ length: columns }, () => new Float64Array(0))
    this.#settled = snapshot?.settled ?? Number.NEGATIVE_INFINITY
    if (snapshot === undefined || snapshot.times.length === 0) return
    this.#length = snapshot.times.length
    this.#resize(this.#length)
    this.#base = snapshot.times[0] as Instant
    for (const [index, time] of snapshot.times.entries()) this.#offsets[index] = time - this.#base
    for (const [column, values] of this.columns.entries()) values.set(snapshot.columns[column] ?? [])
  }

  snapshot(): TimelineSnapshot {
    return {
      times: Array.from({ length: this.#length }, (_, index) => this.time(index)),
      columns: this.columns.map((column) => [...column.subarray(0, this.#length)]),
      settled: Number.isFinite(this.#settled) ? this.#settled : undefined,
      baseline: [...this.baseline],
    }
  }

  get length(): number {
    return this.#length
  }

  time(index: number): Instant {
    return this.#base + (this.#offsets[index] as number)
  }

  /** Index of the first entry after `time`; `length` when there is none. */
  after(time: Instant): number {
    const offset = time - this.#base
    const offsets = this.#offsets
    let high = this.#length
    // The common case: `time` is the newest.
    if (high > 0 && (offsets[high - 1] as number) <= offset) return high
    let low = 0
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((offsets[middle] as number) <= offset) low = middle + 1
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
    if (this.#length === this.#offsets.length) this.#resize(this.#length + ROOM)
    if (index < this.#length) {
      this.#offsets.copyWithin(index + 1, index, this.#length)
      for (const column of this.columns) column.copyWithin(index + 1, index, this.#length)
    }
    this.#offsets[index] = time - this.#base
    for (const column of this.columns) column[index] = 0
    this.#length++
    return index
  }

  remove(index: number): void {
    this.#offsets.copyWithin(index, index + 1, this.#length)
    for (const column of this.columns) column.copyWithin(index, index + 1, this.#length)
    this.#length--
  }

  /** True when `time` lies where entries were forgotten or merged: what came then can no longer be told from a duplicate. */
  isSettled(time: Instant): boolean {
    return this.#settled >= time
  }

  /** Forgets entries up to and including `time`, but never the last one, and merges old ones where there are too many. */
  keep(time: Instant, horizon: DurationMs): void {
    const count = Math.min(this.after(time), this.#length - 1)
    // Only when it frees a good part, to stay cheap per reading.
    if (count >= 64 && count * 8 >= this.#length) this.#forget(count)
    const most = Math.ceil(horizon / MINUTE) + LEAST_SINGLE + ROOM
    if (this.#length > most) this.#mergeTo(most - ROOM)
  }

  #forget(count: number): void {
    if (count === 0) return
    this.#settled = Math.max(this.#settled, this.time(count - 1))
    for (const [index, column] of this.columns.entries()) this.baseline[index] = column[count - 1] as number
    this.#offsets.copyWithin(0, count, this.#length)
    for (const column of this.columns) column.copyWithin(0, count, this.#length)
    this.#length -= count
    if (this.#offsets.length > this.#length + 2 * ROOM) this.#resize(this.#length + ROOM)
  }

  /** Merges the oldest entries of one minute (a, a + 1 min] each into its last, until at most `most` are left or only the newest are single. */
  #mergeTo(most: number): void {
    const minute = (index: number) => Math.ceil(this.time(index) / MINUTE)
    const surplus = this.#length - most
    let write = 0
    let read = 0
    const singleFrom = this.#length - LEAST_SINGLE
    while (read < singleFrom && read - write < surplus) {
      let last = read
      while (last + 1 < singleFrom && minute(last + 1) === minute(read)) last++
      this.#offsets[write] = this.#offsets[last] as number
      for (const column of this.columns) column[write] = column[last] as number
      write++
      read = last + 1
    }
    if (read === write) return
    this.#settled = Math.max(this.#settled, this.time(write - 1))
    this.#offsets.copyWithin(write, read, this.#length)
    for (const column of this.columns) column.copyWithin(write, read, this.#length)
    this.#length -= read - write
  }

  /** Moves the base so that `time` can be written as an offset; drops what would then be too far away. */
  #reach(time: Instant): void {
    if (this.#length === 0) {
      this.#base = time
      return
    }
    const first = this.time(0)
    if (time - first > LONGEST_SPAN) {
      const old = this.after(time - LONGEST_SPAN)
      if (old >= this.#length) {
        this.#forget(this.#length)
        this.#base = time
        return
      }
      this.#forget(old)
    }
    const base = Math.min(time, this.time(0))
    if (base < this.#base || time - this.#base > LONGEST_SPAN) {
      const shift = this.#base - base
      for (let index = 0; index < this.#length; index++) {
        this.#offsets[index] = (this.#offsets[index] as number) + shift
      }
      this.#base = base
    }
  }

  #resize(capacity: number): void {
    const offsets = new Uint32Array(capacity)
    offsets.set(this.#offsets.subarray(0, this.#length))
    this.#offsets = offsets
    for (const [index, column] of this.columns.entries()) {
      const resized = new Float64Array(capacity)
      resized.set(column.subarray(0, this.#length))
      this.columns[index] = resized
    }
  }
}
