import type { DrillView, FiguresView, SpreadView } from '@tocsin/contract'
import { BANDS, MINUTE } from '@tocsin/core'
import type { CellValue, Sheet } from '../tables/sheet.ts'
import type { Block, Document } from './document.ts'
import { startText } from './facts-text.ts'
import type { Telling } from './telling.ts'

/** 演练报告 as a document: who answered, how fast, who did not, beside the last drill of the same area. */
export function drillReport(drill: DrillView, telling: Telling, writtenBy: string): Document {
  const say = telling.say
  const { words } = telling
  const title = `${words.exercise}${telling.area(drill.area)}${say('演练报告', ': report of the exercise')}${drill.simulated ? words.simulated : ''}`
  const { figures, previous } = drill
  const blocks: Block[] = [
    { kind: 'title', text: title },
    ...(drill.simulated
      ? [
          {
            kind: 'note' as const,
            text: say(
              '本次演练使用模拟渠道：没有呼叫任何人，下列应答由系统模拟，只能说明方案走得通，不能说明人叫得应。',
              'On simulated channels: nobody was called, and the answers below are made up by the system. They show that the plan works, and nothing of the people.',
            ),
          },
        ]
      : []),
    {
      kind: 'pairs',
      rows: [
        [
          say('编号', 'Number'),
          drill.id,
          say('级别', 'Level'),
          telling.level(drill.rounds[0]?.level ?? drill.callouts[0]?.level),
        ],
        [say('依据', 'By'), startText(drill, telling), say('开始', 'Begun at'), telling.time(drill.raisedAt)],
        [say('结束', 'Ended'), endText(drill, telling)],
      ],
    },
    { kind: 'heading', text: say('一、总体情况', '1. In all') },
    comparison(figures, previous?.figures ?? null, telling),
    {
      kind: 'note',
      text:
        previous === null
          ? say(
              '此前本区域没有同类渠道的演练可比。',
              'There was no earlier exercise of this area on channels of the same sort.',
            )
          : say(
              `上次演练：${previous.id}，${telling.time(previous.startedAt)}。`,
              `Last exercise: ${previous.id}, ${telling.time(previous.startedAt)}.`,
            ),
    },
    { kind: 'heading', text: say('二、应答用时分布', '2. How long answers took') },
    {
      kind: 'table',
      head: bandNames(telling),
      rows: [figures.bands.map(String)],
      widths: figures.bands.map(() => 1),
    },
    { kind: 'heading', text: say('三、各村', '3. By village') },
    {
      kind: 'table',
      head: [
        say('村', 'Village'),
        say('叫应', 'Called'),
        say('应答', 'Answered'),
        say('无法到岗', 'Cannot'),
        say('未应答', 'Silent'),
        say('满足用时', 'Quorum after'),
      ],
      rows: figures.villages.map(({ village, called, answered, cannot, silent, quorum }) => [
        telling.area(village),
        String(called),
        String(answered),
        String(cannot),
        String(silent),
        telling.took(quorum.slowest),
      ]),
      widths: [24, 12, 16, 12, 12, 24],
    },
    { kind: 'heading', text: say('四、各渠道', '4. By channel') },
    {
      kind: 'table',
      head: [
        say('渠道', 'Channel'),
        say('拨出', 'Made'),
        say('送达', 'Delivered'),
        say('失败', 'Failed'),
        say('应答', 'Answers'),
        say('应答用时（中位）', 'Median to answer'),
      ],
      rows: figures.channels.map(({ channel, made, delivered, failed, answers, took }) => [
        words.channel[channel],
        String(made),
        drill.knows[channel]?.includes('delivered') === false ? words.unknown : String(delivered),
        String(failed),
        String(answers),
        telling.took(took.median),
      ]),
      widths: [24, 12, 14, 12, 12, 26],
    },
    { kind: 'heading', text: say('五、未应答', '5. Not answered') },
    ...silentBlocks(drill, telling),
    {
      kind: 'pairs',
      rows: [
        [say('问题与整改', 'Findings'), ''],
        [say('填表', 'Written by'), writtenBy, say('填表时间', 'Written at'), telling.time(drill.writtenAt)],
      ],
    },
  ]
  return { language: telling.language, landscape: false, footer: `${title} ${drill.id}`, blocks }
}

/** The same as a sheet: one row a person, then figures. */
export function drillSheet(drill: DrillView, telling: Telling): Sheet {
  const say = telling.say
  const { figures, previous } = drill
  const rows: CellValue[][] = [
    [
      say('村', 'Villages'),
      say('姓名', 'Name'),
      say('职务', 'Role'),
      say('情况', 'Outcome'),
      say('首次呼出', 'First call'),
      say('应答', 'Answered at'),
      say('用时（秒）', 'Took (s)'),
      say('呼叫次数', 'Attempts'),
    ],
    ...drill.rounds.flatMap(({ persons }) =>
      persons.map((person): CellValue[] => [
        telling.areas(person.villages),
        telling.person(person.person),
        telling.role(person.person),
        telling.answer(person),
        telling.time(person.firstCallAt),
        telling.time(person.answeredAt),
        person.tookMs === null ? null : person.tookMs / 1000,
        person.attempts.length,
      ]),
    ),
    [],
    [say('指标', 'Figure'), say('本次', 'This one'), say('上次', 'Last one')],
    ...figureRows(figures, previous?.figures ?? null, telling),
  ]
  return { rows, merges: [], headRows: 1 }
}

function endText(drill: DrillView, telling: Telling): string {
  const say = telling.say
  const state = drill.callouts[0]?.state
  if (state?.kind !== 'ended') return say('尚未结束', 'not ended yet')
  const how = {
    closed: say('已关闭', 'closed'),
    cancelled: say('已取消', 'cancelled'),
    'all-clear': say('已解除', 'all-clear'),
    'real-warning': say('真实告警触发，演练立即中断', 'broken off at once by a real warning'),
  }[state.how]
  return `${telling.time(state.at)} ${how}`
}

function comparison(now: FiguresView, before: FiguresView | null, telling: Telling): Block {
  const say = telling.say
  return {
    kind: 'table',
    head: [say('指标', 'Figure'), say('本次', 'This one'), say('上次', 'Last one')],
    rows: figureRows(now, before, telling).map((row) => row.map((cell) => String(cell ?? '—'))),
    widths: [40, 30, 30],
  }
}

function figureRows(now: FiguresView, before: FiguresView | null, telling: Telling): CellValue[][] {
  const say = telling.say
  const rate = ({ answered, called }: FiguresView) =>
    called === 0 ? '—' : `${Math.round((answered / called) * 100)}%`
  const row = (name: string, of: (figures: FiguresView) => CellValue): CellValue[] => [
    name,
    of(now),
    before === null ? null : of(before),
  ]
  const times = (name: string, of: (figures: FiguresView) => SpreadView): CellValue[][] => [
    row(say(`${name}（中位）`, `${name}, median`), (figures) => telling.took(of(figures).median)),
    row(say(`${name}（95%）`, `${name}, 95 of 100`), (figures) => telling.took(of(figures).most95)),
    row(say(`${name}（最慢）`, `${name}, slowest`), (figures) => telling.took(of(figures).slowest)),
  ]
  return [
    row(say('叫应人次', 'Called'), ({ called }) => called),
    row(say('应答', 'Answered'), ({ answered }) => answered),
    row(say('应答率', 'Answer rate'), rate),
    row(say('无法到岗', 'Cannot'), ({ cannot }) => cannot),
    row(say('未应答', 'Not answered'), ({ silent }) => silent),
    ...times(say('首呼到应答', 'First call to answer'), ({ took }) => took),
    row(say('开始到第一个应答', 'Begun to first answer'), ({ firstAnswer }) =>
      telling.took(firstAnswer.median),
    ),
    row(say('各村满足用时（最慢）', 'Slowest quorum'), ({ quorum }) => telling.took(quorum.slowest)),
  ]
}

function silentBlocks(drill: DrillView, telling: Telling): Block[] {
  const say = telling.say
  if (drill.notAnswered.length === 0) {
    return [
      {
        kind: 'note',
        text: say('全部应答，或不再需要应答。', 'Everybody answered, or was no longer waited for.'),
      },
    ]
  }
  return [
    {
      kind: 'table',
      head: [say('姓名', 'Name'), say('村', 'Village'), say('情况', 'Outcome'), say('呼叫', 'Attempts')],
      rows: drill.notAnswered.map(({ person, villages, state, attempts }) => [
        telling.person(person),
        telling.areas(villages),
        telling.words.state[state],
        attempts
          .map(({ channel, facts }) => {
            const why =
              facts.failed?.detail ?? (facts.unansweredAt === null ? '' : say('无人接听', 'nobody answered'))
            return [telling.time(facts.madeAt) || '—', telling.words.channel[channel.kind], why]
              .filter(Boolean)
              .join(' ')
          })
          .join('\n'),
      ]),
      widths: [18, 22, 15, 45],
    },
  ]
}

/** 「≤1 分」 … 「>10 分」 */
export function bandNames(telling: Telling): string[] {
  const minutes = BANDS.map((end) => end / MINUTE)
  return [
    ...minutes.map((end) => telling.say(`≤ ${end} 分`, `≤ ${end} min`)),
    telling.say(`> ${minutes.at(-1)} 分`, `> ${minutes.at(-1)} min`),
  ]
}
