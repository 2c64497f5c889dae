import type { PersonRecordView, RecordView, RoundView } from '@tocsin/contract'
import type { Block, Document } from './document.ts'
import { measuredText, startText } from './facts-text.ts'
import type { Telling } from './telling.ts'

/** 叫应记录表: the form that county offices keep of a call-out, filled in from the ledger. */
export function calloutForm(record: RecordView, telling: Telling, writtenBy: string): Document {
  const say = telling.say
  const { words } = telling
  const marks = `${record.exercise ? words.exercise : ''}`
  const title = `${marks}${telling.area(record.area)}${say('叫应记录表', ': call-out record')}${record.simulated ? words.simulated : ''}`
  const rows = record.rounds.flatMap((round) =>
    round.persons.map((person, index) => personRow(person, round, index, telling)),
  )
  const blocks: Block[] = [
    { kind: 'title', text: title },
    { kind: 'heading', text: say('一、预警信息', '1. Warning') },
    { kind: 'pairs', rows: headRows(record, telling) },
    { kind: 'heading', text: say('二、叫应情况', '2. Calls and answers') },
    ...(rows.length === 0
      ? [{ kind: 'note' as const, text: say('没有叫应任何人。', 'Nobody was called.') }]
      : [
          {
            kind: 'table' as const,
            head: [
              say('序号', 'No.'),
              say('村', 'Village'),
              say('叫应对象', 'Person'),
              say('联系方式', 'Contact'),
              say('叫应时间', 'Called at'),
              say('应答时间', 'Answered at'),
              say('应答情况', 'Answer'),
              say('记录人', 'Recorded by'),
            ],
            rows,
            widths: [5, 11, 13, 14, 24, 15, 13, 9],
          },
        ]),
    { kind: 'heading', text: say('三、时间间隔', '3. Times between') },
    {
      kind: 'table',
      head: [say('间隔', 'Interval'), say('轮次', 'Round'), say('村', 'Village'), say('用时', 'Took')],
      rows: record.intervals.map(({ kind, round, village, ms }) => [
        words.interval[kind],
        round === undefined ? '' : roundText(record, round, telling),
        village === undefined ? '' : telling.area(village),
        telling.took(ms),
      ]),
      widths: [35, 25, 22, 18],
    },
    ...toldBlocks(record, telling),
    {
      kind: 'note',
      text: say(
        `“${words.unknown}”：该渠道无从得知，不等于没有发生。联系方式带 * 的为掩码。时间为 ${record.timeZone}。`,
        `“${words.unknown}”: the channel cannot know it; it does not mean that it did not happen. Contacts with * are masked. Times of ${record.timeZone}.`,
      ),
    },
    {
      kind: 'pairs',
      rows: [
        [say('填表', 'Written by'), writtenBy, say('填表时间', 'Written at'), telling.time(record.writtenAt)],
        [say('审核', 'Checked by'), '', say('签字日期', 'Signed on'), ''],
      ],
    },
  ]
  return { language: telling.language, landscape: true, footer: `${title} ${record.id}`, blocks }
}

function headRows(record: RecordView, telling: Telling): string[][] {
  const say = telling.say
  const { warning, rule, callouts, figures } = record
  const { language } = telling
  return [
    [
      say('编号', 'Number'),
      record.id,
      say('级别', 'Level'),
      telling.level(warning?.gravest ?? callouts[0]?.level),
    ],
    [say('地点', 'Place'), record.place[language], say('区域', 'Area'), telling.area(record.area)],
    [
      say('触发时间', 'Raised at'),
      telling.time(record.raisedAt),
      say('触发数值', 'Measured'),
      measuredText(record, telling),
    ],
    [
      say('依据', 'By'),
      rule === null
        ? startText(record, telling)
        : `${warning?.rule.name ?? ''} v${rule.version}\n${rule.text[language]}`,
    ],
    [say('叫应内容', 'What was said'), callouts.map(({ said }) => said[language]).join('\n')],
    [
      say('结果', 'Outcome'),
      say(
        `叫应 ${figures.called} 人次，应答 ${figures.answered}，无法到岗 ${figures.cannot}，未应答 ${figures.silent}`,
        `${figures.called} called, ${figures.answered} answered, ${figures.cannot} cannot, ${figures.silent} not answered`,
      ),
      say('回落 / 解除 / 关闭', 'Cleared / all-clear / closed'),
      [record.clearedAt, record.allClearAt, record.closedAt].map((at) => telling.time(at) || '—').join('\n'),
    ],
  ]
}

function personRow(person: PersonRecordView, round: RoundView, index: number, telling: Telling): string[] {
  const { words } = telling
  const newest = person.answers.at(-1)
  const contacts = [...new Set(person.attempts.map(({ channel }) => telling.contact(channel.id)))]
  const role = telling.role(person.person)
  const handed = person.handedTo.flatMap((id) => (id === null ? [] : [telling.person(id)]))
  return [
    String(index + 1),
    `${telling.areas(person.villages)}\n${telling.level(round.level)}`,
    role === '' ? telling.person(person.person) : `${telling.person(person.person)}\n${role}`,
    contacts.join('\n'),
    person.attempts
      .map(({ channel, attempt, facts, droppedAt }) => {
        const when = facts.madeAt === null ? undefined : telling.time(facts.madeAt)
        const not =
          droppedAt === null ? telling.say('未拨出', 'not made') : telling.say('未发即撤', 'dropped')
        return `${when ?? not} ${words.channel[channel.kind]} ${telling.say(`第${attempt}次`, `no. ${attempt}`)}`
      })
      .join('\n'),
    telling.time(newest?.at ?? null),
    [
      telling.answer(person),
      ...(handed.length === 0
        ? []
        : [telling.say(`移交 ${handed.join('、')}`, `handed over to ${handed.join(', ')}`)]),
    ].join('\n'),
    newest?.recordedBy ?? '',
  ]
}

function toldBlocks({ told }: RecordView, telling: Telling): Block[] {
  if (told.length === 0) return []
  const say = telling.say
  return [
    { kind: 'heading', text: say('四、解除或取消通知', '4. Told that it is over') },
    {
      kind: 'table',
      head: [say('叫应对象', 'Person'), say('村', 'Village'), say('渠道与时间', 'Channel and time')],
      rows: told.map(({ person, villages, attempts }) => [
        telling.person(person),
        telling.areas(villages),
        attempts
          .map(
            ({ channel, facts }) =>
              `${telling.words.channel[channel.kind]} ${telling.time(facts.madeAt) || '—'}`,
          )
          .join('\n'),
      ]),
      widths: [30, 30, 40],
    },
  ]
}

/** 「第 1 轮 二级(橙色)」 */
export function roundText({ rounds }: Pick<RecordView, 'rounds'>, round: number, telling: Telling): string {
  return `${telling.say(`第 ${round + 1} 轮`, `Round ${round + 1}`)} ${telling.level(rounds[round]?.level)}`
}
