import type { Bilingual } from '@tocsin/contract'
import type { BlindSpot, ChannelKind, DatastreamId, Instant, PersonId } from '@tocsin/core'

/** What the sentences call things by. */
export interface BlindSpotNames {
  gauge(id: DatastreamId): string
  person(id: PersonId): string
  /** In local time. */
  moment(at: Instant): string
}

const CHANNELS: Readonly<Record<ChannelKind, Bilingual>> = {
  voice: { zh: '自动语音', en: 'voice' },
  sms: { zh: '短信', en: 'SMS' },
  'sms-modem': { zh: '短信猫', en: 'SMS modem' },
  telephone: { zh: '人工电话', en: 'telephone' },
  email: { zh: '邮件', en: 'e-mail' },
  console: { zh: '值班台', en: 'console' },
  robot: { zh: '群机器人', en: 'group robot' },
  loudspeaker: { zh: '大喇叭', en: 'loudspeaker' },
}
/** Named one by one; of more, how many. */
const NAMED = 3

export function channelName(kind: ChannelKind): Bilingual {
  return CHANNELS[kind]
}

/** Why a village cannot be warned, as one sentence without its name. */
export function blindSpotReason(spot: BlindSpot, names: BlindSpotNames): Bilingual {
  switch (spot.kind) {
    case 'no-gauge':
      return {
        zh: '没有站点的告警会叫到这里',
        en: 'there is no station whose warnings would call it',
      }
    case 'no-rule': {
      const gauges = listed(spot.gauges.map(names.gauge))
      return {
        zh: `站点没有生效的规则：${gauges.zh}`,
        en: `no rule in force stands on its gauges: ${gauges.en}`,
      }
    }
    case 'gauges-silent': {
      const gauges = listed(spot.gauges.map(names.gauge))
      const since = spot.since === null ? undefined : names.moment(spot.since)
      return {
        zh: `有规则的站点都没有可用数据：${gauges.zh}${since === undefined ? '（从未收到）' : `（最后一次 ${since}）`}`,
        en: `nothing usable comes from any gauge that a rule stands on: ${gauges.en} (${since === undefined ? 'never heard' : `last heard ${since}`})`,
      }
    }
    case 'gauge-silent': {
      const gauges = listed(spot.gauges.map(names.gauge))
      return {
        zh: `部分站点没有可用数据，其他站点仍在监测：${gauges.zh}`,
        en: `nothing usable comes from some gauges; others still watch it: ${gauges.en}`,
      }
    }
    case 'no-plan':
      return { zh: '没有叫应方案', en: 'there is no call-out plan' }
    case 'plan-without-people':
      return {
        zh: `方案“${spot.plan}”现在叫不到任何人：没有人担任这些职务，也没有人值班`,
        en: `the plan “${spot.plan}” calls nobody now: nobody has these roles or is on duty`,
      }
    case 'roster-empty': {
      const from = names.moment(spot.from)
      return {
        zh: `${from} 起没有人值班，方案“${spot.plan}”叫不到任何人`,
        en: `from ${from} on nobody is on duty, and the plan “${spot.plan}” calls nobody`,
      }
    }
    case 'nobody-reachable': {
      const persons = listed(spot.persons.map(names.person))
      const down = spot.down
      const kinds = (language: 'zh' | 'en') => down.map((kind) => CHANNELS[kind][language])
      return {
        zh: `联系不上任何人：${persons.zh}（现在不能用：${kinds('zh').join('、') || '无'}）`,
        en: `nobody can be reached: ${persons.en} (not usable now: ${kinds('en').join(', ') || 'none'})`,
      }
    }
    case 'only-later-step':
      return {
        zh: `第 1 步的人都联系不上，要到第 ${spot.step + 1} 步`,
        en: `the people of step 1 cannot be reached, only those of step ${spot.step + 1}`,
      }
    case 'person-unreachable':
      return {
        zh: `联系不上${names.person(spot.person)}`,
        en: `${names.person(spot.person)} cannot be reached`,
      }
    case 'unverified':
      return {
        zh: `${names.person(spot.person)}的号码 90 天内没有验证过`,
        en: `nothing has reached ${names.person(spot.person)} for 90 days`,
      }
    default:
      spot satisfies never
      throw new Error('a blind spot of an unknown kind')
  }
}

function listed(names: readonly string[]): Bilingual {
  const first = names.slice(0, NAMED)
  const more = names.length - first.length
  return {
    zh: first.join('、') + (more > 0 ? ` 等 ${names.length} 个` : ''),
    en: first.join(', ') + (more > 0 ? ` and ${more} more` : ''),
  }
}
