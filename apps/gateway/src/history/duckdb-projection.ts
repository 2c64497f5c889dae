import type { Position } from '@tocsin/core'
import type { DuckdbHistory, DuckdbOptions } from './duckdb.ts'
import { openDuckdbHistory } from './duckdb.ts'
import type { PositionedObservation } from './history.ts'
import type { Projection } from './shipper.ts'

/**
 * The DuckDB history as a projection. After a failed write DuckDB may hold the whole database for invalid until it is opened anew, so
 * that is what the next use does; opening again replays its log.
 */
export class DuckdbProjection implements Projection {
  readonly name = 'history'
  readonly #options: DuckdbOptions
  #history: Promise<DuckdbHistory> | undefined
  #closed: Promise<void> = Promise.resolve()

  constructor(options: DuckdbOptions) {
    this.#options = options
  }

  /** Opens the file when it is not open. Rejects when it cannot be. */
  open(): Promise<DuckdbHistory> {
    if (this.#history === undefined) {
      // Never two instances on one file: DuckDB's lock does not hold within a process.
      const history = this.#closed.then(() => openDuckdbHistory(this.#options))
      history.catch(() => {
        if (this.#history === history) this.#history = undefined
      })
      this.#history = history
    }
    return this.#history
  }

  async checkpoint(): Promise<Position> {
    return (await this.open()).checkpoint()
  }

  async ship(observations: readonly PositionedObservation[], position: Position): Promise<void> {
    const history = await this.open()
    try {
      await history.ship(observations, position)
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    const history = this.#history
    this.#history = undefined
    if (history !== undefined) {
      this.#closed = history.then((open) => open.stop()).catch(() => {})
    }
    await this.#closed
  }
}
