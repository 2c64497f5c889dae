import type { HandOverView, RosterFindingView, ShiftView } from '@tocsin/contract'
import { DAY, type Instant } from '@tocsin/core'
import { grouped } from '../people/grouped.ts'
import { timeText, zoneOffset } from '../time/format.ts'

export interface RosterDay {
  /** `2026-07-01`, in the zone of the site. */
  readonly day: string
  readonly shifts: readonly ShiftView[]
}

export interface DeskRoster {
  readonly desk: string
  readonly days: readonly RosterDay[]
}

/** How many days a look at the roster takes in. */
export const DAYS_SHOWN = 7

export const dayIn = (zone: string, at: Instant): string => timeText(zone).full(at).slice(0, 10)

/** The instant of a local date and time of the site; undefined where there is none. */
export function instantIn(zone: string, day: string, time: string): Instant | undefined {
  const guess = Date.parse(`${day}T${time}:00Z`)
  if (Number.isNaN(guess)) return undefined
  const first = guess - zoneOffset(zone, guess)
  return guess - zoneOffset(zone, first)
}

export function followingDays(day: string, count: number): string[] {
  const start = Date.parse(`${day}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) => new Date(start + index * DAY).toISOString().slice(0, 10))
}

/** Shifts of each desk by the day they begin on; one that began before the first day stands on it. Desks in the order given by `compare`. */
export function rosterOf(
  shifts: readonly ShiftView[],
  zone: string,
  firstDay: string,
  compare: (a: string, b: string) => number,
): DeskRoster[] {
  const days = followingDays(firstDay, DAYS_SHOWN)
  return [...grouped(shifts, ({ desk }) => desk)]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([desk, list]) => {
      const sorted = list.toSorted((a, b) => a.from - b.from)
      const startOf = (shift: ShiftView) => {
        const day = dayIn(zone, shift.from)
        return day < firstDay ? firstDay : day
      }
      return {
        desk,
        days: days.map((day) => ({ day, shifts: sorted.filter((shift) => startOf(shift) === day) })),
      }
    })
}

export const isOn = ({ from, to }: Pick<ShiftView, 'from' | 'to'>, now: Instant): boolean =>
  from <= now && now < to

/** What must be mended before what is only advised; each in the order the gateway gave. */
export function byWeight(findings: readonly RosterFindingView[]): RosterFindingView[] {
  const weight = ({ weight: of }: RosterFindingView) => (of === 'problem' ? 0 : 1)
  return findings.toSorted((a, b) => weight(a) - weight(b))
}

export interface Change {
  readonly outgoing: ShiftView
  readonly incoming: ShiftView
}

/** Changes of shift for which no form was opened yet and that are near: the last that was, and the next that comes, of each desk. After a day without anybody nothing is handed over. */
export function changesToHandOver(
  shifts: readonly ShiftView[],
  handOvers: readonly Pick<HandOverView, 'outgoing'>[],
  now: Instant,
): Change[] {
  const opened = new Set(handOvers.map(({ outgoing }) => outgoing))
  return [...grouped(shifts, ({ desk }) => desk).values()].flatMap((list) => {
    const sorted = list.toSorted((a, b) => a.from - b.from)
    const changes = sorted.slice(1).map((incoming, index) => ({
      outgoing: sorted[index] as ShiftView,
      incoming,
    }))
    const next = changes.findIndex(({ incoming }) => incoming.from > now)
    const near = next === -1 ? changes.slice(-1) : changes.slice(Math.max(0, next - 1), next + 1)
    return near.filter(
      ({ outgoing, incoming }) => !opened.has(outgoing.id) && incoming.from - outgoing.to <= DAY,
    )
  })
}

/** Lines of a text, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
