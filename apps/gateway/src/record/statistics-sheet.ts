import type { StatisticsView } from '@tocsin/contract'
import { LEVELS } from '@tocsin/core'
import type { CellValue, Sheet } from '../tables/sheet.ts'
import { bandNames } from './drill-report.ts'
import type { Telling } from './telling.ts'

/** Statistics of a period as one sheet, block under block. */
export function statisticsSheet(view: StatisticsView, telling: Telling): Sheet {
  const say = telling.say
  const { figures, warnings, callouts, leftOut } = view
  const seconds = (ms: number | null): CellValue => (ms === null ? null : Math.round(ms / 100) / 10)
  const rate = (answered: number, called: number): CellValue =>
    called === 0 ? null : Math.round((answered / called) * 1000) / 1000
  const rows: CellValue[][] = [
    [say('期间', 'Period'), telling.time(view.from), telling.time(view.to), view.timeZone],
    [],
    [say('告警', 'Warnings'), say('数量', 'Count')],
    ...LEVELS.map((level): CellValue[] => [telling.level(level), warnings.byLevel[level] ?? 0]),
    [say('传感器告警（不计入以上）', 'Of sensors (not in the above)'), warnings.ofSensors],
    [],
    [say('叫应', 'Call-outs'), say('数量', 'Count')],
    [say('由告警', 'By warnings'), callouts.byWarning],
    [say('手动', 'By hand'), callouts.byHand],
    [say('其中取消', 'Cancelled, of these'), callouts.cancelled],
    [say('未计入：演练', 'Left out: exercises'), leftOut.exercises],
    [say('未计入：试运行', 'Left out: trial operation'), leftOut.trial],
    [],
    [
      say('用时（秒）', 'Seconds'),
      say('次数', 'Count'),
      say('中位', 'Median'),
      '95%',
      say('最慢', 'Slowest'),
    ],
    ...(
      [
        [say('触发到第一次呼出', 'Raised to first call'), figures.firstCall],
        [say('触发到第一个应答', 'Raised to first answer'), figures.firstAnswer],
        [say('触发到村满足', 'Raised to quorum of a village'), figures.quorum],
        [say('首呼到应答', 'First call to answer'), figures.took],
      ] as const
    ).map(([name, { count, median, most95, slowest }]): CellValue[] => [
      name,
      count,
      seconds(median),
      seconds(most95),
      seconds(slowest),
    ]),
    [],
    bandNames(telling),
    [...figures.bands],
    [],
    [
      say('村', 'Village'),
      say('叫应', 'Called'),
      say('应答', 'Answered'),
      say('应答率', 'Rate'),
      say('无法到岗', 'Cannot'),
      say('未应答', 'Silent'),
      say('满足中位（秒）', 'Median quorum (s)'),
      say('未满足次数', 'Without quorum'),
    ],
    ...figures.villages.map(({ village, called, answered, cannot, silent, quorum, unmet }): CellValue[] => [
      telling.area(village),
      called,
      answered,
      rate(answered, called),
      cannot,
      silent,
      seconds(quorum.median),
      unmet,
    ]),
    [],
    [
      say('渠道', 'Channel'),
      say('拨出', 'Made'),
      say('受理', 'Accepted'),
      say('送达', 'Delivered'),
      say('失败', 'Failed'),
      say('无人接听', 'Unanswered'),
      say('应答', 'Answers'),
      say('首呼到应答中位（秒）', 'Median to answer (s)'),
    ],
    ...figures.channels.map(
      ({ channel, made, accepted, delivered, failed, unanswered, answers, took }): CellValue[] => [
        telling.words.channel[channel],
        made,
        accepted,
        delivered,
        failed,
        unanswered,
        answers,
        seconds(took.median),
      ],
    ),
    [],
    [say('从未应答', 'Never answered'), say('职务', 'Role'), say('被叫轮数', 'Rounds')],
    ...figures.neverAnswered.map(({ person, rounds }): CellValue[] => [
      telling.person(person),
      telling.role(person),
      rounds,
    ]),
  ]
  return { rows, merges: [] }
}
