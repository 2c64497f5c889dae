import { type Instant, type JournalEntry, Judge, type MissedPeak } from '@tocsin/core'
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

/** No story has so many deadlines between two of its entries. */
const MOST_CALLS = 2000

/** What the judge says of a story. As its host does, this writes a `due` entry whenever one of its timers falls due. */
export function judged({ entries, until }: Story): { said: Said[]; missed: MissedPeak[] } {
  const judge = new Judge()
  const said: Said[] = []
  const missed: MissedPeak[] = []
  let position = 0
  let now = Number.NEGATIVE_INFINITY
  const take = (entry: JournalEntry) => {
    now = entry.at
    const outcome = judge.take(entry, ++position)
    missed.push(...outcome.missedPeaks)
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
  }
  const letTimePass = (to: Instant) => {
    let calls = 0
    for (let due = judge.nextDue(); due !== undefined && due <= to; due = judge.nextDue()) {
      if (++calls > MOST_CALLS) throw new Error(`the judge asks again and again to be woken at ${due}`)
      take({ type: 'clock', at: Math.max(due, now), cause: 'due' })
    }
  }
  for (const entry of entries) {
    if (entry.type !== 'clock') letTimePass(entry.at)
    take(entry)
    letTimePass(entry.at)
  }
  letTimePass(until)
  return { said, missed }
}

/** What the oracle and the judge say of a story, line by line: equal when they agree. */
export function compare(
  story: Story,
  tally?: Tally,
  misreading?: Misreading,
): { readonly oracle: string[]; readonly judge: string[] } {
  const told = retell(story.entries, story.until, tally, misreading)
  const { said, missed } = judged(story)
  const oracle = inOrder(told.filter(({ type }) => COMPARED.includes(type)))
  const judge = inOrder(said)
  // Where the rules leave something open, whatever the judge says will do.
  const open = new Set(oracle.filter(({ needsConfirmation }) => needsConfirmation === null).map(line))
  return {
    oracle: [
      ...oracle.map((one) => line(one) + confirmation(one, open)),
      ...told.filter((one) => one.type === 'missed' && !missed.some((peak) => spans(peak, one))).map(line),
    ],
    judge: [
      ...judge.map((one) => line(one) + confirmation(one, open)),
      ...missed
        .filter(({ rule }) => thresholds(story).has(rule.id))
        .filter((peak) => !told.some((one) => one.type.endsWith('missed') && spans(peak, one)))
        .map((peak) => `${peak.rule.id} ${peak.subject} missed ${peak.level}, and there was nothing to miss`),
    ],
  }
}

/** Missed breaches that touch are told as one peak, which grows. */
function spans(
  { rule, subject, from, to }: MissedPeak,
  { rule: id, subject: about, time = 0 }: Said,
): boolean {
  return rule.id === id && subject === about && from <= time && time <= to
}

function thresholds({ entries }: Story): Set<string> {
  const rules = entries.flatMap((entry) =>
    entry.type === 'config' && entry.change.kind === 'rule' ? [entry.change.rule] : [],
  )
  return new Set(rules.filter(({ condition }) => condition.kind === 'threshold').map(({ id }) => id))
}

function line({ at, rule, subject, type, level }: Said): string {
  return `${new Date(at).toISOString().slice(8, 19)} ${rule} ${subject} ${type}${level === null ? '' : ` ${level}`}`
}

function confirmation(said: Said, open: ReadonlySet<string>): string {
  return said.needsConfirmation === true && !open.has(line(said)) ? ' (needs confirmation)' : ''
}

/** By time, rule and subject; what is said of the data apart from what is said of the level. */
function inOrder(said: readonly Said[]): Said[] {
  const key = ({ at, rule, subject, type }: Said) =>
    `${at} ${rule} ${subject} ${type.startsWith('data') ? 1 : 0}`
  return [...said].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
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
