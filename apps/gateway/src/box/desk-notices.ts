import type { Part } from '@tocsin/contract'
import {
  type AreaPath,
  type ChannelKind,
  GRAVITY,
  type Instant,
  LEVEL_WORDS,
  type Overdue,
  SECOND,
  type Warning,
} from '@tocsin/core'
import type { ChannelHealth } from '../channels/channel.ts'
import { channelName } from './blind-spot-words.ts'
import type { BoxFound } from './box-warning.ts'
import { saidOf } from './self-findings.ts'

/** What the auditor found: due, and not done. It trusts nobody's timers, so whatever should have done it may stand still or be broken. */
export function overdueFindings(
  overdue: readonly Overdue[],
  fault: Part | undefined,
  moment: (at: Instant) => string,
): BoxFound[] {
  if (overdue.length > 0) {
    const ids = overdue.map(({ callout }) => callout).join(', ')
    const longest = overdue.reduce((most, { overdueMs }) => Math.max(most, overdueMs), 0)
    const seconds = Math.round(longest / SECOND)
    return [
      {
        key: 'callout-overdue',
        kind: 'callout-overdue',
        urgent: true,
        reason: {
          zh: `叫应步骤已到时间没有执行（${ids}，已超 ${seconds} 秒）：请立即人工叫应`,
          en: `steps of call-outs are overdue (${ids}, by ${seconds} s): call people by hand now`,
        },
      },
    ]
  }
  if (fault === undefined) return []
  const said = saidOf(fault, moment)
  return [
    {
      key: 'callout-stands',
      kind: 'callout-stands',
      urgent: true,
      reason: {
        zh: `叫应不能正常进行：请立即人工叫应（${said.zh}）`,
        en: `call-outs do not go on: call people by hand now (${said.en})`,
      },
    },
  ]
}

/** Warnings that no plan calls anybody for: the desk is all that is left. Grave ones sound until somebody has taken note. */
export function uncalledFindings(
  warnings: readonly Warning[],
  areaName: (path: AreaPath) => string,
): BoxFound[] {
  return warnings.map(({ id, level, area, rule }) => ({
    key: `not-called ${id}`,
    kind: 'not-called',
    urgent: GRAVITY[level] >= GRAVITY.orange,
    reason: {
      zh: `${areaName(area)}${LEVEL_WORDS.zh[level]}告警「${rule.name}」没有叫应任何人：没有适用的叫应方案，请人工叫应`,
      en: `nobody is called for ${areaName(area)}, ${LEVEL_WORDS.en[level]} warning “${rule.name}”: no plan is for it, call people by hand`,
    },
  }))
}

/** Channels that are set up and cannot send. An empty duty room is no fault of the console. */
export function channelFindings(
  channels: readonly (ChannelHealth & { readonly kind: ChannelKind })[],
): BoxFound[] {
  return channels
    .filter(({ kind, status }) => status === 'down' && kind !== 'console')
    .map(({ kind, detail }) => ({
      key: `channel-down ${kind}`,
      kind: 'channel-down',
      urgent: false,
      reason: {
        zh: `${channelName(kind).zh}发不出去：${detail}`,
        en: `nothing can be sent by ${channelName(kind).en}: ${detail}`,
      },
    }))
}
