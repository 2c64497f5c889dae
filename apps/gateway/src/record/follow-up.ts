import type { RecordView } from '@tocsin/contract'
import type { Block, Document } from './document.ts'
import { measuredText, seriesText, startText } from './facts-text.ts'
import type { Telling } from './telling.ts'

/**
 * 续报: the draft of a follow-up report. It holds what the box knows, says in place what it does not know, and says that it is a draft:
 * somebody checks it, completes it and signs it.
 */
export function followUp(record: RecordView, telling: Telling, writtenBy: string): Document {
  const say = telling.say
  const { words, language } = telling
  const missing = say('【待补充】', '[to be completed]')
  const area = telling.area(record.area)
  // By hand the place is the area itself: it is named once.
  const place = record.place[language] === area ? '' : record.place[language]
  const subject = say(
    `关于${area}${place}险情的续报（草稿）`,
    `Follow-up report, ${[area, place].filter(Boolean).join(': ')} (DRAFT)`,
  )
  const title = `${record.exercise ? words.exercise : ''}${subject}`
  const series = seriesText(record, telling)
  const lacking = lackingFigures(record, telling, series)
  const paragraphs = (texts: readonly string[]): Block[] => texts.map((text) => ({ kind: 'paragraph', text }))
  const blocks: Block[] = [
    { kind: 'title', text: title },
    {
      kind: 'note',
      text: say(
        `本稿由系统按记录自动生成，是草稿，不是报告：须经人核实、补充、签发。标有${missing}之处系统不掌握。缺少的数字：${lacking.join('、')}。`,
        `Made from the records by the system. This is a draft, no report: somebody has to check, complete and sign it. What the system does not know is marked ${missing}. Missing figures: ${lacking.join(', ')}.`,
      ),
    },
    { kind: 'heading', text: say('一、基本情况', '1. Situation') },
    ...paragraphs(situation(record, telling)),
    { kind: 'heading', text: say('二、雨情水情', '2. Rain and levels') },
    ...paragraphs([series ?? say(`无可用的雨水情数据。${missing}`, `No data of rain or levels. ${missing}`)]),
    { kind: 'heading', text: say('三、已采取的措施', '3. Measures taken') },
    ...paragraphs(measures(record, telling)),
    ...roundTable(record, telling),
    { kind: 'heading', text: say('四、人员转移', '4. People moved') },
    ...paragraphs(moved(record, telling, missing)),
    { kind: 'heading', text: say('五、灾情', '5. Losses') },
    ...paragraphs([
      say(
        `人员伤亡：${missing}；受灾范围与损失：${missing}。`,
        `Casualties: ${missing}; extent and losses: ${missing}.`,
      ),
    ]),
    { kind: 'heading', text: say('六、发展趋势与下一步', '6. Outlook and next steps') },
    ...paragraphs([
      say(`发展趋势：${missing}。`, `Outlook: ${missing}.`),
      ...nextSteps(record, telling),
      say(`其他：${missing}。`, `Other: ${missing}.`),
    ]),
    {
      kind: 'pairs',
      rows: [
        [say('起草', 'Drafted by'), writtenBy, say('数据截至', 'Data up to'), telling.time(record.writtenAt)],
        [say('签发', 'Signed by'), missing, say('报送', 'Sent to'), missing],
      ],
    },
  ]
  return { language, landscape: false, footer: `${title} ${record.id}`, blocks }
}

function situation(record: RecordView, telling: Telling): string[] {
  const say = telling.say
  const { warning, callouts, rounds } = record
  const level = telling.level(warning?.gravest ?? rounds.at(-1)?.level ?? callouts[0]?.level)
  const raised = telling.time(record.raisedAt)
  const by = startText(record, telling)
  const first =
    warning === null
      ? say(`${raised}，按${by}开始叫应（${level}）。`, `${raised}: people were called (${level}) by ${by}.`)
      : say(
          `${raised}，${record.place.zh}触发${level}告警，依据“${by}”，实测 ${measuredText(record, telling)}。`,
          `${raised}: a ${level} warning was raised for ${record.place.en} by “${by}”, measured ${measuredText(record, telling)}.`,
        )
  const end =
    record.clearedAt === null
      ? say('截至本稿，告警条件尚未消除。', 'So far the condition has not cleared.')
      : say(`${telling.time(record.clearedAt)} 已回落。`, `It cleared at ${telling.time(record.clearedAt)}.`)
  const response = warning?.response
  return [
    first,
    ...(warning === null ? [] : [end]),
    ...(response === undefined ? [] : [say(`处置要求：${response}。`, `Response: ${response}.`)]),
  ]
}

function measures(record: RecordView, telling: Telling): string[] {
  const say = telling.say
  const { figures, rounds, notAnswered } = record
  if (rounds.length === 0) return [say('没有叫应任何人。', 'Nobody was called.')]
  const villages = rounds.at(-1)?.villages ?? []
  const met = villages.filter(({ metAt }) => metAt !== null).length
  const silent = notAnswered.map(
    ({ person, state }) => `${telling.person(person)}（${telling.words.state[state]}）`,
  )
  return [
    say(
      `叫应责任人 ${figures.called} 人次，应答 ${figures.answered}，无法到岗 ${figures.cannot}，未应答 ${figures.silent}；${villages.length} 个村中 ${met} 个满足应答要求。首次呼出用时 ${telling.took(figures.firstCall.median)}，首个应答用时 ${telling.took(figures.firstAnswer.median)}（自触发起）。`,
      `${figures.called} calls of responsible people, ${figures.answered} answered, ${figures.cannot} cannot, ${figures.silent} not answered; ${met} of ${villages.length} villages have their quorum. First call after ${telling.took(figures.firstCall.median)}, first answer after ${telling.took(figures.firstAnswer.median)} (from the raise).`,
    ),
    ...(silent.length === 0
      ? []
      : [say(`未应答或无法到岗：${silent.join('、')}。`, `Not answered, or cannot: ${silent.join(', ')}.`)]),
  ]
}

function roundTable(record: RecordView, telling: Telling): Block[] {
  const say = telling.say
  const rows = record.rounds.flatMap((round, index) =>
    round.villages.map(({ village, metAt, plan }) => {
      const there = round.persons.filter(({ villages }) => villages.includes(village))
      return [
        `${index + 1} ${telling.level(round.level)}`,
        telling.area(village),
        plan === null ? say('无方案', 'no plan') : String(there.length),
        String(there.filter(({ state }) => state === 'answered').length),
        metAt === null ? '—' : telling.took(metAt - round.since),
      ]
    }),
  )
  if (rows.length === 0) return []
  return [
    {
      kind: 'table',
      head: [
        say('轮次', 'Round'),
        say('村', 'Village'),
        say('叫应人数', 'Called'),
        say('应答人数', 'Answered'),
        say('满足用时', 'Quorum after'),
      ],
      rows,
      widths: [25, 25, 15, 15, 20],
    },
  ]
}

function moved(record: RecordView, telling: Telling, missing: string): string[] {
  const say = telling.say
  const reports = record.moved.map(({ person, villages, households, at }) =>
    say(
      `${telling.areas(villages)} ${telling.person(person)} ${telling.time(at)} 报已转移 ${households} 户`,
      `${telling.person(person)} (${telling.areas(villages)}) reported ${households} households at ${telling.time(at)}`,
    ),
  )
  const said =
    reports.length === 0
      ? say('叫应答复中没有人报告转移户数。', 'No answer reported households moved.')
      : say(
          `叫应答复：${reports.join('；')}。同村多人可能报的是同一批户，合计前须核实。`,
          `Answers: ${reports.join('; ')}. People of one village may have counted the same households: check before adding up.`,
        )
  const { households } = record
  const register =
    households === null
      ? say(`区域内没有逐户登记。`, 'No households are entered in the register for the area.')
      : say(
          `逐户登记（截至 ${telling.time(record.writtenAt)}，当前一轮）：共 ${households.households} 户 ${households.persons} 人，已通知 ${households.told.households} 户 ${households.told.persons} 人，已转移 ${households.moved.households} 户 ${households.moved.persons} 人。`,
          `Register, house by house (at ${telling.time(record.writtenAt)}, present round): ${households.households} households with ${households.persons} people, told ${households.told.households} (${households.told.persons}), moved ${households.moved.households} (${households.moved.persons}).`,
        )
  return [
    said,
    register,
    say(`转移安置人数（核实后）：${missing}。`, `People moved and housed (checked): ${missing}.`),
  ]
}

function nextSteps(record: RecordView, telling: Telling): string[] {
  const say = telling.say
  const { notAnswered, clearedAt, allClearAt, warning } = record
  const steps: string[] = []
  if (notAnswered.length > 0 && allClearAt === null) {
    steps.push(
      say(
        `派人上门联系 ${notAnswered.length} 名未应答或无法到岗的责任人。`,
        `Send somebody to the ${notAnswered.length} people who have not answered or cannot.`,
      ),
    )
  }
  if (warning !== null && clearedAt !== null && allClearAt === null) {
    steps.push(say('告警已回落，尚未发出解除通知。', 'It has cleared; the all-clear has not been given.'))
  }
  return steps
}

function lackingFigures(record: RecordView, telling: Telling, series: string | null): string[] {
  const say = telling.say
  return [
    ...(series === null ? [say('雨情水情', 'rain and levels')] : []),
    ...(record.households === null ? [say('逐户转移登记', 'the register of households')] : []),
    say('转移安置人数', 'people moved and housed'),
    say('人员伤亡', 'casualties'),
    say('受灾范围与损失', 'extent and losses'),
  ]
}
