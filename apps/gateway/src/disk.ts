import { statfs } from 'node:fs/promises'
import type { Part } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import type { Log } from './log.ts'
import { part } from './part.ts'

/** Kept free for warnings and calls: below it no readings are taken in. */
export const RESERVED_BYTES = 256 * 1024 * 1024
const CHECK_EVERY: DurationMs = 1000

export interface DiskOptions {
  readonly dataDir: string
  readonly log: Log
  readonly reservedBytes: number
  /** The reason why readings must be refused; undefined once they may come again. */
  readonly onShort: (reason: string | undefined) => void
}

/** Watches the free space of the data folder, and says so before the disk is full. */
export class Disk {
  readonly #options: DiskOptions
  readonly #reserved: number
  #freeBytes = Number.POSITIVE_INFINITY
  #short = false
  #low = false
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: DiskOptions) {
    this.#options = options
    this.#reserved = options.reservedBytes
  }

  get freeBytes(): number {
    return this.#freeBytes
  }

  /** Readings are refused at present. */
  get short(): boolean {
    return this.#short
  }

  /** Twice the reserve: time to act. */
  get low(): boolean {
    return this.#low
  }

  part(): Part {
    const mebibytes = Math.floor(this.#freeBytes / 1024 / 1024)
    if (this.#short) return part('down', 'disk-short', { mebibytes })
    return this.#low ? part('degraded', 'disk-low', { mebibytes }) : part('ok', 'disk-free', { mebibytes })
  }

  async start(): Promise<void> {
    await this.#check()
    this.#timer = setInterval(() => {
      this.#check().catch((error: unknown) =>
        this.#options.log.error('disk.unknown', { error: String(error) }),
      )
    }, CHECK_EVERY)
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
  }

  async #check(): Promise<void> {
    const { dataDir, log, onShort } = this.#options
    const { bavail, bsize } = await statfs(dataDir)
    if (this.#stopped) return
    this.#freeBytes = bavail * bsize
    // Taken back only with some room again, or it would flicker at the edge.
    const isBelow = (limit: number, already: boolean) => this.#freeBytes < (already ? 1.1 * limit : limit)
    const short = isBelow(this.#reserved, this.#short)
    this.#low = isBelow(2 * this.#reserved, this.#low)
    if (short !== this.#short) {
      this.#short = short
      const free = `${Math.floor(this.#freeBytes / 1024 / 1024)} MiB free`
      const reserved = `${Math.floor(this.#reserved / 1024 / 1024)} MiB`
      const reason = `disk short: ${free}, ${reserved} are reserved for warnings`
      if (short)
        log.error('disk.short', { freeBytes: this.#freeBytes, effect: 'readings are not acknowledged' })
      else log.info('disk.recovered', { freeBytes: this.#freeBytes })
      onShort(short ? reason : undefined)
    }
  }
}
