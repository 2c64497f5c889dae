import type { PersonRecordView, RecordView, RoundView } from '@tocsin/contract'
import type { CellValue, Sheet } from '../tables/sheet.ts'
import type { Telling } from './telling.ts'

const SECONDS = 1000

/** One row an attempt, then the times between. Whoever was named and never called has a row of their own. */
export function recordSheet(record: RecordView, telling: Telling): Sheet {
  const say = telling.say
  const head = [
    say('叫应', 'Call-out'),
    say('轮次', 'Round'),
    say('级别', 'Level'),
    say('村', 'Villages'),
    say('姓名', 'Name'),
    say('职务', 'Role'),
    say('渠道', 'Channel'),
    say('联系方式', 'Contact'),
    say('第几次', 'Attempt'),
    say('原因', 'Reason'),
    say('已拨出', 'Made'),
    say('已受理', 'Accepted'),
    say('已送达', 'Delivered'),
    say('已读', 'Read'),
    say('已应答', 'Answered'),
    say('无人接听', 'Unanswered'),
    say('失败', 'Failed'),
    say('未发即撤', 'Dropped'),
    say('触发到拨出（秒）', 'Raised to made (s)'),
    say('答复', 'Answer'),
    say('答复时间', 'Answer at'),
    say('首呼到应答（秒）', 'First call to answer (s)'),
    say('登记人', 'Recorded by'),
    say('移交', 'Handed over to'),
    say('代替', 'Stands in for'),
  ]
  const rows: CellValue[][] = [
    head,
    ...record.rounds.flatMap((round, index) =>
      round.persons.flatMap((person) => attemptRows(person, round, index, telling)),
    ),
    ...record.told.flatMap((person) => attemptRows(person, null, null, telling)),
    [],
    [say('间隔', 'Interval'), say('轮次', 'Round'), say('村', 'Village'), say('秒', 'Seconds')],
    ...record.intervals.map(({ kind, round, village, ms }): CellValue[] => [
      telling.words.interval[kind],
      round === undefined ? null : round + 1,
      village === undefined ? null : telling.area(village),
      ms === null ? null : ms / SECONDS,
    ]),
    [],
    [
      say('经过', 'Course'),
      say('时间', 'At'),
      say('级别', 'Level'),
      say('村', 'Village'),
      say('数值', 'Value'),
    ],
    ...record.milestones.map(({ kind, at, level, village, value }): CellValue[] => [
      telling.words.milestone[kind],
      telling.time(at),
      telling.level(level),
      village === undefined ? null : telling.area(village),
      value ?? null,
    ]),
  ]
  return { rows, merges: [], headRows: 1 }
}

function attemptRows(
  record: PersonRecordView,
  round: RoundView | null,
  index: number | null,
  telling: Telling,
): CellValue[][] {
  const { words } = telling
  const newest = record.answers.at(-1)
  const person: CellValue[] = [
    telling.areas(record.villages),
    telling.person(record.person),
    telling.role(record.person),
  ]
  const lead: CellValue[] = [
    round?.callout ?? null,
    index === null ? null : index + 1,
    telling.level(round?.level),
  ]
  const outcome: CellValue[] = [
    telling.answer(record),
    telling.time(newest?.at ?? null),
    record.tookMs === null ? null : record.tookMs / SECONDS,
    newest?.recordedBy ?? null,
    record.handedTo
      .map((id) => (id === null ? telling.say('无顶替人', 'nobody') : telling.person(id)))
      .join(' '),
    record.standsInFor.map((id) => telling.person(id)).join(' '),
  ]
  if (record.attempts.length === 0) {
    return [[...lead, ...person, ...Array.from({ length: 13 }, () => null), ...outcome]]
  }
  return record.attempts.map(({ channel, attempt, reason, facts, droppedAt }) => [
    ...lead,
    ...person,
    words.channel[channel.kind],
    telling.contact(channel.id),
    attempt,
    words.reason[reason],
    telling.time(facts.madeAt),
    telling.fact(channel.kind, 'accepted', facts.acceptedAt),
    telling.fact(channel.kind, 'delivered', facts.deliveredAt),
    telling.fact(channel.kind, 'read', facts.readAt),
    telling.fact(channel.kind, 'answered', facts.answeredAt),
    telling.time(facts.unansweredAt),
    facts.failed === null ? null : `${telling.time(facts.failed.at)} ${facts.failed.detail}`,
    telling.time(droppedAt),
    round === null || facts.madeAt === null ? null : (facts.madeAt - round.since) / SECONDS,
    ...outcome,
  ])
}
