import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A county to street level is some 200 MB of tiles. */
export const CACHE_BYTES = 512 * 1024 * 1024
/** Made room for at once, so that not every tile costs a deletion. */
const ROOM = 0.9

interface Kept {
  bytes: number
  readonly at: number
}

export interface TileCacheOptions {
  readonly folder: string
  readonly mostBytes?: number | undefined
  /** Nothing is written while it says so: the disk is needed for warnings. */
  readonly full: () => boolean
  readonly now: () => number
}

/** Tiles on disk, within a stated size: the longest unused go first. What is in it is kept across restarts. */
export class TileCache {
  readonly #options: TileCacheOptions
  readonly #most: number
  /** In the order of their last use. */
  #kept: Promise<Map<string, Kept>> | undefined
  #bytes = 0
  #made = 0

  constructor(options: TileCacheOptions) {
    this.#options = options
    this.#most = options.mostBytes ?? CACHE_BYTES
  }

  get bytes(): number {
    return this.#bytes
  }

  /** A tile by its name, and when it was fetched. */
  async get(name: string): Promise<{ readonly bytes: Uint8Array; readonly at: number } | undefined> {
    const kept = await this.#all()
    const found = kept.get(name)
    if (found === undefined) return undefined
    kept.delete(name)
    try {
      const bytes = await readFile(join(this.#options.folder, name))
      kept.set(name, found)
      return { bytes, at: found.at }
    } catch {
      this.#bytes -= found.bytes
      return undefined
    }
  }

  /** Keeps a tile. A disk that takes nothing is no reason not to show the map. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    const { folder, full, now } = this.#options
    if (full() || bytes.length > this.#most) return
    const kept = await this.#all()
    try {
      // Whole or not at all: half a tile would be shown for weeks.
      const half = join(folder, `half-${process.pid}-${this.#made++}`)
      await writeFile(half, bytes)
      await rename(half, join(folder, name))
    } catch {
      return
    }
    this.#bytes += bytes.length - (kept.get(name)?.bytes ?? 0)
    kept.delete(name)
    kept.set(name, { bytes: bytes.length, at: now() })
    if (this.#bytes > this.#most) await this.#makeRoom(kept)
  }

  async #makeRoom(kept: Map<string, Kept>): Promise<void> {
    for (const [name, { bytes }] of kept) {
      if (this.#bytes <= this.#most * ROOM) return
      kept.delete(name)
      this.#bytes -= bytes
      await rm(join(this.#options.folder, name), { force: true }).catch(() => {})
    }
  }

  #all(): Promise<Map<string, Kept>> {
    this.#kept ??= this.#look()
    return this.#kept
  }

  async #look(): Promise<Map<string, Kept>> {
    const { folder } = this.#options
    const found: [string, Kept][] = []
    await mkdir(folder, { recursive: true }).catch(() => {})
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      if (name.startsWith('half-')) {
        await rm(path, { force: true }).catch(() => {})
        continue
      }
      const file = await stat(path).catch(() => undefined)
      if (!file?.isFile()) continue
      found.push([name, { bytes: file.size, at: file.mtimeMs }])
      this.#bytes += file.size
    }
    return new Map(found.sort(([, a], [, b]) => a.at - b.at))
  }
}
