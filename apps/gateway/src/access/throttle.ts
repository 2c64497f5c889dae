import { isIPv6 } from 'node:net'
import { type DurationMs, type Instant, MINUTE, SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'

/** How many failures are free, how they are forgotten, and how long one waits after more of them. */
interface Limit {
  readonly free: number
  readonly forgetOneAfter: DurationMs
  readonly firstWait: DurationMs
  readonly longestWait: DurationMs
}

const LIMITS = {
  /** One person from one address: somebody guessing, or a forgotten password. */
  pair: { free: 5, forgetOneAfter: 15 * MINUTE, firstWait: 30 * SECOND, longestWait: 15 * MINUTE },
  /** Anybody from one address: one list of names tried with one password. */
  address: { free: 20, forgetOneAfter: MINUTE, firstWait: 30 * SECOND, longestWait: 15 * MINUTE },
  /**
   * One person from anywhere: many addresses guessing together. The wait is short on purpose: nobody may lock a colleague out by
   * guessing, and from where that colleague has signed in before it does not apply at all.
   */
  user: { free: 20, forgetOneAfter: MINUTE, firstWait: 10 * SECOND, longestWait: 30 * SECOND },
} satisfies Record<string, Limit>

/** Addresses cost an attacker little; what is remembered of them must not grow with them. */
const MOST_REMEMBERED = 10_000

interface Tally {
  failures: number
  at: Instant
  closedUntil: Instant
}

/** Slows down whoever guesses passwords. Kept in memory: a restart forgives. */
export class Throttle {
  readonly #clock: Clock
  readonly #tallies = new Map<string, Tally>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Begins an attempt: 0 lets it through, anything else is how long to wait. It counts as failed until `succeeded` takes that back, so
   * that a hundred at once are not all let through. One that has to wait is not counted: waiting does not make the wait longer.
   */
  attempt(username: string, address: string, known: boolean): DurationMs {
    const now = this.#clock.now()
    const counted = keysOf(username, address).filter(({ limit }) => !(known && limit === LIMITS.user))
    const wait = Math.max(0, ...counted.map(({ key }) => (this.#tallies.get(key)?.closedUntil ?? 0) - now))
    // A clock that was set back must not close the door for longer than the longest wait.
    if (wait > 0) return Math.min(wait, LIMITS.pair.longestWait)
    for (const { key, limit } of counted) this.#count(key, limit, now)
    return 0
  }

  succeeded(username: string, address: string): void {
    for (const { key, limit } of keysOf(username, address)) {
      const tally = this.#tallies.get(key)
      if (tally === undefined) continue
      // Only the pair starts afresh: one good password must not wipe out an address' guesses at others.
      tally.failures = limit === LIMITS.pair ? 0 : Math.max(0, tally.failures - 1)
      tally.closedUntil = 0
    }
  }

  #count(key: string, limit: Limit, now: Instant): void {
    const tally = this.#tallies.get(key) ?? { failures: 0, at: now, closedUntil: 0 }
    const forgotten = Math.max(0, now - tally.at) / limit.forgetOneAfter
    tally.failures = Math.max(0, tally.failures - forgotten) + 1
    tally.at = now
    const over = Math.ceil(tally.failures) - limit.free
    if (over >= 0) tally.closedUntil = now + Math.min(limit.firstWait * 2 ** over, limit.longestWait)
    this.#tallies.delete(key)
    this.#tallies.set(key, tally)
    if (this.#tallies.size > MOST_REMEMBERED) {
      const [oldest] = this.#tallies.keys()
      if (oldest !== undefined) this.#tallies.delete(oldest)
    }
  }
}

function keysOf(username: string, address: string): { key: string; limit: Limit }[] {
  const network = networkOf(address)
  return [
    { key: `pair ${username} ${network}`, limit: LIMITS.pair },
    { key: `address ${network}`, limit: LIMITS.address },
    { key: `user ${username}`, limit: LIMITS.user },
  ]
}

/** Who has one IPv6 address has 2^64 of them: what counts is the network. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? []
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  if (tail !== undefined) while (groups.length + after.length < 8) groups.push('0')
  return `${[...groups, ...after]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
