import { DAY, type DurationMs, HOUR, type Instant, MINUTE } from '../../model/index.ts'
import { fromLatin } from '../bytes.ts'
import type { CodecContext, ElementValue } from '../codec.ts'
import { Cursor } from '../cursor.ts'
import { instantOfDigits } from '../local-time.ts'
import { say } from '../reasons.ts'
import { Rejections } from '../rejections.ts'
import type { Body, Group } from './body.ts'
import { readAsciiGroups } from './body-ascii.ts'
import type { FunctionDefinition } from './functions.ts'
import type { Head } from './head.ts'

const STANDARD = 'SL 651-2014'

/** The values of a body with their station and time, and what in it is text. */
export function valuesOf(
  body: Body,
  head: Head,
  rejections: Rejections,
  context: CodecContext,
): { values: ElementValue[]; note: string | undefined } {
  const values: ElementValue[] = []
  let station = head.station
  // Where no observation time stands, the values are those of the sending time.
  let time = instantOfDigits(body.sent, context.zone)
  let isPlaced = true
  let stepMs: DurationMs = 0
  let note: string | undefined
  for (const group of body.groups) {
    switch (group.kind) {
      case 'station':
        station = group.address
        break
      case 'time':
        time = instantOfDigits(group.digits, context.zone)
        isPlaced = time !== undefined
        stepMs = 0
        if (!isPlaced) {
          rejections.add('TT', say('values-behind'), group.digits, `${STANDARD} 6.6.2.8`)
        }
        break
      case 'step':
        stepMs = group.days * DAY + group.hours * HOUR + group.minutes * MINUTE
        break
      case 'values':
        if (isPlaced) pushValues(values, group, station, time, stepMs)
        break
      case 'status':
        values.push({ station, element: 'ZT', time, value: group.word })
        break
      case 'picture':
        rejections.add('PIC', say('picture-not-kept'), '', `${STANDARD} 6.6.4.9`)
        break
      case 'text':
        note = note === undefined ? group.text : `${note} ${group.text}`
        break
      case 'setting':
        break
      default:
        group satisfies never
    }
  }
  return { values, note }
}

function pushValues(
  values: ElementValue[],
  group: Extract<Group, { kind: 'values' }>,
  station: string,
  time: Instant | undefined,
  codedStep: DurationMs,
): void {
  const stepMs = group.step === 'five-minutes' ? FIVE_MINUTES : codedStep
  group.values.forEach((value, index) => {
    values.push({
      station,
      element: group.name,
      time: time === undefined ? undefined : time + index * stepMs,
      value,
      unit: group.unit,
      reason: value === undefined ? group.reason : undefined,
    })
  })
}

const FIVE_MINUTES = 5 * MINUTE
const TEXT_BODY: FunctionDefinition = {
  zh: '',
  en: '',
  clause: '6.6.4.8',
  purpose: 'readings',
  body: 'elements',
}

/**
 * What a person typed in (35H, 39H), as groups. The form is agreed locally (6.6.4.8); where it is the standard's own, with an observation time, it is
 * read, and otherwise only kept as text.
 */
export function typedGroups(body: Body): readonly Group[] {
  const typed = body.groups.flatMap((group): Group[] => {
    if (group.kind !== 'text' || !/(^|\s)TT \d{10}(\s|$)/.test(group.text)) return []
    const bytes = fromLatin(group.text)
    return readAsciiGroups(new Cursor(bytes, 0, bytes.length, undefined), TEXT_BODY, new Rejections())
  })
  return [...body.groups, ...typed]
}
