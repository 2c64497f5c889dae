import type { Bilingual } from '@tocsin/contract'
import type { AreaPath, Duty, Instant, PersonId, Shift } from '@tocsin/core'
import type { RosterFinding } from './roster-check.ts'

/** What the sentences call things by. */
export interface RosterNames {
  area(path: AreaPath): string
  person(id: PersonId): string
  shift(id: Shift['id']): Shift | undefined
  /** In local time. */
  moment(at: Instant): string
}

const DUTY_NAMES: Readonly<Record<Duty, Bilingual>> = {
  leader: { zh: '带班领导', en: 'leader on duty' },
  officer: { zh: '主班、副班', en: 'officer or deputy on duty' },
  deputy: { zh: '副班', en: 'deputy' },
  standby: { zh: '备班', en: 'standby' },
}

/** A finding as a sentence: what is wrong, where, since or until when. */
export function findingReason(finding: RosterFinding, names: RosterNames): Bilingual {
  const { area, person, moment } = names
  switch (finding.kind) {
    case 'gap': {
      const [from, to] = [moment(finding.from), moment(finding.to)]
      return {
        zh: `${area(finding.desk)}：${from} 至 ${to} 无人值班`,
        en: `${area(finding.desk)}: nobody on duty from ${from} to ${to}`,
      }
    }
    case 'empty-slot': {
      const duty = DUTY_NAMES[finding.duty]
      const begins = shiftText(finding.shift, names)
      return {
        zh: `${area(finding.desk)}：${begins.zh}缺${duty.zh}`,
        en: `${area(finding.desk)}: no ${duty.en} on ${begins.en}`,
      }
    }
    case 'unknown-person': {
      const begins = shiftText(finding.shift, names)
      return {
        zh: `${area(finding.desk)}：${begins.zh}的${person(finding.person)}已不在通讯录`,
        en: `${area(finding.desk)}: ${person(finding.person)} on ${begins.en} is no longer in the directory`,
      }
    }
    case 'two-desks': {
      const [one, other] = [area(finding.desks[0]), area(finding.desks[1])]
      const [from, to] = [moment(finding.from), moment(finding.to)]
      return {
        zh: `${person(finding.person)} ${from} 至 ${to} 同时在${one}和${other}值班`,
        en: `${person(finding.person)} is on duty at ${one} and at ${other} from ${from} to ${to}`,
      }
    }
    case 'no-channel':
      return {
        zh: `${person(finding.person)}没有可用的联系方式`,
        en: `${person(finding.person)} cannot be reached: no channel that works`,
      }
    case 'one-channel':
      return {
        zh: `${person(finding.person)}只有一种联系方式`,
        en: `${person(finding.person)} has no second channel`,
      }
    case 'dead-number':
      return {
        zh: `${person(finding.person)}有 ${finding.channels.length} 个号码打不通`,
        en: `${person(finding.person)}: dead channels: ${finding.channels.length}`,
      }
    case 'unreadable':
      return {
        zh: `${person(finding.person)}有 ${finding.channels.length} 个号码因密钥丢失无法读取，请重新录入`,
        en: `${person(finding.person)}: numbers whose key is lost, to be entered anew: ${finding.channels.length}`,
      }
    case 'untested':
      return {
        zh: `${person(finding.person)}有 ${finding.channels.length} 个号码 90 天内未验证`,
        en: `${person(finding.person)}: channels through which nothing arrived for 90 days: ${finding.channels.length}`,
      }
    case 'unsigned-hand-over':
      return {
        zh: `${area(finding.desk)}：${moment(finding.since)} 的交接班尚未双方签字`,
        en: `${area(finding.desk)}: the hand-over of ${moment(finding.since)} is not signed by both sides`,
      }
    default:
      finding satisfies never
      throw new Error('a finding of an unknown kind')
  }
}

function shiftText(id: Shift['id'], { shift, moment }: RosterNames): Bilingual {
  const found = shift(id)
  if (found === undefined) return { zh: id, en: id }
  return { zh: ` ${moment(found.from)} 的班次`, en: `the shift of ${moment(found.from)}` }
}
