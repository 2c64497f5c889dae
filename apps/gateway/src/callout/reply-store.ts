import type { DatabaseSync } from 'node:sqlite'
import type { ReplyView } from '@tocsin/contract'
import type { CalloutId, ChannelKind, Instant, PersonId } from '@tocsin/core'
import { freeTag } from '../channels/reply.ts'
import type { Vault } from '../people/vault.ts'

/** What somebody sent, as it is kept. */
export interface StoredReply {
  readonly id: number
  readonly channel: string
  readonly kind: ChannelKind
  readonly at: Instant
  readonly text: string
  /** Null: it counted by itself. */
  readonly why: ReplyView['why'] | null
  readonly persons: readonly PersonId[]
  /** The sender's address in full; null: there is none, or its key is lost. */
  readonly sender: string | null
  readonly settled: ReplyView['settled']
}

const OWNER = 'reply'

/** What people sent back, and the tags by which they tell several call-outs apart. */
export class ReplyStore {
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#statements = {
      add: database.prepare(
        `INSERT OR IGNORE INTO replies (channel, kind, source_id, at, text, why, persons, sender)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      one: database.prepare('SELECT * FROM replies WHERE id = ?'),
      unread: database.prepare(
        'SELECT * FROM replies WHERE why IS NOT NULL AND settled_at IS NULL ORDER BY id DESC LIMIT ?',
      ),
      settled: database.prepare(
        'SELECT * FROM replies WHERE why IS NOT NULL AND settled_at IS NOT NULL ORDER BY id DESC LIMIT ?',
      ),
      settle: database.prepare(
        'UPDATE replies SET settled_at = ?, settled_by = ?, settled_as = ? WHERE id = ? AND settled_at IS NULL',
      ),
      tags: database.prepare('SELECT tag, callouts FROM reply_tags WHERE person = ? ORDER BY at DESC, tag'),
      tag: database.prepare(
        'INSERT OR REPLACE INTO reply_tags (person, tag, callouts, at) VALUES (?, ?, ?, ?)',
      ),
    }
  }

  /** Keeps a reply; false when it was kept before. */
  add(reply: Omit<StoredReply, 'id' | 'settled'> & { readonly sourceId: string }): boolean {
    const { channel, kind, sourceId, at, text, why, persons, sender } = reply
    const sealed = sender === null ? null : this.#vault.seal(sender, OWNER)
    const known = JSON.stringify(persons)
    return this.#statements.add.run(channel, kind, sourceId, at, text, why, known, sealed).changes === 1
  }

  get(id: number): StoredReply | undefined {
    const row = this.#statements.one.get(id)
    return row && this.#read(row)
  }

  /** Those that did not count by themselves, newest first. */
  list(settled: boolean, limit: number): StoredReply[] {
    const { settled: done, unread } = this.#statements
    return (settled ? done : unread).all(limit).map((row) => this.#read(row))
  }

  /** False when somebody was quicker. */
  settle(id: number, as: 'answer' | 'read', by: string, at: Instant): boolean {
    return this.#statements.settle.run(at, by, as, id).changes === 1
  }

  /** A person's tags, newest first. */
  tags(person: PersonId): { readonly tag: string; readonly callouts: readonly CalloutId[] }[] {
    return this.#statements.tags.all(person).map((row) => ({
      tag: row['tag'] as string,
      callouts: JSON.parse(row['callouts'] as string) as CalloutId[],
    }))
  }

  /** The tag of these call-outs in a message to a person. One whose call-outs are all over is free again. */
  tagOf(
    person: PersonId,
    callouts: readonly CalloutId[],
    isOpen: (id: CalloutId) => boolean,
    at: Instant,
  ): string | null {
    const known = this.tags(person)
    const wanted = JSON.stringify(callouts)
    const mine = known.find((one) => JSON.stringify(one.callouts) === wanted)?.tag
    const taken = known.filter((one) => one.callouts.some(isOpen)).map(({ tag }) => tag)
    const tag = mine ?? freeTag(new Set(taken)) ?? null
    if (tag !== null) this.#statements.tag.run(person, tag, wanted, at)
    return tag
  }

  #read(row: Record<string, unknown>): StoredReply {
    const sealed = row['sender'] as Uint8Array | null
    return {
      id: row['id'] as number,
      channel: row['channel'] as string,
      kind: row['kind'] as ChannelKind,
      at: row['at'] as number,
      text: row['text'] as string,
      why: row['why'] as StoredReply['why'],
      persons: JSON.parse(row['persons'] as string) as PersonId[],
      sender: sealed === null ? null : (this.#vault.open(sealed, OWNER) ?? null),
      settled:
        row['settled_at'] === null
          ? null
          : {
              at: row['settled_at'] as number,
              by: row['settled_by'] as string,
              as: row['settled_as'] as 'answer' | 'read',
            },
    }
  }
}
