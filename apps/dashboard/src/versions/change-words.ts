import type { ChangeView } from '@tocsin/contract'
import { differences, LEVELS } from '@tocsin/core'
import { type Translate, term, windowText } from '../language/words.ts'

/** Where something changed, in words: `levels.red.anyOf.1h` is 「红 一级 · 雨量 · 1 小时」. Counts from 1, as people do. */
export function pathText(t: Translate, path: string): string {
  const parts: string[] = []
  for (const token of path.replaceAll('[', '.[').split('.')) {
    const index = /^\[(\d+)\]$/.exec(token)
    if (index) parts.push(`${parts.pop() ?? ''} ${Number(index[1]) + 1}`.trim())
    else if (token === 'levels') continue
    else if (LEVELS.some((level) => level === token)) parts.push(t(`level.chip.${token}`))
    else if (/^\d+[smhd]$/.test(token)) parts.push(windowText(t, token))
    else parts.push(term(t, 'field', token))
  }
  return parts.join(' · ')
}

/** A change of something that came or went whole, taken apart into its single values. */
export function spelledOut(change: ChangeView): ChangeView[] {
  const { path, before, after } = change
  const whole = [before, after].find((value) => typeof value === 'object' && value !== null)
  if (whole === undefined) return [change]
  const nothing = Array.isArray(whole) ? [] : {}
  const parts = differences(before ?? nothing, after ?? nothing, path) as ChangeView[]
  // An empty list or record has no single values, and yet it came or went.
  return parts.length > 0 ? parts.flatMap(spelledOut) : [change]
}

/** A value on either side of a change. Absent: it was not there. */
export function valueText(t: Translate, { path }: Pick<ChangeView, 'path'>, value: unknown): string {
  if (value === undefined || value === null) return '—'
  if (path === 'state') return t(`rule.state.${value}`)
  if (path.endsWith('.flags') || path.includes('.flags[')) return t(`flag.${value}`)
  if (path.includes('.checks[')) return t(`check.${value}`)
  if (typeof value === 'string') return windowText(t, value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value).replace('-', '−')
  return JSON.stringify(value)
}
