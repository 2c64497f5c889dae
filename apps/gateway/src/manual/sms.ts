import {
  DAY,
  type DurationMs,
  type Instant,
  instantOf,
  type Language,
  MANUAL_UNITS,
  type ManualProperty,
  type ManualReport,
  MINUTE,
  type Person,
  parseManualReport,
  unitRatio,
  wallClock,
} from '@tocsin/core'
import type { ManualStream } from './places.ts'
import type { Implausible } from './reporter.ts'
import { manualWords, refusalText } from './words.ts'

/** One value of a text, bound to where it was read. */
export interface BoundValue extends ManualStream {
  readonly value: number
}

/** What becomes of a text that a person sent. */
export type Heard =
  /** Nothing of it is a reading: it goes the way that it would have gone. `isNote`: it is kept as one. */
  | { readonly kind: 'note' }
  | {
      readonly kind: 'values'
      readonly values: readonly BoundValue[]
      readonly at: Instant
      readonly remark: string
      readonly answer: string
    }
  /** Nothing was taken: whoever sent it is asked, and an operator sees it as well. */
  | { readonly kind: 'asked'; readonly answer: string }

export interface Listening {
  /** What people read where the person answers for. */
  readonly streams: readonly ManualStream[]
  readonly zone: string
  refusal(stream: ManualStream, value: number, at: Instant): Implausible | undefined
}

/** Reads a text of one person, and says what it answers. */
export function hear(
  person: Pick<Person, 'language'>,
  text: string,
  sentAt: Instant,
  listening: Listening,
): Heard {
  const { streams, zone, refusal } = listening
  const { language } = person
  const words = manualWords(language)
  const report = parseManualReport(text)
  // Where nobody reads anything a number is no reading: an operator reads what it is.
  if (streams.length === 0 || report.kind === 'note') return { kind: 'note' }
  if (report.kind === 'unclear') return { kind: 'asked', answer: words.unclear }
  const at = timeOf(report, sentAt, zone)
  const values: BoundValue[] = []
  for (const { property, value } of report.values) {
    const bound = bind(property, report.place, streams)
    if (bound.kind === 'asked')
      return { kind: 'asked', answer: asking(bound, property, value, report.place, language) }
    const { stream } = bound
    const inUnit = value * (unitRatio(MANUAL_UNITS[property], stream.datastream.unit) ?? 1)
    const wrong = refusal(stream, inUnit, at)
    if (wrong !== undefined) return { kind: 'asked', answer: refusalText(words, wrong, inUnit) }
    values.push({ ...stream, value: inUnit })
  }
  const what = values.map(
    ({ station, datastream, value }) =>
      `${station.name} ${words.properties[datastream.property] ?? datastream.property} ${value} ${datastream.unit}`,
  )
  const { hour, minute } = wallClock(at, zone)
  const clock = `${hour}:${String(minute).padStart(2, '0')}`
  const answer = words.taken(what.join(language === 'zh' ? '，' : ', '), clock)
  return { kind: 'values', values, at, remark: report.remark, answer }
}

type Binding =
  | { readonly kind: 'bound'; readonly stream: ManualStream }
  | {
      readonly kind: 'asked'
      readonly why: 'nothing' | 'which' | 'no-such-place'
      readonly names: readonly string[]
    }

function bind(property: ManualProperty, place: string, streams: readonly ManualStream[]): Binding {
  const fitting = streams.filter(({ datastream }) => datastream.property === property)
  const namesOf = (some: readonly ManualStream[]) => [...new Set(some.map(({ station }) => station.name))]
  const named = place === '' ? fitting : fitting.filter(({ station }) => isMeant(place, station))
  const [only] = named
  if (only !== undefined && named.length === 1) return { kind: 'bound', stream: only }
  // What stands before the value need not be a place: 现在水位 2.3, 报告：水位 2.3.
  const [sole] = fitting
  if (named.length === 0 && sole !== undefined && fitting.length === 1 && !NAMES_A_PLACE.test(place)) {
    return { kind: 'bound', stream: sole }
  }
  const why = fitting.length === 0 ? 'nothing' : named.length === 0 ? 'no-such-place' : 'which'
  return { kind: 'asked', why, names: namesOf(named.length > 1 ? named : fitting) }
}

/** People round the time of day. */
const ROUNDED_UP: DurationMs = 30 * MINUTE

/** Ends as places do: then it is one, and not the one that is known. */
const NAMES_A_PLACE = /[桥村沟河坝库闸站屯组口头湾寨庄江溪渠]$/

function isMeant(place: string, { name, id }: ManualStream['station']): boolean {
  const [written, known] = [place.toLowerCase(), name.toLowerCase()]
  return written.includes(known) || known.includes(written) || written === id.toLowerCase()
}

function asking(
  { why, names }: Extract<Binding, { kind: 'asked' }>,
  property: ManualProperty,
  value: number,
  place: string,
  language: Language,
): string {
  const words = manualWords(language)
  const word = words.properties[property] ?? property
  if (why === 'nothing') return words.nothing(word)
  if (why === 'no-such-place') return words.noSuchPlace(place, names)
  return words.which(names, `${names[0] ?? ''} ${word.toLowerCase()} ${value}`)
}

/** The newest moment with that time of day that is not after the text; the text's own where none was written. */
function timeOf(
  { clock }: Extract<ManualReport, { kind: 'values' }>,
  sentAt: Instant,
  zone: string,
): Instant {
  if (clock === undefined) return sentAt
  const today = { ...wallClock(sentAt, zone), ...clock, second: 0 }
  const at = instantOf(today, zone)
  // 9点 written at five to nine is nine o'clock of now, not of yesterday.
  if (at === undefined || (at > sentAt && at - sentAt <= ROUNDED_UP)) return sentAt
  return at <= sentAt ? at : at - DAY
}
