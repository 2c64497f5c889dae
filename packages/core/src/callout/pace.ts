import {
  type Call,
  type CalloutId,
  type ChannelKind,
  type DurationMs,
  GRAVITY,
  type Instant,
  MINUTE,
  type PersonId,
  SECOND,
} from '../model/index.ts'
import { isBusy, isFree } from './call-state.ts'
import type { Callout } from './state.ts'

/** How fast messages may leave by one kind of channel. What is not said is not limited. */
export interface Pace {
  /** Lines: messages on their way at one time. */
  readonly atOnce?: number | undefined
  /** How long one occupies a line at the longest, when nothing is heard of its end. */
  readonly eachMs: DurationMs
  readonly perMinute?: number | undefined
}

export type Paces = Readonly<Partial<Record<ChannelKind, Pace>>>

/** An office's own usual: a provider of sixty lines, a modem that sends eight a minute. */
export const USUAL_PACES: Paces = {
  voice: { atOnce: 60, eachMs: 40 * SECOND },
  sms: { atOnce: 100, eachMs: 5 * SECOND },
  'sms-modem': { atOnce: 1, eachMs: 10 * SECOND, perMinute: 8 },
  telephone: { atOnce: 2, eachMs: MINUTE },
  email: { atOnce: 10, eachMs: 5 * SECOND },
  loudspeaker: { atOnce: 10, eachMs: 30 * SECOND },
}

/** What is sent as one message: calls to one person by one channel that wait at the same time, the most urgent first. */
export interface Bundle {
  readonly person: PersonId
  readonly channel: Call['channel']
  readonly calls: readonly (Pick<Call, 'key' | 'generation'> & { readonly callout: CalloutId })[]
}

/**
 * What may leave now, in the order in which it should. A first call of a red warning goes before everything that waits; then by level, and first calls
 * before further attempts, oldest first. Whatever else waits for the same person on the same channel goes with it: nobody is kept waiting to be
 * bundled. Exercises and real calls, calls and notifications, and what is sent again and what is new, are never in one bundle. Simulated calls have
 * lines of their own.
 */
export function leaving(callouts: readonly Callout[], paces: Paces, now: Instant): Bundle[] {
  const calls = callouts.flatMap((callout) => sendable(callout))
  const room = new Map<string, number>()
  const made = callouts
    .flatMap(({ live, earlier }) => [...earlier, ...(live ? [live] : [])])
    .flatMap(({ rings }) => rings.flatMap((ring) => ring.calls))
  for (const { channel, simulated } of calls) {
    const line = lineOf({ channel, simulated })
    if (room.has(line)) continue
    const same = made.filter((call) => lineOf(call) === line)
    room.set(line, free(paces[channel.kind], same, now))
  }
  const waiting = calls.filter((call) => isFree(call, now)).sort(moreUrgent)
  const bundles = new Map<string, { person: PersonId; channel: Call['channel']; calls: Call[] }>()
  for (const call of waiting) {
    const asks = call.reason !== 'all-clear' && call.reason !== 'cancelled'
    // What was sent before goes again as the message that it was: under its key a provider would take other words for said.
    const before = [call.failures, call.retryAt, call.takenAt]
    const key = JSON.stringify([call.person, call.channel.id, call.exercise, call.simulated, asks, before])
    const bundle = bundles.get(key)
    if (bundle !== undefined) {
      bundle.calls.push(call)
      continue
    }
    const line = lineOf(call)
    const lines = room.get(line) ?? 0
    if (lines < 1) continue
    room.set(line, lines - 1)
    bundles.set(key, { person: call.person, channel: call.channel, calls: [call] })
  }
  return [...bundles.values()]
}

/** How long it takes to send so many messages at a pace, from idle lines to the last one's end. */
export function durationOf(pace: Pace | undefined, messages: number): DurationMs {
  if (pace === undefined || messages === 0) return 0
  const byLines = pace.atOnce === undefined ? pace.eachMs : Math.ceil(messages / pace.atOnce) * pace.eachMs
  const byRate = pace.perMinute === undefined ? 0 : Math.ceil((messages * MINUTE) / pace.perMinute)
  return Math.max(byLines, byRate)
}

/** Whose lines a call takes: a simulated one none that anybody could be called by. */
function lineOf({ channel, simulated }: Pick<Call, 'channel' | 'simulated'>): string {
  return simulated ? `simulated ${channel.kind}` : channel.kind
}

/** Negative when more urgent. */
function moreUrgent(a: Call, b: Call): number {
  return (
    Number(isFirstOfRed(b)) - Number(isFirstOfRed(a)) ||
    Number(a.exercise) - Number(b.exercise) ||
    GRAVITY[b.level] - GRAVITY[a.level] ||
    a.attempt - b.attempt ||
    a.createdAt - b.createdAt
  )
}

function isFirstOfRed({ level, attempt, loop, exercise, reason }: Call): boolean {
  const tells = reason === 'all-clear' || reason === 'cancelled'
  return level === 'red' && attempt === 1 && loop === 0 && !exercise && !tells
}

function sendable({ live, state }: Callout): Call[] {
  if (live === null || (state.kind === 'ended' && live.purpose === 'call')) return []
  return live.rings.flatMap(({ calls }) => calls)
}

/** How many more may leave by a kind of channel. A bundle counts once, by its person and channel. */
function free(pace: Pace | undefined, calls: readonly Call[], now: Instant): number {
  if (pace === undefined) return Number.POSITIVE_INFINITY
  const messages = (some: readonly Call[]) =>
    new Set(some.map(({ person, channel, takenAt }) => JSON.stringify([person, channel.id, takenAt]))).size
  const busy = calls.filter((call) => isBusy(call) && (call.takenAt ?? 0) > now - pace.eachMs)
  const recent = calls.filter(({ takenAt }) => takenAt !== null && takenAt > now - MINUTE)
  const lines = (pace.atOnce ?? Number.POSITIVE_INFINITY) - messages(busy)
  const rate = (pace.perMinute ?? Number.POSITIVE_INFINITY) - messages(recent)
  return Math.max(0, Math.min(lines, rate))
}
