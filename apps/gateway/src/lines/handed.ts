import type { DatabaseSync } from 'node:sqlite'
import { DAY, type DurationMs, type Instant } from '@tocsin/core'
import type { Receipt } from '../channels/channel.ts'

/** No provider reports later than this. */
const KEPT: DurationMs = 30 * DAY
const EARLY_KEPT: DurationMs = DAY

/** What left as one message, and what a provider calls it: by it reports find their calls, also after a restart. */
export class Handed {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      bundle: database.prepare('INSERT OR IGNORE INTO bundles (message, call, at) VALUES (?, ?, ?)'),
      calls: database.prepare('SELECT call FROM bundles WHERE message = ?'),
      name: database.prepare(
        'INSERT OR REPLACE INTO provider_ids (channel, provider_id, message, at) VALUES (?, ?, ?, ?)',
      ),
      named: database.prepare('SELECT message FROM provider_ids WHERE channel = ? AND provider_id = ?'),
      early: database.prepare(
        'INSERT INTO early_reports (channel, provider_id, at, report) VALUES (?, ?, ?, ?)',
      ),
      earlyOf: database.prepare(
        'SELECT report FROM early_reports WHERE channel = ? AND provider_id = ? ORDER BY number',
      ),
      dropEarly: database.prepare('DELETE FROM early_reports WHERE channel = ? AND provider_id = ?'),
      oldBundles: database.prepare('DELETE FROM bundles WHERE at < ?'),
      oldNames: database.prepare('DELETE FROM provider_ids WHERE at < ?'),
      oldEarly: database.prepare('DELETE FROM early_reports WHERE at < ?'),
    }
  }

  /** Before it is handed over: a message of one call needs no note. */
  bundled(message: string, calls: readonly string[], at: Instant): void {
    if (calls.length < 2) return
    for (const call of calls) this.#statements.bundle.run(message, call, at)
  }

  /** The calls that left with this message. */
  callsOf(message: string): string[] {
    const calls = this.#statements.calls.all(message).map((row) => row['call'] as string)
    return calls.includes(message) ? calls : [message, ...calls]
  }

  named(channel: string, providerId: string, message: string, at: Instant): void {
    this.#statements.name.run(channel, providerId, message, at)
  }

  messageOf(channel: string, providerId: string): string | undefined {
    return this.#statements.named.get(channel, providerId)?.['message'] as string | undefined
  }

  /** A report of a message that is not known yet: the provider was quicker than its own answer. */
  early(channel: string, providerId: string, report: Receipt, at: Instant): void {
    this.#statements.early.run(channel, providerId, at, JSON.stringify(report))
  }

  /** Takes the reports that came too early. */
  takeEarly(channel: string, providerId: string): Receipt[] {
    const reports = this.#statements.earlyOf
      .all(channel, providerId)
      .map((row) => JSON.parse(row['report'] as string) as Receipt)
    if (reports.length > 0) this.#statements.dropEarly.run(channel, providerId)
    return reports
  }

  /** Drops what nobody reports on any more. */
  forget(now: Instant): void {
    this.#statements.oldBundles.run(now - KEPT)
    this.#statements.oldNames.run(now - KEPT)
    this.#statements.oldEarly.run(now - EARLY_KEPT)
  }
}
