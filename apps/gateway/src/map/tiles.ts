import { createHash } from 'node:crypto'
import { DAY, type DurationMs, SECOND } from '@tocsin/core'
import type { Tile, TileOutcome } from '../http/map-services.ts'
import type { Log } from '../log.ts'
import { isAllowed, tileUrl } from './tile-address.ts'
import type { TileCache } from './tile-cache.ts'

/** A satellite tile is 60 kB. */
const MOST_TILE_BYTES = 1024 * 1024
const FETCH_WITHIN: DurationMs = 10 * SECOND
/** Fetched at once, so that a map that is dragged does not become a flood at the server. */
const MOST_AT_ONCE = 12
/** Beyond these the map is asked to come again. */
const MOST_WAITING = 400
/** Streets do not move: after this a tile is fetched anew when it can be, and shown as it is when it cannot. */
const FRESH_FOR: DurationMs = 30 * DAY
/** A server that fails is not asked for the same tile at once again. */
const FAILED_FOR: DurationMs = 30 * SECOND
const MOST_FAILURES = 2000
const LOGGED_EVERY: DurationMs = 60 * SECOND

export interface TileSource {
  /** The address, with its placeholders. */
  readonly template: string
  readonly key: string | undefined
}

export interface TileProxyOptions {
  readonly cache: TileCache
  readonly hosts: readonly string[]
  readonly log: Log
  readonly now: () => number
}

/** Fetches tiles for consoles, which so need neither the internet nor the key. */
export class TileProxy {
  readonly #options: TileProxyOptions
  readonly #fetching = new Map<string, Promise<TileOutcome>>()
  readonly #failed = new Map<string, { readonly at: number; readonly detail: string }>()
  readonly #waiting: (() => void)[] = []
  #running = 0
  #loggedAt = Number.NEGATIVE_INFINITY

  constructor(options: TileProxyOptions) {
    this.#options = options
  }

  async tile(source: TileSource, z: number, x: number, y: number): Promise<TileOutcome> {
    const { cache, now } = this.#options
    // By the address without the key: a new key does not make other tiles.
    const name = `${createHash('sha256').update(source.template).digest('hex').slice(0, 16)}-${z}-${x}-${y}`
    const kept = await cache.get(name)
    const tile = kept && tileOf(kept.bytes)
    if (kept && tile && now() - kept.at < FRESH_FOR) return { ok: true, tile }
    const fetched = await this.#once(name, source, z, x, y)
    return !fetched.ok && tile !== undefined ? { ok: true, tile } : fetched
  }

  /** Two consoles that look at the same place ask once. */
  #once(name: string, source: TileSource, z: number, x: number, y: number): Promise<TileOutcome> {
    const running = this.#fetching.get(name)
    if (running !== undefined) return running
    const failed = this.#failed.get(name)
    if (failed !== undefined && this.#options.now() - failed.at < FAILED_FOR) {
      return Promise.resolve({ ok: false, why: 'away', detail: failed.detail })
    }
    if (this.#waiting.length >= MOST_WAITING) return Promise.resolve({ ok: false, why: 'busy' })
    const fetched = this.#inTurn(() => this.#fetch(name, source, z, x, y)).finally(() =>
      this.#fetching.delete(name),
    )
    this.#fetching.set(name, fetched)
    return fetched
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
    try {
      return await work()
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  async #fetch(
    name: string,
    { template, key }: TileSource,
    z: number,
    x: number,
    y: number,
  ): Promise<TileOutcome> {
    const { cache, hosts } = this.#options
    const url = new URL(tileUrl(template, z, x, y, key))
    // Once more here: what was allowed when it was set may not be any more.
    if (!isAllowed(url.host, hosts))
      return this.#away(name, url, 'its host is not one that tiles may come from')
    try {
      const response = await fetch(url, {
        // Elsewhere is not on the list.
        redirect: 'manual',
        signal: AbortSignal.timeout(FETCH_WITHIN),
        headers: { accept: 'image/*' },
      })
      if (response.status !== 200) {
        await response.body?.cancel()
        return this.#away(name, url, `it answered ${response.status}`)
      }
      const bytes = await readAtMost(response, MOST_TILE_BYTES)
      const tile = bytes && tileOf(bytes)
      if (tile === undefined) return this.#away(name, url, 'it answered something else than a picture')
      this.#failed.delete(name)
      await cache.put(name, tile.bytes)
      return { ok: true, tile }
    } catch (error) {
      const { cause } = error as Error & { cause?: { code?: string } }
      return this.#away(name, url, cause?.code ?? (error as Error).name)
    }
  }

  #away(name: string, url: URL, detail: string): TileOutcome {
    const { log, now } = this.#options
    if (this.#failed.size >= MOST_FAILURES) this.#failed.clear()
    this.#failed.set(name, { at: now(), detail })
    if (now() - this.#loggedAt > LOGGED_EVERY) {
      this.#loggedAt = now()
      // Never the whole address: the key is in it.
      log.warn('map.tileAway', { host: url.host, detail })
    }
    return { ok: false, why: 'away', detail }
  }
}

async function readAtMost(response: Response, most: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > most) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** By what it begins with, not by what the server calls it: some answer 200 and a sentence about the key. */
function tileOf(bytes: Uint8Array): Tile | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 12)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n')) return { bytes, type: 'image/png' }
  if (head.startsWith('\xff\xd8\xff')) return { bytes, type: 'image/jpeg' }
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return { bytes, type: 'image/webp' }
  return undefined
}
