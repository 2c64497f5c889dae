import type { DatabaseSync } from 'node:sqlite'
import { DAY, type DurationMs, HOUR } from '@tocsin/core'
import type { Clock } from './clock.ts'
import type { ShippedHistory } from './history/history-service.ts'
import type { Journal } from './journal/journal.ts'
import type { Log } from './log.ts'
import type { RulesHost } from './rules/host.ts'

/** How long the journal keeps its entries, so that a warning can be proven and an outage of InfluxDB bridged. */
const JOURNAL_KEPT: DurationMs = 7 * DAY
const EVERY: DurationMs = HOUR

export interface RetentionOptions {
  readonly journal: Journal
  readonly host: RulesHost
  readonly history: ShippedHistory
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
}

/** Forgets, hourly, what the journal need not keep any longer: judged, shipped to every projection, and older than seven days. */
export class Retention {
  readonly #options: RetentionOptions
  readonly #dropVerdicts
  #timer: NodeJS.Timeout | undefined

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#dropVerdicts = options.database.prepare(
      'DELETE FROM verdicts WHERE position IN (SELECT position FROM verdicts WHERE position < ? LIMIT 10000)',
    )
  }

  start(): void {
    this.#timer = setInterval(() => this.prune(), EVERY)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  prune(): void {
    const { journal, host, history, clock } = this.#options
    const shipped = history.shippedTo()
    if (shipped === undefined) return
    const upTo = Math.min(shipped, host.judge.position)
    journal.prune(upTo, clock.now() - JOURNAL_KEPT)
    const reader = journal.reader()
    this.#dropVerdicts.run(reader.bounds().oldest)
    reader.close()
  }
}
