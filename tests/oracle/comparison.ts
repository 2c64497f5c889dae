import { type Instant, type JournalEntry, Judge } from '@tocsin/core'
import type { Said } from './case.ts'
import type { Misreading } from './conditions.ts'
import type { Tally } from './memory.ts'
import { retell } from './oracle.ts'
import type { Story } from './stories.ts'

const COMPARED: readonly string[] = [
  'raised',
  'raised-again',
  'level-raised',
  'level-lowered',
  'cleared',
  'data-lost',
  'data-back',
] satisfies Said['type'][]

/** What the judge says of a story. As its host does, this writes a `due` entry whenever one of its timers falls due. */
export function judged({ entries, until }: Story): Said[] {
  const judge = new Judge()
  const said: Said[] = []
  let position = 0
  let now = Number.NEGATIVE_INFINITY
  const thresholds = new Set<string>()
  const take = (entry: JournalEntry) => {
    now = entry.at
    if (entry.type === 'config' && entry.change.kind === 'rule') {
      const { rule } = entry.change
      if (rule.condition.kind === 'threshold') thresholds.add(rule.id)
    }
    const outcome = judge.take(entry, ++position)
    for (const { warning, event } of outcome.events) {
      if (!COMPARED.includes(event.type)) continue
      said.push({
        at: event.at,
        rule: warning.rule.id,
        subject: warning.subject,
        type: event.type as Said['type'],
        level: 'level' in event ? event.level : null,
        needsConfirmation: 'needsConfirmation' in event ? event.needsConfirmation === true : false,
      })
    }
    for (const { rule, subject, level } of outcome.missedPeaks)
      if (thresholds.has(rule.id))
        said.push({ at: entry.at, rule: rule.id, subject, type: 'missed', level, needsConfirmation: false })
  }
  const letTimePass = (to: Instant) => {
    for (let due = judge.nextDue(); due !== undefined && due <= to; due = judge.nextDue())
      take({ type: 'clock', at: Math.max(due, now), cause: 'due' })
  }
  for (const entry of entries) {
    if (entry.type !== 'clock') letTimePass(entry.at)
    take(entry)
    letTimePass(entry.at)
  }
  letTimePass(until)
  return said
}

/** What the oracle and the judge say of a story, line by line: equal when they agree. */
export function compare(
  story: Story,
  tally?: Tally,
  misreading?: Misreading,
): { readonly oracle: string[]; readonly judge: string[] } {
  const oracle = inOrder(retell(story.entries, story.until, tally, misreading))
  const judge = inOrder(judged(story))
  // Where the rules leave something open, whatever the judge says will do.
  const open = new Set(oracle.filter(({ needsConfirmation }) => needsConfirmation === null).map(line))
  return {
    oracle: oracle.map((said) => line(said) + confirmation(said, open)),
    judge: judge.map((said) => line(said) + confirmation(said, open)),
  }
}

function line({ at, rule, subject, type, level }: Said): string {
  const time = new Date(at).toISOString().slice(8, 19)
  // A missed peak grows with what is missed; what is compared is that it was seen.
  return `${time} ${rule} ${subject} ${type}${level === null || type === 'missed' ? '' : ` ${level}`}`
}

function confirmation(said: Said, open: ReadonlySet<string>): string {
  return said.needsConfirmation === true && !open.has(line(said)) ? ' (needs confirmation)' : ''
}

/** By time, rule and subject; what is said of the data apart from what is said of the level. */
function inOrder(said: readonly Said[]): Said[] {
  const key = ({ at, rule, subject, type }: Said) =>
    `${at} ${rule} ${subject} ${type.startsWith('data') ? 1 : type === 'missed' ? 2 : 0}`
  const seen = new Set<string>()
  return said
    .map((one) => ({ one, key: key(one) }))
    .filter((entry) => {
      if (entry.one.type !== 'missed') return true
      if (seen.has(entry.key)) return false
      seen.add(entry.key)
      return true
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ one }) => one)
}

/** A story for a person who has to find out who is right. */
export function describe({ entries, until }: Story): string {
  const time = (at: Instant) => new Date(at).toISOString().slice(8, 19)
  const lines = entries.map((entry) => {
    if (entry.type === 'readings') {
      const readings = entry.readings.map(
        ({ datastream, phenomenonTime, value }) => `${datastream} ${value} of ${time(phenomenonTime)}`,
      )
      return `${time(entry.at)} ${[...readings, ...entry.rejections.map(({ datastream }) => `${datastream} unreadable`)].join(', ')}`
    }
    if (entry.type === 'config') return `${time(entry.at)} ${JSON.stringify(entry.change)}`
    return `${time(entry.at)} ${JSON.stringify(entry)}`
  })
  return [...lines, `until ${time(until)}`].join('\n')
}
