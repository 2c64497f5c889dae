import type { Datastream } from '@tocsin/core'
import { agePart } from '../time/format.ts'

/** The translator, as far as texts made outside components need it. */
export type Translate = (key: string, values?: Record<string, string | number>) => string

/** A word out of a family of keys, or the term itself where the family does not know it: properties may be configured. */
export function term(t: Translate, family: string, name: string): string {
  const key = `${family}.${name}`
  const word = t(key)
  return word === key ? name : word
}

/** What a datastream is called: its property; with its own name where the station has two of a kind. */
export function datastreamLabel(
  t: Translate,
  datastream: Pick<Datastream, 'name' | 'property'>,
  siblings: readonly Pick<Datastream, 'name' | 'property'>[],
): string {
  const word = term(t, 'property', datastream.property)
  const alone = siblings.filter(({ property }) => property === datastream.property).length <= 1
  return alone ? word : `${word} (${datastream.name})`
}

/** 「3 分钟前」, "3 min ago" */
export function ago(t: Translate, ageMs: number): string {
  const { unit, count } = agePart(ageMs)
  return unit === 'second' && count < 5 ? t('ago.now') : t(`ago.${unit}`, { count })
}

/** A window as rules write it (`3h`), in words: 「3 小时」. */
export function windowText(t: Translate, window: string): string {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(window)
  return match ? t(`duration.${match[2]}`, { count: Number(match[1]) }) : window
}

/** `3 intervals` or a duration, in words. */
export function silenceText(t: Translate, after: string): string {
  const match = /^(\d+) intervals?$/.exec(after)
  return match ? t('duration.intervals', { count: Number(match[1]) }) : windowText(t, after)
}
