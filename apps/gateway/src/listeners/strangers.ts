import type { DatabaseSync } from 'node:sqlite'
import type { StrangerView } from '@tocsin/contract'
import type { Instant, Protocol, RejectedFrame } from '@tocsin/core'
import { transaction } from '../registry/database.ts'

/** As it is kept: with its newest frame in hexadecimal, empty where that was too long. */
type Stranger = Omit<StrangerView, 'kept'> & { readonly hex: string }

function keyOf({ protocol, code, address }: Pick<Stranger, 'protocol' | 'code' | 'address'>): string {
  return `${protocol}/${code === '' ? `@${address}` : code}`
}

/** Strangers remembered; the ones that were longest silent go first. Random codes must not fill a disk. */
const MOST = 500
const SAVE_AFTER = 1000

/** Who calls and is not known: kept over a restart, so that an engineer finds in the morning what called at night. */
export class Strangers {
  readonly #known = new Map<string, Stranger>()
  readonly #unsaved = new Set<string>()
  readonly #database: DatabaseSync
  readonly #put
  readonly #drop
  #timer: NodeJS.Timeout | undefined

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO strangers (key, protocol, code, address, first_at, last_at, count, reason, excerpt, hex)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#drop = database.prepare('DELETE FROM strangers WHERE key = ?')
    for (const row of database.prepare('SELECT * FROM strangers ORDER BY last_at').iterate()) {
      this.#known.set(row['key'] as string, {
        protocol: row['protocol'] as Protocol,
        code: row['code'] as string,
        address: row['address'] as string,
        firstAt: row['first_at'] as number,
        lastAt: row['last_at'] as number,
        count: row['count'] as number,
        reason: row['reason'] as string,
        excerpt: row['excerpt'] as string,
        hex: row['hex'] as string,
      })
    }
  }

  note(
    seen: Pick<Stranger, 'protocol' | 'code' | 'address' | 'reason' | 'excerpt' | 'hex'>,
    at: Instant,
  ): void {
    // Without a code the address is all there is to tell them by.
    const key = keyOf(seen)
    const before = this.#known.get(key)
    this.#known.delete(key)
    this.#known.set(key, {
      ...seen,
      firstAt: before?.firstAt ?? at,
      lastAt: at,
      count: (before?.count ?? 0) + 1,
    })
    this.#unsaved.add(key)
    if (this.#known.size > MOST) {
      const [oldest] = this.#known.keys()
      if (oldest !== undefined) {
        this.#known.delete(oldest)
        this.#unsaved.add(oldest)
      }
    }
    this.#timer ??= setTimeout(() => this.save(), SAVE_AFTER)
  }

  /** The newest first. */
  list(): StrangerView[] {
    return [...this.#known.values()].map(({ hex, ...view }) => ({ ...view, kept: hex !== '' })).reverse()
  }

  /** The newest frame of one, where it was kept. */
  frame(
    who: Pick<Stranger, 'protocol' | 'code' | 'address'>,
  ): (RejectedFrame & { readonly at: Instant }) | undefined {
    const known = this.#known.get(keyOf(who))
    if (known === undefined || known.hex === '') return undefined
    return { dialect: known.protocol, hex: known.hex, at: known.lastAt }
  }

  save(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#unsaved.size === 0) return
    transaction(this.#database, () => {
      for (const key of this.#unsaved) {
        const one = this.#known.get(key)
        if (one === undefined) this.#drop.run(key)
        else {
          const { protocol, code, address, firstAt, lastAt, count, reason, excerpt, hex } = one
          this.#put.run(key, protocol, code, address, firstAt, lastAt, count, reason, excerpt, hex)
        }
      }
    })
    this.#unsaved.clear()
  }
}
