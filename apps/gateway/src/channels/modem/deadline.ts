import type { DurationMs } from '@tocsin/core'

/**
 * What `work` gives, or a rejection with `late` after `within` of real time: for what the operating system may never
 * answer, whatever clock the rest goes by. The work itself is left behind.
 */
export function withDeadline<T>(work: Promise<T>, within: DurationMs, late: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(late)), within)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
