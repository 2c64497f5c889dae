import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { SpeakerView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { SpeakerLine } from '../channels/loudspeaker/by-mqtt.ts'
import type { Clock } from '../clock.ts'
import type { SpeakersService } from '../http/channel-services.ts'

export interface SpeakersOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  /** Sends to `speaker/{id}/cmd` at the broker. */
  readonly publish: (speaker: string, body: string) => void
  /** Closes the connections of one: its secret was replaced. */
  readonly disconnect: (speaker: string) => void
}

const SECRET_BYTES = 24
/** Compared against when one is unknown, so that the answer takes as long as for a wrong secret. */
const NO_SECRET = createHash('sha256').update(randomBytes(SECRET_BYTES)).digest()

interface Known {
  name: string
  flows: boolean
  sha256: Uint8Array
  connected: boolean
  lastState: { readonly at: Instant; readonly state: string } | null
}

/** Loudspeakers at the gateway's own broker: who may sign in, who has, and the way to them. */
export class Speakers {
  readonly #options: SpeakersOptions
  readonly #known = new Map<string, Known>()
  readonly #statements
  readonly #told = new Set<Parameters<SpeakerLine['open']>[0]>()

  constructor(options: SpeakersOptions) {
    this.#options = options
    const { database } = options
    this.#statements = {
      insert: database.prepare(
        'INSERT INTO speakers (id, name, sha256, created_at, created_by) VALUES (?, ?, ?, ?, ?)',
      ),
      renew: database.prepare('UPDATE speakers SET sha256 = ? WHERE id = ?'),
      change: database.prepare('UPDATE speakers SET name = ?, flows = ? WHERE id = ?'),
      remove: database.prepare('DELETE FROM speakers WHERE id = ?'),
    }
    for (const row of database.prepare('SELECT id, name, flows, sha256 FROM speakers').all()) {
      this.#known.set(row['id'] as string, {
        name: row['name'] as string,
        flows: row['flows'] === 1,
        sha256: row['sha256'] as Uint8Array,
        connected: false,
        lastState: null,
      })
    }
  }

  authenticate(id: string, secret: Uint8Array): boolean {
    const known = this.#known.get(id)
    const given = createHash('sha256').update(secret).digest()
    return timingSafeEqual(given, known?.sha256 ?? NO_SECRET) && known !== undefined
  }

  connected(id: string, connected: boolean): void {
    const known = this.#known.get(id)
    if (known === undefined) return
    known.connected = connected
    for (const told of this.#told) told.became(...this.#status())
  }

  /** It said something on its own topic. */
  said(id: string, payload: Uint8Array): void {
    const known = this.#known.get(id)
    if (known === undefined) return
    known.lastState = { at: this.#options.clock.now(), state: stateIn(payload) }
    for (const told of this.#told) told.state(id, payload)
  }

  /** The way to them for a channel. Nothing is kept for one that is not connected: a command must not sound hours later. */
  line(): SpeakerLine {
    let mine: Parameters<SpeakerLine['open']>[0] | undefined
    return {
      open: (told) => {
        mine = told
        this.#told.add(told)
        told.became(...this.#status())
      },
      publish: async (speaker, body, signal) => {
        if (signal.aborted)
          throw new DeliveryError(`not sent: ${String(signal.reason)}`, { permanent: false })
        const known = this.#known.get(speaker)
        if (known === undefined) {
          throw new DeliveryError('there is no loudspeaker of this id', { permanent: true, ofAddress: false })
        }
        if (!known.connected)
          throw new DeliveryError('the loudspeaker is not connected', { permanent: false })
        this.#options.publish(speaker, body)
      },
      close: async () => {
        if (mine !== undefined) this.#told.delete(mine)
      },
    }
  }

  #status(): ['up' | 'down', string] {
    const all = [...this.#known.values()]
    const connected = all.filter((one) => one.connected).length
    const detail = `${connected} of ${all.length} loudspeakers connected`
    return [connected > 0 ? 'up' : 'down', detail]
  }

  readonly service: SpeakersService = {
    list: () => [...this.#known.keys()].sort().map((id) => this.#view(id)),

    create: ({ id, name }, by) => {
      if (this.#known.has(id)) {
        return { ok: false, refusal: { kind: 'exists', detail: `Loudspeaker ${id} exists already` } }
      }
      const { secret, sha256 } = newSecret()
      this.#statements.insert.run(id, name, sha256, this.#options.clock.now(), by.id)
      this.#known.set(id, { name, flows: false, sha256, connected: false, lastState: null })
      return { ok: true, speaker: this.#view(id), secret }
    },

    change: (id, { name, flows }) => {
      const known = this.#known.get(id)
      if (known === undefined) return notFound(id)
      this.#statements.change.run(name, flows ? 1 : 0, id)
      Object.assign(known, { name, flows })
      return { ok: true, speaker: this.#view(id) }
    },

    renewSecret: (id) => {
      const known = this.#known.get(id)
      if (known === undefined) return notFound(id)
      const { secret, sha256 } = newSecret()
      this.#statements.renew.run(sha256, id)
      known.sha256 = sha256
      this.#options.disconnect(id)
      return { ok: true, secret }
    },

    remove: (id) => {
      if (!this.#known.has(id)) return notFound(id)
      this.#statements.remove.run(id)
      this.#known.delete(id)
      this.#options.disconnect(id)
      return { ok: true }
    },
  }

  #view(id: string): SpeakerView {
    const { name = id, flows = false, connected = false, lastState = null } = this.#known.get(id) ?? {}
    return { id, name, flows, connected, lastState }
  }
}

function newSecret(): { readonly secret: string; readonly sha256: Uint8Array } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { secret, sha256: createHash('sha256').update(secret).digest() }
}

function notFound(id: string): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail: `No loudspeaker ${id}` } }
}

/** What it says of itself, for a screen. */
function stateIn(payload: Uint8Array): string {
  try {
    const { state } = JSON.parse(Buffer.from(payload).toString('utf8')) as { state?: unknown }
    return typeof state === 'string' ? state.slice(0, 40) : '?'
  } catch {
    return '?'
  }
}
