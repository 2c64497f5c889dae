import type { CalloutView } from '@tocsin/contract'
import { GRAVITY, type Instant } from '@tocsin/core'

type State = Pick<CalloutView, 'state'>

export function isLive({ state }: State): boolean {
  return state.kind !== 'ended'
}

/** True while it stands at its gate: somebody may let it through. */
export function atGate({ state }: State): boolean {
  return state.kind === 'held' || state.kind === 'waiting'
}

/** What waits for a hand first, then what rings, then what is met. */
const PLACES = { waiting: 0, held: 0, running: 1, met: 2, ended: 3 } as const

/** Live ones first and real ones before exercises; within these by what waits for somebody, by level, and the newest first. */
export function byUrgency(a: CalloutView, b: CalloutView): number {
  return (
    Number(!isLive(a)) - Number(!isLive(b)) ||
    (isLive(a) ? urgency(a, b) : 0) ||
    b.startedAt - a.startedAt ||
    (a.id < b.id ? -1 : 1)
  )
}

function urgency(a: CalloutView, b: CalloutView): number {
  return (
    Number(a.exercise) - Number(b.exercise) ||
    PLACES[a.state.kind] - PLACES[b.state.kind] ||
    gravity(b) - gravity(a)
  )
}

const gravity = ({ level }: CalloutView) => (level === null ? 0 : GRAVITY[level])

/** What is left until then, as it is read at a glance: `0:41`, `12:05`, `1:02:05`; `0:00` when it is over. */
export function countdownText(until: Instant, now: Instant): string {
  const left = Math.max(0, Math.ceil((until - now) / 1000))
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

/** Called, and neither answered nor cannot nor silent yet. */
export function stillCalled({ called, answered, cannot, silent }: CalloutView): number {
  return Math.max(0, called - answered - cannot - silent)
}
