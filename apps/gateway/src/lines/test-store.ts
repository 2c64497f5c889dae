import type { DatabaseSync } from 'node:sqlite'
import type { ChannelTestView } from '@tocsin/contract'
import type { Instant, PersonId } from '@tocsin/core'
import type { Receipt } from '../channels/channel.ts'

export type StoredTest = Omit<ChannelTestView, 'name'> & {
  readonly channel: string
  readonly personChannel: string
}

/** Keys of tests; no call-out's begins so, for its parts are encoded and seven. */
const KEY = /^test\/(\d+)$/

/** Tests by hand, one message to one person each, and what became of them. */
export class TestStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      add: database.prepare(
        'INSERT INTO channel_tests (channel, person, person_channel, by_name, at) VALUES (?, ?, ?, ?, ?)',
      ),
      one: database.prepare('SELECT * FROM channel_tests WHERE id = ?'),
      newest: database.prepare('SELECT * FROM channel_tests WHERE channel = ? ORDER BY id DESC LIMIT ?'),
      enter: database.prepare(
        `UPDATE channel_tests SET accepted_at = coalesce(accepted_at, ?), delivered_at = coalesce(delivered_at, ?),
           read_at = coalesce(read_at, ?) WHERE id = ?`,
      ),
      fail: database.prepare(
        'UPDATE channel_tests SET failed = ? WHERE id = ? AND delivered_at IS NULL AND failed IS NULL',
      ),
      confirm: database.prepare(
        'UPDATE channel_tests SET confirmed_at = coalesce(confirmed_at, ?) WHERE id = ?',
      ),
    }
  }

  begin(test: Pick<StoredTest, 'channel' | 'person' | 'personChannel' | 'by' | 'at'>): number {
    const { channel, person, personChannel, by, at } = test
    return Number(this.#statements.add.run(channel, person, personChannel, by, at).lastInsertRowid)
  }

  get(id: number): StoredTest | undefined {
    const row = this.#statements.one.get(id)
    return row && read(row)
  }

  newest(channel: string, limit: number): StoredTest[] {
    return this.#statements.newest.all(channel, limit).map(read)
  }

  enter(id: number, fact: Receipt['fact'], at: Instant): void {
    if (typeof fact === 'object') {
      this.#statements.fail.run(JSON.stringify({ at, ...fact.failed }), id)
      return
    }
    const delivered = fact === 'delivered' || fact === 'read'
    this.#statements.enter.run(at, delivered ? at : null, fact === 'read' ? at : null, id)
  }

  confirm(id: number, at: Instant): void {
    this.#statements.confirm.run(at, id)
  }
}

export function testKey(id: number): string {
  return `test/${id}`
}

/** The test that a message's key is of; undefined: it is a call's. */
export function testOf(key: string): number | undefined {
  const id = KEY.exec(key)?.[1]
  return id === undefined ? undefined : Number(id)
}

function read(row: Record<string, unknown>): StoredTest {
  const failed = row['failed'] as string | null
  return {
    id: row['id'] as number,
    channel: row['channel'] as string,
    person: row['person'] as PersonId,
    personChannel: row['person_channel'] as string,
    by: row['by_name'] as string,
    at: row['at'] as number,
    acceptedAt: row['accepted_at'] as number | null,
    deliveredAt: row['delivered_at'] as number | null,
    readAt: row['read_at'] as number | null,
    confirmedAt: row['confirmed_at'] as number | null,
    failed: failed === null ? null : (JSON.parse(failed) as StoredTest['failed']),
  }
}
