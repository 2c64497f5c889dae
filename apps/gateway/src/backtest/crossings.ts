import type { Firing, LeadTimes } from '@tocsin/contract'
import { type DatastreamId, type DurationMs, HOUR, type Instant } from '@tocsin/core'
import { median } from './firings.ts'

/** A value that goes to and fro around the mark for so long crosses it once. */
const SETTLED: DurationMs = HOUR
/** Crossings kept; a mark that is crossed more often than this is none. */
const MOST_CROSSINGS = 10_000
const MOST_LISTED = 200

/** A mark on datastreams, for which people want to be warned in time. */
export interface Mark {
  readonly value: number
  readonly direction: 'above' | 'below'
  readonly datastreams: readonly DatastreamId[]
  /** Whose firing counts: that of the datastream itself, or of any subject of the rule. */
  readonly warnedBy: 'itself' | 'any'
}

interface Crossing {
  readonly datastream: DatastreamId
  readonly at: Instant
  /** When the value was short of the mark again. */
  until: Instant
}

interface Side {
  /** Undefined before the first value: who began beyond the mark crossed it who knows when. */
  beyond: boolean | undefined
  shortSince: Instant
  crossing: Crossing | undefined
}

/** When datastreams reached a mark. */
export class Crossings {
  readonly mark: Mark
  readonly #sign: 1 | -1
  readonly #sides = new Map<DatastreamId, Side>()
  readonly #from: Instant
  readonly #to: Instant
  readonly crossings: Crossing[] = []

  constructor(mark: Mark, range: { readonly from: Instant; readonly to: Instant }) {
    this.mark = mark
    this.#sign = mark.direction === 'above' ? 1 : -1
    this.#from = range.from
    this.#to = range.to
  }

  /** A value of one of the mark's datastreams, in order of time. */
  take(datastream: DatastreamId, time: Instant, value: number): void {
    let side = this.#sides.get(datastream)
    if (side === undefined) {
      side = { beyond: undefined, shortSince: time, crossing: undefined }
      this.#sides.set(datastream, side)
    }
    const beyond = value * this.#sign >= this.mark.value * this.#sign
    if (beyond) {
      const settled = side.crossing === undefined || time - side.shortSince >= SETTLED
      if (side.beyond === false && settled) {
        side.crossing = { datastream, at: time, until: Number.POSITIVE_INFINITY }
        const counts = time >= this.#from && time < this.#to && this.crossings.length < MOST_CROSSINGS
        if (counts) this.crossings.push(side.crossing)
      } else if (side.crossing !== undefined && !settled) {
        side.crossing.until = Number.POSITIVE_INFINITY
      }
    } else if (side.beyond !== false) {
      side.shortSince = time
      if (side.crossing !== undefined) side.crossing.until = time
    }
    side.beyond = beyond
  }

  /** How long before each crossing the rule began the firing that still stood at it; negative where it began after, and before the value was short again. */
  leads(firings: readonly Firing[]): LeadTimes {
    const { value, direction, warnedBy } = this.mark
    const bySubject = new Map<string, Firing[]>()
    for (const one of firings) {
      const key = warnedBy === 'any' ? '' : one.subject
      const list = bySubject.get(key)
      if (list === undefined) bySubject.set(key, [one])
      else list.push(one)
    }
    for (const list of bySubject.values()) list.sort((a, b) => a.from - b.from)
    const list = this.crossings.map(({ datastream, at, until }) => {
      const candidates = bySubject.get(warnedBy === 'any' ? '' : datastream) ?? []
      const standing = candidates.find((one) => one.from <= at && (one.to ?? Number.POSITIVE_INFINITY) > at)
      const warned = standing ?? candidates.find((one) => one.from > at && one.from < until)
      return { datastream, at, leadMs: warned === undefined ? null : at - warned.from }
    })
    const leads = list.flatMap(({ leadMs }) => (leadMs === null ? [] : [leadMs]))
    return {
      value,
      direction,
      crossings: list.length,
      warned: leads.filter((lead) => lead >= 0).length,
      medianMs: median(leads),
      leastMs: leads.length === 0 ? null : leads.reduce((least, lead) => Math.min(least, lead)),
      list: list.slice(0, MOST_LISTED),
    }
  }
}
