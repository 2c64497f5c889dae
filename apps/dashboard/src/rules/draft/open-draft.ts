import type { RuleView } from '@tocsin/contract'
import { LEVELS, type Level, type Member, parseDuration, type Schedule } from '@tocsin/core'
import {
  DEFAULT_WINDOWS,
  EMPTY_DRAFT,
  EMPTY_LEVEL,
  type LevelDraft,
  type MemberDraft,
  type RuleDraft,
  type ScheduleDraft,
  type Way,
} from './rule-draft.ts'

/** Any saved level: the union of what the kinds know. */
type SavedLevel = {
  readonly [name in keyof Omit<LevelDraft, 'clear' | 'sums' | 'clearSums' | 'members' | 'way'>]?: unknown
} & {
  readonly clearBelow?: unknown
  readonly clearAbove?: unknown
  readonly anyOf?: unknown
  readonly allOf?: readonly Member[]
  readonly of?: readonly Member[]
  readonly raiseOutside?: readonly [number, number]
  readonly clearInside?: readonly [number, number]
}

const text = (value: unknown) => (value === undefined || value === null ? '' : String(value))
const texts = (values: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries((values ?? {}) as Record<string, number>).map(([key, value]) => [key, String(value)]),
  )

/** A saved rule, ready to be changed. */
export function draftOf(rule: RuleView): RuleDraft {
  const condition = rule.condition as Record<string, string | undefined> & { kind: RuleDraft['kind'] }
  const levels: Record<Level, LevelDraft> = { ...EMPTY_DRAFT.levels }
  const windows = new Set<string>(DEFAULT_WINDOWS)
  for (const level of LEVELS) {
    const saved = rule.levels[level] as SavedLevel | undefined
    if (saved === undefined) continue
    levels[level] = levelDraft(saved, condition.kind)
    for (const window of Object.keys(levels[level].sums)) windows.add(window)
  }
  const { direction } = condition
  return {
    ...EMPTY_DRAFT,
    name: rule.name,
    kind: condition.kind,
    ...(isOneOf(direction, ['above', 'below', 'outside'] as const) && { direction }),
    ...(isOneOf(direction, ['rising', 'falling'] as const) && { trend: direction }),
    window: condition['window'] ?? EMPTY_DRAFT.window,
    over: condition['over'] === 'window' ? 'window' : 'covered',
    table: condition['table'] ?? '',
    dependsOn: condition['dependsOn'] ?? '',
    scope: rule.appliesTo.all ? 'all' : rule.appliesTo.datastreams === undefined ? 'kind' : 'datastreams',
    datastreams: rule.appliesTo.datastreams ?? [],
    area: rule.appliesTo.area ?? '',
    property: rule.appliesTo.property ?? '',
    tag: rule.appliesTo.tag ?? '',
    response: rule.response ?? '',
    state: rule.state,
    windows: [...windows].sort((a, b) => (parseDuration(a) ?? 0) - (parseDuration(b) ?? 0)),
    levels,
    schedule: rule.schedule === undefined ? null : scheduleDraft(rule.schedule),
  }
}

function levelDraft(saved: SavedLevel, kind: RuleDraft['kind']): LevelDraft {
  const rain = kind === 'accumulation'
  return {
    ...EMPTY_LEVEL,
    raiseAt: text(saved.raiseAt),
    clear: rain ? '' : text(saved.clearBelow ?? saved.clearAbove),
    clearMargin: text(saved.clearMargin),
    low: text(saved.raiseOutside?.[0]),
    high: text(saved.raiseOutside?.[1]),
    clearLow: text(saved.clearInside?.[0]),
    clearHigh: text(saved.clearInside?.[1]),
    sums: rain ? texts(saved.anyOf) : {},
    clearSums: rain ? texts(saved.clearBelow) : {},
    threshold: text(saved.threshold),
    within: text(saved.within),
    clearBeyond: text(saved.clearBeyond),
    after: text(saved.after),
    // The default is written out, so that it can be seen and changed.
    flags: (saved.flags as LevelDraft['flags']) ?? (saved.checks === undefined ? ['fail'] : []),
    checks: (saved.checks as LevelDraft['checks']) ?? [],
    ...(kind === 'composite' && membersDraft(saved)),
    for: text(saved.for),
    clearFor: text(saved.clearFor),
    consecutive: text(saved.consecutive),
  }
}

function membersDraft(saved: SavedLevel): Pick<LevelDraft, 'way' | 'atLeast' | 'members'> {
  const anyOf = saved.anyOf as readonly Member[] | undefined
  const way: Way = saved.allOf ? 'allOf' : anyOf ? 'anyOf' : 'atLeast'
  const members = saved.allOf ?? anyOf ?? saved.of ?? []
  return { way, atLeast: text(saved.atLeast) || EMPTY_LEVEL.atLeast, members: members.map(memberDraft) }
}

function memberDraft({ rule, level, area, stations }: Member): MemberDraft {
  return { rule, level: level ?? '', area: area ?? '', stations: text(stations) }
}

function scheduleDraft({ zone, seasons = [], hours = [] }: Schedule): ScheduleDraft {
  return {
    zone,
    seasons: seasons.map(({ from, to }) => ({ from, to })),
    hours: hours.map(({ from, to, days = [] }) => ({ from, to, days })),
  }
}

function isOneOf<T extends string>(value: string | undefined, known: readonly T[]): value is T {
  return known.some((one) => one === value)
}
