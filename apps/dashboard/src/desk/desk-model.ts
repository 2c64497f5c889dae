import type { Attention, ConsoleCall, DeskView } from '@tocsin/contract'
import { GRAVITY, type Level } from '@tocsin/core'

/** Notices that say something changed for the better: they are shown, and make no sound. */
const QUIET: readonly string[] = ['cleared', 'level-lowered']

/** What of the desk is to be heard. */
export interface DeskSounds {
  /** The gravest level of which somebody at the desk has still to see something; null when all is seen. */
  readonly knock: Level | null
  /** Calls to whoever sits here that ask for an answer, by key. */
  readonly calls: readonly string[]
}

export const SILENCE: DeskSounds = { knock: null, calls: [] }

export function deskSounds(view: DeskView | undefined): DeskSounds {
  if (view === undefined) return SILENCE
  const levels = view.attention.filter(isLoud).map(({ level }) => level ?? 'red')
  const knock = levels.reduce<Level | null>(
    (gravest, level) => (gravest === null || GRAVITY[level] > GRAVITY[gravest] ? level : gravest),
    null,
  )
  return { knock, calls: view.calls.filter(({ mine, asks }) => mine && asks).map(({ key }) => key) }
}

/** An exercise knocks at no desk: nobody may take it for the real thing. */
export function isLoud({ unseen, exercise }: Pick<Attention, 'unseen' | 'exercise'>): boolean {
  return !exercise && unseen.some(({ kind }) => !QUIET.includes(kind))
}

/** What nobody has seen first, then the gravest, then where most are silent; exercises last. */
export function byNeedOfDesk(a: Attention, b: Attention): number {
  const gravity = ({ level }: Attention) => (level === null ? 0 : GRAVITY[level])
  return (
    Number(a.exercise) - Number(b.exercise) ||
    Number(b.unseen.length > 0) - Number(a.unseen.length > 0) ||
    gravity(b) - gravity(a) ||
    b.silent.length - a.silent.length ||
    (a.callout < b.callout ? -1 : 1)
  )
}

/** Calls to oneself first, real ones before exercises, the gravest first, then who has waited longest. */
export function byUrgencyOfCall(a: ConsoleCall, b: ConsoleCall): number {
  return (
    Number(b.mine) - Number(a.mine) ||
    Number(a.exercise) - Number(b.exercise) ||
    GRAVITY[b.level] - GRAVITY[a.level] ||
    a.at - b.at
  )
}

/** Notices of one sort as one line: who and where it is about, each once, and how many there are. */
export interface NoticeLine {
  readonly kind: string
  readonly names: readonly string[]
  readonly count: number
  readonly since: number
}

export function noticeLines(unseen: Attention['unseen']): NoticeLine[] {
  const lines = new Map<string, { kind: string; names: Set<string>; count: number; since: number }>()
  for (const { kind, person, village, at } of unseen) {
    const line = lines.get(kind) ?? { kind, names: new Set(), count: 0, since: at }
    const name = person ?? village
    if (name !== undefined) line.names.add(name)
    line.count += 1
    line.since = Math.min(line.since, at)
    lines.set(kind, line)
  }
  return [...lines.values()].map((line) => ({ ...line, names: [...line.names] }))
}

/** The desk with a call that the socket has just brought. */
export function withCall(view: DeskView | undefined, call: ConsoleCall): DeskView | undefined {
  if (view === undefined) return undefined
  return { ...view, calls: [...view.calls.filter(({ key }) => key !== call.key), call] }
}
