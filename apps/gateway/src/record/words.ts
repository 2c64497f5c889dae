import type { DurationMs, IntervalKind, Language, MilestoneKind, PersonState } from '@tocsin/core'
import { type AnswerCode, type CallReason, type ChannelKind, HOUR, MINUTE, SECOND } from '@tocsin/core'

type Words<K extends string> = Readonly<Record<K, string>>

export interface Dictionary {
  readonly channel: Words<ChannelKind>
  readonly answer: Words<AnswerCode>
  readonly state: Words<PersonState>
  readonly reason: Words<CallReason>
  readonly interval: Words<IntervalKind>
  readonly milestone: Words<MilestoneKind>
  /** Nobody can know it. */
  readonly unknown: string
  readonly exercise: string
  readonly simulated: string
  readonly separator: string
}

/** What forms and files of the office say, in the words of the console. */
export const WORDS: Readonly<Record<Language, Dictionary>> = {
  zh: {
    channel: {
      voice: '自动语音',
      sms: '短信',
      'sms-modem': '短信猫',
      telephone: '人工电话',
      email: '邮件',
      console: '值班台',
      robot: '群机器人',
      loudspeaker: '大喇叭',
    },
    answer: {
      'on-post': '已到岗',
      'action-started': '已开始行动',
      'households-moved': '已转移',
      cannot: '无法到岗',
      acknowledged: '已知悉',
    },
    state: {
      answered: '已应答',
      cannot: '无法到岗',
      'not-answered': '未应答',
      stopped: '未答即止',
      ringing: '叫应中',
    },
    reason: {
      first: '首次叫应',
      'next-attempt': '再次呼叫',
      'next-step': '下一步骤',
      'next-channel': '换渠道',
      'level-raised': '级别升高',
      'raised-again': '再次告警',
      again: '再叫一轮',
      deputy: '顶替',
      'all-clear': '解除通知',
      cancelled: '取消通知',
    },
    interval: {
      'crossing-raise': '达到阈值→触发告警',
      'raise-start': '触发→开始叫应',
      'raise-first-call': '触发→第一次呼出',
      'raise-all-called': '触发→第一步全部呼出',
      'raise-first-answer': '触发→第一个应答',
      'raise-quorum': '触发→本村满足应答要求',
      'raise-clear': '触发→回落',
      'clear-all-clear': '回落→解除',
      'raise-closed': '触发→关闭',
    },
    milestone: {
      crossed: '达到阈值',
      raised: '触发告警',
      'raised-again': '再次触发',
      'level-raised': '级别升高',
      'level-lowered': '级别降低',
      held: '等待倒计时',
      waiting: '等待发出',
      released: '发出',
      started: '开始叫应',
      'first-call': '第一次呼出',
      step: '步骤到时',
      'step-empty': '步骤无人',
      'all-called': '第一步全部呼出',
      'first-answer': '第一个应答',
      'not-answered': '未应答',
      'handed-over': '移交顶替人',
      cannot: '无法到岗',
      met: '本村满足应答要求',
      overdue: '本村超过时限',
      reopened: '本村不再满足',
      acknowledged: '签收',
      'acknowledgement-withdrawn': '撤销签收',
      'acknowledgement-lapsed': '签收失效',
      cleared: '已回落',
      'all-clear': '解除',
      cancelled: '取消',
      'broken-off': '被真实告警中断',
      closed: '关闭',
    },
    unknown: '未知',
    exercise: '【演练】',
    simulated: '（模拟渠道，未真正呼出）',
    separator: '；',
  },
  en: {
    channel: {
      voice: 'automatic voice',
      sms: 'SMS',
      'sms-modem': 'SMS modem',
      telephone: 'telephoned by a person',
      email: 'e-mail',
      console: 'console',
      robot: 'group robot',
      loudspeaker: 'loudspeaker',
    },
    answer: {
      'on-post': 'on post',
      'action-started': 'action started',
      'households-moved': 'households moved',
      cannot: 'cannot',
      acknowledged: 'acknowledged',
    },
    state: {
      answered: 'answered',
      cannot: 'cannot',
      'not-answered': 'not answered',
      stopped: 'stopped before an answer',
      ringing: 'being called',
    },
    reason: {
      first: 'first call',
      'next-attempt': 'next attempt',
      'next-step': 'next step',
      'next-channel': 'next channel',
      'level-raised': 'level raised',
      'raised-again': 'raised again',
      again: 'another loop',
      deputy: 'as a deputy',
      'all-clear': 'all-clear',
      cancelled: 'called off',
    },
    interval: {
      'crossing-raise': 'crossing → raised',
      'raise-start': 'raised → call-out begun',
      'raise-first-call': 'raised → first call',
      'raise-all-called': 'raised → all of the first step called',
      'raise-first-answer': 'raised → first answer',
      'raise-quorum': 'raised → quorum of the village',
      'raise-clear': 'raised → cleared',
      'clear-all-clear': 'cleared → all-clear',
      'raise-closed': 'raised → closed',
    },
    milestone: {
      crossed: 'threshold crossed',
      raised: 'raised',
      'raised-again': 'raised again',
      'level-raised': 'level raised',
      'level-lowered': 'level lowered',
      held: 'held for a countdown',
      waiting: 'waits to be released',
      released: 'released',
      started: 'call-out begun',
      'first-call': 'first call',
      step: 'step due',
      'step-empty': 'step without anybody',
      'all-called': 'all of the first step called',
      'first-answer': 'first answer',
      'not-answered': 'not answered',
      'handed-over': 'handed over to a deputy',
      cannot: 'cannot',
      met: 'village has its quorum',
      overdue: 'village past its limit',
      reopened: 'village lost its quorum',
      acknowledged: 'acknowledged',
      'acknowledgement-withdrawn': 'acknowledgement withdrawn',
      'acknowledgement-lapsed': 'acknowledgement lapsed',
      cleared: 'cleared',
      'all-clear': 'all-clear',
      cancelled: 'cancelled',
      'broken-off': 'broken off by a real warning',
      closed: 'closed',
    },
    unknown: 'unknown',
    exercise: 'EXERCISE ',
    simulated: ' (simulated channels, nobody was called)',
    separator: '; ',
  },
}

/** 「1 分 40 秒」, "1 min 40 s", to the nearest second as the console says it; what is not known is a dash. */
export function durationWords(ms: DurationMs | null, language: Language): string {
  if (ms === null) return '—'
  const sign = ms < 0 ? '−' : ''
  const left = Math.abs(ms)
  if (left < SECOND && left > 0) return `${sign}${Math.round(left)} ${language === 'zh' ? '毫秒' : 'ms'}`
  const whole = Math.round(left / SECOND) * SECOND
  const parts: [number, string][] = [
    [Math.floor(whole / HOUR), language === 'zh' ? '小时' : 'h'],
    [Math.floor((whole % HOUR) / MINUTE), language === 'zh' ? '分' : 'min'],
    [(whole % MINUTE) / SECOND, language === 'zh' ? '秒' : 's'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return sign + (said.length === 0 ? `0 ${language === 'zh' ? '秒' : 's'}` : said.join(' '))
}
