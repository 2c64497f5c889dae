import type { DatastreamId } from '@tocsin/core'
import type { PositionedObservation, TimeRange } from './history.ts'
import { checkBits, checksOf, flagCode, flagOf } from './stored-codes.ts'

/** Observations in one block; a block lies outside the collector's reach but for the names. */
const ROWS = 4096
/** Empty blocks kept for another time. */
const MOST_SPARE = 16

class Block {
  readonly datastreams: DatastreamId[] = new Array<DatastreamId>(ROWS).fill('')
  readonly phenomenonTimes = new Float64Array(ROWS)
  readonly receivedAts = new Float64Array(ROWS)
  readonly values = new Float64Array(ROWS)
  readonly positions = new Float64Array(ROWS)
  readonly flags = new Uint8Array(ROWS)
  readonly checks = new Int32Array(ROWS)
  from = 0
  to = 0
}

/**
 * A queue of observations as columns. As objects, a second's worth of them at full speed outlives the young generation, and costs more to
 * collect than to judge. How timely they were is not kept: the history does not ask.
 */
export class ObservationColumns {
  #blocks: Block[] = []
  readonly #spare: Block[] = []

  push({
    datastream,
    phenomenonTime,
    receivedAt,
    value,
    position,
    flag,
    checks,
  }: PositionedObservation): void {
    let block = this.#blocks.at(-1)
    if (block === undefined || block.to === ROWS) {
      block = this.#spare.pop() ?? new Block()
      this.#blocks.push(block)
    }
    const row = block.to++
    block.datastreams[row] = datastream
    block.phenomenonTimes[row] = phenomenonTime
    block.receivedAts[row] = receivedAt
    block.values[row] = value
    block.positions[row] = position
    block.flags[row] = flagCode(flag)
    block.checks[row] = checkBits(checks)
  }

  /** Forgets the oldest. */
  drop(count: number): void {
    let left = count
    let emptied = 0
    for (const block of this.#blocks) {
      const taken = Math.min(left, block.to - block.from)
      block.from += taken
      left -= taken
      if (block.from < ROWS) break
      emptied++
    }
    for (const block of this.#blocks.splice(0, emptied)) {
      block.from = 0
      block.to = 0
      if (this.#spare.length < MOST_SPARE) this.#spare.push(block)
    }
  }

  /** In the order they were pushed. */
  select(datastream: DatastreamId, { from, to }: TimeRange): PositionedObservation[] {
    const found: PositionedObservation[] = []
    for (const block of this.#blocks) {
      for (let row = block.from; row < block.to; row++) {
        const phenomenonTime = block.phenomenonTimes[row] as number
        if (phenomenonTime < from || phenomenonTime >= to) continue
        if (block.datastreams[row] !== datastream) continue
        found.push({
          datastream,
          phenomenonTime,
          receivedAt: block.receivedAts[row] as number,
          value: block.values[row] as number,
          flag: flagOf(block.flags[row] as number),
          checks: checksOf(block.checks[row] as number),
          timeliness: 'new',
          position: block.positions[row] as number,
        })
      }
    }
    return found
  }
}
