import { type RuleBody, ruleBody } from '@tocsin/contract'
import { compileRule, LEVELS, type RuleDefinition } from '@tocsin/core'
import { type FieldErrors, normalPath } from '../field-errors.ts'
import { readDuration } from './read-duration.ts'
import { readLevel } from './read-level.ts'
import type { RuleDraft, ScheduleDraft } from './rule-draft.ts'

export type ReadDraft =
  | { readonly ok: true; readonly body: RuleBody }
  | { readonly ok: false; readonly errors: FieldErrors }

/** The rule that was typed, or what is wrong with it, at the same paths the gateway uses; judged by the same code. */
export function readDraft(draft: RuleDraft): ReadDraft {
  const errors: Record<string, string> = {}
  const number = (typed: string, path: string): number => {
    const value = Number(typed.replace(',', '.').replace('−', '-'))
    if (typed.trim() !== '' && Number.isFinite(value)) return value
    errors[path] = 'number'
    return Number.NaN
  }
  const missing = (path: string) => {
    errors[path] = 'required'
  }
  if (draft.name.trim() === '') errors['name'] = 'required'
  const body = {
    name: draft.name.trim(),
    appliesTo: scopeOf(draft),
    ...(draft.response.trim() !== '' && { response: draft.response.trim() }),
    state: draft.state,
    ...(draft.schedule !== null && { schedule: scheduleOf(draft.schedule) }),
    condition: conditionOf(draft),
    levels: Object.fromEntries(
      LEVELS.flatMap((level) => {
        const saved = readLevel(draft, level, { number, missing })
        return saved === undefined ? [] : [[level, saved]]
      }),
    ),
  } as RuleBody
  const compilation = compileRule(body as RuleDefinition)
  if (!compilation.ok) {
    for (const { path, message, expected } of compilation.faults) {
      // What is no number has its fault already; whatever follows from it is none of its own.
      if (!message.includes('NaN')) errors[normalPath(path)] ??= `${message}: ${expected}`
    }
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  const shaped = ruleBody.safeParse(body)
  if (shaped.success) return { ok: true, body }
  for (const { path, message } of shaped.error.issues) errors[path.join('.')] ??= message
  return { ok: false, errors }
}

function conditionOf({ kind, direction, trend, window, over, table, dependsOn }: RuleDraft): object {
  switch (kind) {
    case 'threshold':
      return { kind, direction, ...(table !== '' && { table }) }
    case 'accumulation':
      return { kind, ...(table !== '' && { table }) }
    case 'mean':
      return { kind, direction, window: readDuration(window), ...(over === 'window' && { over }) }
    case 'rate':
    case 'time-to-threshold':
      return { kind, direction: trend, window: readDuration(window) }
    case 'absence':
      return { kind, ...(dependsOn !== '' && { dependsOn }) }
    case 'sensor-fault':
    case 'composite':
      return { kind }
    default:
      return kind satisfies never
  }
}

function scopeOf({ kind, scope, datastreams, area, property, tag }: RuleDraft) {
  if (kind === 'composite') return area.trim() === '' ? {} : { area: area.trim() }
  if (scope === 'all') return { all: true }
  if (scope === 'datastreams') return datastreams.length > 0 ? { datastreams: [...datastreams] } : {}
  return {
    ...(area.trim() !== '' && { area: area.trim() }),
    ...(property !== '' && { property }),
    ...(tag.trim() !== '' && { tag: tag.trim() }),
  }
}

function scheduleOf({ zone, seasons, hours }: ScheduleDraft): object {
  return {
    zone: zone.trim(),
    ...(seasons.length > 0 && {
      seasons: seasons.map(({ from, to }) => ({ from: from.trim(), to: to.trim() })),
    }),
    ...(hours.length > 0 && {
      hours: hours.map(({ from, to, days }) => ({
        from: from.trim(),
        to: to.trim(),
        ...(days.length > 0 && { days: [...days].sort() }),
      })),
    }),
  }
}
