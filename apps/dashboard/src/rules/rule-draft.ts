import type { RuleBody, RuleView } from '@tocsin/contract'
import { compileRule, LEVELS, type Level, parseDuration, type RuleDefinition } from '@tocsin/core'
import type { FieldErrors } from './field-errors.ts'

export type Kind = 'threshold' | 'accumulation' | 'absence'
export type Scope = 'datastreams' | 'kind'

/** One level as it is typed; empty where the rule does not use it. */
export interface LevelDraft {
  readonly raiseAt: string
  readonly clear: string
  readonly for: string
  /** Sums by window. */
  readonly sums: Readonly<Record<string, string>>
  readonly after: string
}

/** A rule as it is typed, before it makes sense. */
export interface RuleDraft {
  readonly name: string
  readonly kind: Kind
  readonly direction: 'above' | 'below'
  readonly scope: Scope
  readonly datastreams: readonly string[]
  readonly area: string
  readonly property: string
  readonly tag: string
  readonly response: string
  readonly state: 'draft' | 'shadow' | 'active'
  readonly windows: readonly string[]
  readonly levels: Readonly<Record<Level, LevelDraft>>
  /** Clear sums the form does not edit, kept for the windows that stay. */
  readonly clearSums: Readonly<Partial<Record<Level, Readonly<Record<string, number>>>>>
}

export const DEFAULT_WINDOWS = ['1h', '3h', '6h', '12h', '24h'] as const

const EMPTY_LEVEL: LevelDraft = { raiseAt: '', clear: '', for: '', sums: {}, after: '' }

export const EMPTY_DRAFT: RuleDraft = {
  name: '',
  kind: 'threshold',
  direction: 'above',
  scope: 'datastreams',
  datastreams: [],
  area: '',
  property: '',
  tag: '',
  response: '',
  state: 'active',
  windows: DEFAULT_WINDOWS,
  levels: { red: EMPTY_LEVEL, orange: EMPTY_LEVEL, yellow: EMPTY_LEVEL, blue: EMPTY_LEVEL },
  clearSums: {},
}

const text = (value: number | undefined) => (value === undefined ? '' : String(value))

/** A saved rule, ready to be changed. */
export function draftOf(rule: RuleView): RuleDraft {
  const windows = new Set<string>(DEFAULT_WINDOWS)
  const levels: Record<Level, LevelDraft> = { ...EMPTY_DRAFT.levels }
  const clearSums: Partial<Record<Level, Record<string, number>>> = {}
  for (const level of LEVELS) {
    const saved = rule.levels[level] as SavedLevel | undefined
    if (saved === undefined) continue
    for (const window of Object.keys(saved.anyOf ?? {})) windows.add(window)
    levels[level] = {
      raiseAt: text(saved.raiseAt),
      clear: text(saved.clearBelow instanceof Object ? undefined : (saved.clearBelow ?? saved.clearAbove)),
      for: saved.for ?? '',
      sums: Object.fromEntries(
        Object.entries(saved.anyOf ?? {}).map(([window, sum]) => [window, String(sum)]),
      ),
      after: saved.after ?? '',
    }
    if (saved.clearBelow instanceof Object) clearSums[level] = saved.clearBelow
  }
  return {
    name: rule.name,
    kind: rule.condition.kind,
    direction: 'direction' in rule.condition ? rule.condition.direction : 'above',
    scope: rule.appliesTo.datastreams === undefined ? 'kind' : 'datastreams',
    datastreams: rule.appliesTo.datastreams ?? [],
    area: rule.appliesTo.area ?? '',
    property: rule.appliesTo.property ?? '',
    tag: rule.appliesTo.tag ?? '',
    response: rule.response ?? '',
    state: rule.state,
    windows: [...windows].sort((a, b) => (parseDuration(a) ?? 0) - (parseDuration(b) ?? 0)),
    levels,
    clearSums,
  }
}

interface SavedLevel {
  readonly raiseAt?: number
  readonly clearBelow?: number | Record<string, number>
  readonly clearAbove?: number
  readonly for?: string
  readonly anyOf?: Record<string, number>
  readonly after?: string
}

export type ReadDraft =
  | { readonly ok: true; readonly body: RuleBody }
  | { readonly ok: false; readonly errors: FieldErrors }

/** The rule that was typed, or what is wrong with it, at the same paths the gateway uses; judged by the same code. */
export function readDraft(draft: RuleDraft): ReadDraft {
  const errors: Record<string, string> = {}
  const number = (typed: string, path: string): number | undefined => {
    const value = Number(typed.replace(',', '.').replace('−', '-'))
    if (typed.trim() !== '' && Number.isFinite(value)) return value
    errors[path] = 'number'
    return undefined
  }
  if (draft.name.trim() === '') errors['name'] = 'required'
  const body = {
    name: draft.name.trim(),
    appliesTo: scopeOf(draft),
    ...(draft.response.trim() !== '' && { response: draft.response.trim() }),
    state: draft.state,
    condition:
      draft.kind === 'threshold' ? { kind: draft.kind, direction: draft.direction } : { kind: draft.kind },
    levels: Object.fromEntries(
      LEVELS.flatMap((level) => {
        const saved = readLevel(draft, level, number)
        return saved === undefined ? [] : [[level, saved]]
      }),
    ),
  } as RuleBody
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  const compilation = compileRule(body as RuleDefinition)
  if (compilation.ok) return { ok: true, body }
  for (const { path, message, expected } of compilation.faults) errors[path] = `${message}: ${expected}`
  return { ok: false, errors }
}

function scopeOf({ scope, datastreams, area, property, tag }: RuleDraft) {
  if (scope === 'datastreams') return datastreams.length > 0 ? { datastreams: [...datastreams] } : {}
  return {
    ...(area.trim() !== '' && { area: area.trim() }),
    ...(property !== '' && { property }),
    ...(tag.trim() !== '' && { tag: tag.trim() }),
  }
}

function readLevel(
  draft: RuleDraft,
  level: Level,
  number: (typed: string, path: string) => number | undefined,
): object | undefined {
  const typed = draft.levels[level]
  const path = `levels.${level}`
  switch (draft.kind) {
    case 'threshold': {
      if (typed.raiseAt.trim() === '' && typed.clear.trim() === '' && typed.for.trim() === '')
        return undefined
      const clear = draft.direction === 'above' ? 'clearBelow' : 'clearAbove'
      return {
        raiseAt: number(typed.raiseAt, `${path}.raiseAt`),
        ...(typed.clear.trim() !== '' && { [clear]: number(typed.clear, `${path}.${clear}`) }),
        ...(typed.for.trim() !== '' && { for: typed.for.trim() }),
      }
    }
    case 'accumulation': {
      const sums = draft.windows.filter((window) => (typed.sums[window] ?? '').trim() !== '')
      if (sums.length === 0) return undefined
      const clear = Object.entries(draft.clearSums[level] ?? {}).filter(([window]) => sums.includes(window))
      return {
        anyOf: Object.fromEntries(
          sums.map((window) => [window, number(typed.sums[window] as string, `${path}.anyOf.${window}`)]),
        ),
        ...(clear.length > 0 && { clearBelow: Object.fromEntries(clear) }),
      }
    }
    case 'absence':
      return typed.after.trim() === '' ? undefined : { after: typed.after.trim() }
    default:
      return draft.kind satisfies never
  }
}
