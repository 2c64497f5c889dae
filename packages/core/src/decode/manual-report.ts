import { decimal } from '../model/index.ts'

/** What people report by hand, each with the unit in which `parseManualReport` gives it. */
export const MANUAL_UNITS = { 'water-level': 'm', rainfall: 'mm' } as const
export type ManualProperty = keyof typeof MANUAL_UNITS

/** A value that somebody wrote, in the unit of its property. */
export interface ManualValue {
  readonly property: ManualProperty
  readonly value: number
}

/** What a text from a village watcher says. */
export type ManualReport =
  | {
      readonly kind: 'values'
      /** At most one of each property. */
      readonly values: readonly ManualValue[]
      /** What stands before the first value: a station's name, or part of one. Empty: none. */
      readonly place: string
      /** The local time of day that was written beside it. */
      readonly clock?: { readonly hour: number; readonly minute: number } | undefined
      /** What else was written. */
      readonly remark: string
    }
  /** A number is meant, and cannot be told for certain: whoever sent it is to be asked. */
  | { readonly kind: 'unclear'; readonly why: 'number-alone' | 'several' | 'unreadable' }
  | { readonly kind: 'note' }

/** Longer texts are told, not reported. */
const LONGEST = 200

const WORDS: Readonly<Record<ManualProperty, string>> = {
  'water-level': '(?:河道|水库|河|库)?(?:水位|水尺)(?:读数)?|water ?level|level|stage',
  rainfall: '(?:降)?雨量|降雨|rainfall|rain',
}
const BETWEEN =
  '[ :=,、]*(?:现在|目前|已经|现|已|约|大概)?(?:达到|涨到|降到|退到|到|达|为|是|有|is)?[ :=,、]*'
/** 2.3, 2米3, 负0.15. What follows must not make another number of it. */
const NUMBER =
  '([-+负]?\\d{1,4}(?:\\.\\d{1,3})?) ?(公尺|公分|厘米|毫米|米|cm|mm|m)?(?:(?<=米)(\\d{1,2}))?(?![\\d.]|[%个条户人天点时分:]|小时)'
const VALUE = new RegExp(
  `(?:(?<level>${WORDS['water-level']})|(?<rain>${WORDS.rainfall}))${BETWEEN}${NUMBER}`,
  'giu',
)
const MENTIONS = new RegExp(`${WORDS['water-level']}|${WORDS.rainfall}`, 'iu')
/** A dash right behind the word may be a sign, or nothing but a dash. */
const DASH = /[\p{L}]-\d/u
const BARE = new RegExp(`^${NUMBER}$`, 'iu')
const CLOCK = /(?<![\d:])([01]?\d|2[0-3])(?::([0-5]\d)|[点时](?:([0-5]?\d)分?|(半))?)(?!\d)/u

const METRES: Readonly<Record<string, number>> = { 米: 1, 公尺: 1, m: 1, 厘米: 100, 公分: 100, cm: 100 }
const MILLIMETRES: Readonly<Record<string, number>> = { 毫米: 1, mm: 1, 厘米: 0.1, 公分: 0.1, cm: 0.1 }

/**
 * Reads what a watcher sends: `水位 2.3`, `水位2.3米`, `桥头水位已到2米3，还在涨`, `雨量 15`, `8点 水位 230厘米`. Whatever is no report of a value is a note; what
 * seems to be one and is not certain is `unclear`, for a value that is read wrongly does more harm than one that is asked for again.
 */
export function parseManualReport(text: string): ManualReport {
  if (text.length > LONGEST) return { kind: 'note' }
  const plain = text
    .normalize('NFKC')
    .replace(/(\d)。(?=\d)/g, '$1.')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .trim()
    .replace(/[.。!！~#*]+$/, '')
  const clock = CLOCK.exec(plain)
  const rest = clock === null ? plain : plain.replace(clock[0], ' ').trim()
  const bare = BARE.exec(rest)
  if (bare !== null) return bareNumber(bare)
  const matches = [...rest.matchAll(VALUE)]
  if (matches.length === 0) {
    return MENTIONS.test(rest) && /\d/.test(rest) ? { kind: 'unclear', why: 'unreadable' } : { kind: 'note' }
  }
  const values: ManualValue[] = []
  for (const match of matches) {
    const property: ManualProperty = match.groups?.['level'] === undefined ? 'rainfall' : 'water-level'
    if (DASH.test(match[0])) return { kind: 'unclear', why: 'unreadable' }
    const value = amountFrom(property, match[3], match[4], match[5])
    if (value === undefined) return { kind: 'unclear', why: 'unreadable' }
    if (values.some((one) => one.property === property)) return { kind: 'unclear', why: 'several' }
    values.push({ property, value })
  }
  const place = trimmed(rest.slice(0, matches[0]?.index ?? 0))
  const remark = trimmed(
    matches.reduce((left, match) => left.replace(match[0], ' '), rest.slice(matches[0]?.index ?? 0)),
  )
  // A second number beside the value: which of the two is the reading is anybody's guess.
  if (/^[-+]?\d+(\.\d+)?( ?(米|m|毫米|mm))?$/i.test(remark)) return { kind: 'unclear', why: 'several' }
  return {
    kind: 'values',
    values,
    place,
    ...(clock === null ? {} : { clock: { hour: Number(clock[1]), minute: minuteOf(clock) } }),
    remark,
  }
}

function bareNumber([, number, unit, tenths]: RegExpExecArray): ManualReport {
  const inMetres =
    unit !== undefined && unit.toLowerCase() in METRES && !['厘米', '公分', 'cm'].includes(unit)
  const property: ManualProperty | undefined = inMetres
    ? 'water-level'
    : unit === '毫米' || unit?.toLowerCase() === 'mm'
      ? 'rainfall'
      : undefined
  const value = property === undefined ? undefined : amountFrom(property, number, unit, tenths)
  if (property === undefined || value === undefined) return { kind: 'unclear', why: 'number-alone' }
  return { kind: 'values', values: [{ property, value }], place: '', remark: '' }
}

function amountFrom(
  property: ManualProperty,
  number: string | undefined,
  unit: string | undefined,
  behind: string | undefined,
): number | undefined {
  const per = unit === undefined ? 1 : (property === 'rainfall' ? MILLIMETRES : METRES)[unit.toLowerCase()]
  if (number === undefined || per === undefined) return undefined
  // 2米3 is 2.3 m and 2米35 is 2.35 m; 2.1米3 is nothing.
  if (behind !== undefined && number.includes('.')) return undefined
  const digits = number.replace('负', '-')
  const value = Number(behind === undefined ? digits : `${digits}.${behind}`)
  return Number.isFinite(value) ? decimal(value / per) : undefined
}

function minuteOf([, , colon, chinese, half]: RegExpExecArray): number {
  return half === undefined ? Number(colon ?? chinese ?? 0) : 30
}

function trimmed(text: string): string {
  return text.replace(/ +/g, ' ').replace(/^[ ,，、:：;；。.!-]+|[ ,，、:：;；。.!-]+$/g, '')
}
