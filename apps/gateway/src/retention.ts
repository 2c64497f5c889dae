import type { DatabaseSync } from 'node:sqlite'
import { DAY, type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import type { Clock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { ShippedHistory } from './history/history-service.ts'
import type { Journal } from './journal/journal.ts'
import type { Log } from './log.ts'
import type { RulesHost } from './rules/host.ts'

/** How long the journal keeps its entries, so that a warning can be proven and an outage of InfluxDB bridged. */
export const JOURNAL_KEPT: DurationMs = 7 * DAY
const EVERY: DurationMs = MINUTE
/** Verdicts forgotten in one statement, and statements in one round: each holds up the main thread. */
const AT_ONCE = 2000
const MOST_ROUNDS = 10

export interface RetentionOptions {
  readonly journal: Pick<Journal, 'prune' | 'oldest'>
  readonly host: { readonly judge: Pick<RulesHost['judge'], 'position'> }
  readonly history: Pick<ShippedHistory, 'shippedTo'>
  readonly disk: Pick<Disk, 'low'>
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
}

/**
 * Forgets what the journal need not keep any longer: judged, in every history, and older than seven days. When the disk runs short it
 * keeps only what DuckDB or the judge still need, and says so: what InfluxDB has not had by then it will not get.
 */
export class Retention {
  readonly #options: RetentionOptions
  readonly #dropVerdicts
  #timer: NodeJS.Timeout | undefined
  #sacrificing = false

  constructor(options: RetentionOptions) {
    this.#options = options
    this.#dropVerdicts = options.database.prepare(
      'DELETE FROM verdicts WHERE position IN (SELECT position FROM verdicts WHERE position < ? LIMIT 2000)',
    )
  }

  start(): void {
    this.#timer = setInterval(() => this.prune(), EVERY)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  prune(): void {
    const { journal, host, history, disk, clock, log } = this.#options
    const short = disk.low
    if (short !== this.#sacrificing) {
      this.#sacrificing = short
      if (short) {
        log.warn('retention.short', {
          effect: 'the journal keeps only what is not in DuckDB yet; InfluxDB will miss what it has not had',
        })
      } else log.info('retention.recovered')
    }
    const shipped = history.shippedTo(short ? 'history' : 'all')
    if (shipped === undefined) return
    const before: Instant = short ? Number.MAX_SAFE_INTEGER : clock.now() - JOURNAL_KEPT
    try {
      journal.prune(Math.min(shipped, host.judge.position), before)
      // As many as come in meanwhile, and more: a counter leaves one with each report.
      for (let round = 0; round < MOST_ROUNDS; round++) {
        if (Number(this.#dropVerdicts.run(journal.oldest()).changes) < AT_ONCE) break
      }
    } catch (error) {
      // On a full disk even forgetting may fail; it is tried again.
      log.warn('retention.failed', { error: error instanceof Error ? error.message : String(error) })
    }
  }
}
