import type { DatabaseSync } from 'node:sqlite'
import type { Instant } from '@tocsin/core'

/** What became of one day's message. */
export interface MorningMessage {
  /** Of the office's calendar: `2026-07-01`. */
  readonly day: string
  readonly at: Instant
  readonly state: 'sending' | 'sent' | 'failed'
  readonly person: string | null
  readonly channel: string | null
  readonly text: string | null
  readonly deliveredAt: Instant | null
}

/** Morning messages as they are stored: one a day, whatever restarts. */
export class MorningStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      of: database.prepare('SELECT * FROM morning_messages WHERE day = ?'),
      newest: database.prepare('SELECT * FROM morning_messages ORDER BY day DESC LIMIT 1'),
      put: database.prepare(
        `INSERT INTO morning_messages (day, at, state, person, channel, text) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (day) DO UPDATE SET at = excluded.at, state = excluded.state, person = excluded.person, channel = excluded.channel, text = excluded.text`,
      ),
      delivered: database.prepare(
        'UPDATE morning_messages SET delivered_at = coalesce(delivered_at, ?) WHERE day = ?',
      ),
    }
  }

  of(day: string): MorningMessage | undefined {
    const row = this.#statements.of.get(day)
    return row && messageOf(row)
  }

  newest(): MorningMessage | undefined {
    const row = this.#statements.newest.get()
    return row && messageOf(row)
  }

  put({ day, at, state, person, channel, text }: Omit<MorningMessage, 'deliveredAt'>): void {
    this.#statements.put.run(day, at, state, person, channel, text)
  }

  delivered(day: string, at: Instant): void {
    this.#statements.delivered.run(at, day)
  }
}

function messageOf(row: Record<string, unknown>): MorningMessage {
  return {
    day: row['day'] as string,
    at: row['at'] as number,
    state: row['state'] as MorningMessage['state'],
    person: row['person'] as string | null,
    channel: row['channel'] as string | null,
    text: row['text'] as string | null,
    deliveredAt: row['delivered_at'] as number | null,
  }
}
