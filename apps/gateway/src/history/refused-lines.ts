import { appendFileSync, readFileSync, statSync } from 'node:fs'
import type { Instant } from '@tocsin/core'
import type { SetAside } from './shipper.ts'

/** Of more, only the number is kept: a store that refuses by the million is not mended by a file. */
const MOST_BYTES = 16 * 1024 * 1024

/**
 * Observations that a store refuses for good, kept as the lines they were sent as: whoever has mended the cause can write the file to it again. The same line may
 * come twice after a crash, which does no harm there.
 */
export class RefusedLines {
  readonly #path: string
  readonly #file: string
  readonly #now: () => Instant
  #bytes = 0
  #count = 0
  #newestAt: Instant | undefined

  /** `file` lies in `folder`; what earlier runs have put there counts as well. */
  constructor(folder: string, file: string, now: () => Instant) {
    this.#path = `${folder}/${file}`
    this.#file = file
    this.#now = now
    try {
      const { mtimeMs, size } = statSync(this.#path)
      this.#bytes = size
      this.#newestAt = Math.floor(mtimeMs)
      this.#count = readFileSync(this.#path, 'utf8').split('\n').length - 1
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  }

  keep(lines: readonly string[]): void {
    this.#count += lines.length
    this.#newestAt = this.#now()
    const text = `${lines.join('\n')}\n`
    const bytes = Buffer.byteLength(text)
    if (this.#bytes + bytes > MOST_BYTES) return
    appendFileSync(this.#path, text)
    this.#bytes += bytes
  }

  /** Undefined: nothing was ever refused. */
  get setAside(): SetAside | undefined {
    return this.#newestAt === undefined
      ? undefined
      : { count: this.#count, newestAt: this.#newestAt, file: this.#file }
  }
}
