import { describe, expect, it } from 'vitest'
import { type Comparison, type Evaluation, HOUR, type Level, MINUTE, SECOND } from '../model/index.ts'
import { evaluationText } from './evaluation-text.ts'
import { COUNTY } from './example-county.ts'

/** 2026-06-12 14:30 in Shanghai. */
const NOW = 1_781_245_800_000

const INACTIVE: Evaluation = {
  rule: { id: 'r', version: 3, name: 'a rule' },
  mode: 'active',
  subject: 'bridge/level',
  state: 'inactive',
  waiting: [],
  evaluatedAt: NOW - 3 * MINUTE,
  reading: { phenomenonTime: NOW - 3 * MINUTE, value: 4.02, flag: 'good' },
  levels: [],
  hindrances: [],
  suppression: null,
}

function one(
  level: Level,
  compared: Comparison['compared'],
  actual: number | null,
  relation: '≥' | '≤',
  limit: number,
  more: { for?: number; window?: string } = {},
): Evaluation['levels'][number] {
  const holds = actual !== null && (relation === '≥' ? actual >= limit : actual <= limit)
  return {
    level,
    for: more.for ?? 0,
    comparisons: [{ compared, relation, actual, limit, holds, window: more.window }],
  }
}

/** An evaluation told in both languages, without the last sentence where that is the usual one. */
function tells(title: string, evaluation: Partial<Evaluation>, chinese: string, english: string): void {
  it(title, () => {
    const told = { ...INACTIVE, ...evaluation }
    expect(evaluationText(told, 'zh', COUNTY, NOW).replace(USUAL_ZH, '')).toBe(chinese)
    expect(evaluationText(told, 'en', COUNTY, NOW).replace(USUAL_EN, '')).toBe(english)
  })
}
const USUAL_ZH = '最近一次判定：14:27（3 分钟前），读数 4.02 m。'
const USUAL_EN = ' Last judged at 14:27 (3 minutes ago), by a reading of 4.02 m.'

describe('a rule that fires', () => {
  tells(
    'says why, since when, and how far the next level is',
    {
      state: 'firing',
      firing: { level: 'yellow', since: NOW - 25 * MINUTE },
      levels: [one('red', 'value', 4.02, '≥', 4.5), one('yellow', 'value', 4.02, '≥', 3.9)],
    },
    '白河桥水位：14:05 起为三级(黄色)告警，已持续 25 分钟；水位 4.02 m（达到 3.90 m 触发）。一级(红色)还差 0.48 m（水位 4.02 m，达到 4.50 m 触发）。',
    'The water level at 白河桥: firing at level 3 (yellow) since 14:05, for 25 minutes; the water level is 4.02 m (fires at 3.90 m or above). Level 1 (red) is 0.48 m away (the water level is 4.02 m; fires at 4.50 m or above).',
  )

  tells(
    'says that it neither fires any more nor clears yet',
    {
      state: 'firing',
      firing: { level: 'red', since: NOW - 26 * HOUR },
      levels: [one('red', 'value', 3.8, '≥', 3.9)],
    },
    '白河桥水位：6 月 11 日 12:30 起为一级(红色)告警，已持续 1 天 2 小时；水位 3.80 m（达到 3.90 m 触发），触发条件已不满足，但未到回落条件。',
    'The water level at 白河桥: firing at level 1 (red) since 11 June 12:30, for 1 day 2 hours; the water level is 3.80 m (fires at 3.90 m or above), which no longer fires but does not clear either.',
  )

  tells(
    'counts down to its end',
    {
      state: 'firing',
      firing: {
        level: 'red',
        since: NOW - HOUR,
        clearing: { since: NOW - MINUTE, dueAt: NOW + 90 * SECOND },
      },
      levels: [one('red', 'value', 3.5, '≥', 3.9)],
    },
    '白河桥水位：13:30 起为一级(红色)告警，已持续 1 小时；水位 3.50 m（达到 3.90 m 触发）。回落条件已满足，再持续 1 分 30 秒，一级(红色)告警即回落。',
    'The water level at 白河桥: firing at level 1 (red) since 13:30, for 1 hour; the water level is 3.50 m (fires at 3.90 m or above). Its clear condition is met; the level 1 (red) warning clears when that lasts another 1 minute 30 seconds.',
  )

  tells(
    'is about to clear when the time is up',
    {
      state: 'firing',
      firing: { level: 'red', since: NOW - HOUR, clearing: { since: NOW - MINUTE, dueAt: NOW } },
      levels: [one('red', 'value', 3.5, '≥', 3.9)],
    },
    '白河桥水位：13:30 起为一级(红色)告警，已持续 1 小时；水位 3.50 m（达到 3.90 m 触发）。回落条件持续时间已满，一级(红色)告警即将回落。',
    'The water level at 白河桥: firing at level 1 (red) since 13:30, for 1 hour; the water level is 3.50 m (fires at 3.90 m or above). The level 1 (red) warning is about to clear.',
  )

  tells(
    'leaves its end to the next reading where the clock proves nothing',
    {
      state: 'firing',
      firing: {
        level: 'red',
        since: NOW - HOUR,
        clearing: { since: NOW - MINUTE, dueAt: NOW, leftToReading: true },
      },
      levels: [one('red', 'value', 3.5, '≥', 3.9)],
    },
    '白河桥水位：13:30 起为一级(红色)告警，已持续 1 小时；水位 3.50 m（达到 3.90 m 触发）。一级(红色)告警是否回落，要看下一次读数（时钟已不能证明回落条件仍在持续）。',
    'The water level at 白河桥: firing at level 1 (red) since 13:30, for 1 hour; the water level is 3.50 m (fires at 3.90 m or above). Whether the level 1 (red) warning clears is left to the next reading, as the clock cannot prove that its clear condition still holds.',
  )

  tells(
    'stays while its sensor is silent',
    {
      state: 'firing',
      firing: { level: 'red', since: NOW - HOUR },
      levels: [one('red', 'value', 4.02, '≥', 3.9)],
      hindrances: [{ kind: 'silent', since: NOW - 25 * MINUTE }],
    },
    '白河桥水位：13:30 起为一级(红色)告警，已持续 1 小时；水位 4.02 m（达到 3.90 m 触发）。数据中断 25 分钟，告警仍保持。',
    'The water level at 白河桥: firing at level 1 (red) since 13:30, for 1 hour; the water level is 4.02 m (fires at 3.90 m or above). No data for 25 minutes: the warning stays.',
  )

  tells(
    'waits for a graver level',
    {
      state: 'firing',
      firing: { level: 'yellow', since: NOW - HOUR },
      waiting: [{ level: 'red', since: NOW - 30 * SECOND, dueAt: NOW + 90 * SECOND, readings: 0 }],
      levels: [
        one('red', 'value', 4.6, '≥', 4.5, { for: 2 * MINUTE }),
        one('yellow', 'value', 4.6, '≥', 3.9),
      ],
    },
    '白河桥水位：13:30 起为三级(黄色)告警，已持续 1 小时；水位 4.60 m（达到 3.90 m 触发）。再持续 1 分 30 秒即触发一级(红色)：水位 4.60 m（达到 4.50 m 触发），14:29 起满足条件，须持续 2 分钟。',
    'The water level at 白河桥: firing at level 3 (yellow) since 13:30, for 1 hour; the water level is 4.60 m (fires at 3.90 m or above). Level 1 (red) fires in 1 minute 30 seconds: the water level is 4.60 m (fires at 4.50 m or above), holding since 14:29, has to hold for 2 minutes.',
  )

  tells(
    'by a mean, a rise and a sensor fault',
    {
      state: 'firing',
      firing: { level: 'red', since: NOW - HOUR },
      subject: 'pit/co',
      levels: [
        {
          level: 'red',
          for: 0,
          comparisons: [
            ...one('red', 'mean', 55 / 3, '≥', 16, { window: '8h' }).comparisons,
            ...one('red', 'rise', 0.62, '≥', 0.5, { window: '1h' }).comparisons,
            ...one('red', 'flag', 1, '≥', 1).comparisons,
          ],
        },
      ],
      reading: {
        phenomenonTime: NOW - 3 * MINUTE,
        value: 4.02,
        flag: 'suspect',
        checks: ['spike', 'neighbour'],
      },
    },
    '一号井一氧化碳浓度：13:30 起为一级(红色)告警，已持续 1 小时；8 小时平均 18.3333 ppm（达到 16 ppm 触发）、1 小时变幅 0.62 ppm（达到 0.5 ppm 触发）、最新读数存疑（数值突跳、与邻站不符）。最近一次判定：14:27（3 分钟前），读数 4.02 ppm（存疑）。',
    'The carbon monoxide concentration at 一号井: firing at level 1 (red) since 13:30, for 1 hour; a mean of 18.3333 ppm over 8 hours (fires at 16 ppm or above), a change of 0.62 ppm in 1 hour (fires at 0.5 ppm or above), the newest reading is suspect (spike, disagrees with its neighbours). Last judged at 14:27 (3 minutes ago), by a reading of 4.02 ppm (suspect).',
  )

  tells(
    'for silence',
    {
      state: 'firing',
      firing: { level: 'blue', since: NOW - 10 * MINUTE },
      levels: [one('blue', 'silence', 25 * MINUTE, '≥', 15 * MINUTE)],
      hindrances: [{ kind: 'silent', since: NOW - 25 * MINUTE }],
    },
    '白河桥水位：14:20 起为四级(蓝色)告警，已持续 10 分钟；已 25 分钟无数据（满 15 分钟触发）。',
    'The water level at 白河桥: firing at level 4 (blue) since 14:20, for 10 minutes; nothing received for 25 minutes (fires at 15 minutes).',
  )

  tells(
    'because the threshold is reached',
    {
      state: 'firing',
      firing: { level: 'blue', since: NOW - 10 * MINUTE },
      levels: [one('blue', 'time-to-threshold', 0, '≤', 2 * HOUR, { window: '1h' })],
    },
    '白河桥水位：14:20 起为四级(蓝色)告警，已持续 10 分钟；已达到阈值（2 小时以内触发）。',
    'The water level at 白河桥: firing at level 4 (blue) since 14:20, for 10 minutes; the threshold is reached (fires at 2 hours or less).',
  )
})

describe('a rule that has not fired', () => {
  tells(
    'counts down what is pending, in time and in readings',
    {
      state: 'pending',
      waiting: [{ level: 'red', since: NOW - 30 * SECOND, dueAt: NOW + 90 * SECOND, readings: 2 }],
      levels: [one('red', 'value', 4.6, '≥', 4.5, { for: 2 * MINUTE })],
    },
    '白河桥水位：待触发。再持续 1 分 30 秒且再有 2 次读数满足条件即触发一级(红色)：水位 4.60 m（达到 4.50 m 触发），14:29 起满足条件，须持续 2 分钟。',
    'The water level at 白河桥: pending. Level 1 (red) fires in 1 minute 30 seconds, given 2 more readings that meet the condition: the water level is 4.60 m (fires at 4.50 m or above), holding since 14:29, has to hold for 2 minutes.',
  )

  tells(
    'waits for one more reading when the time is up',
    {
      state: 'pending',
      waiting: [{ level: 'red', since: NOW - 3 * MINUTE, dueAt: NOW - MINUTE, readings: 1 }],
      levels: [one('red', 'value', 4.6, '≥', 4.5, { for: 2 * MINUTE })],
    },
    '白河桥水位：待触发。再有 1 次读数满足条件即触发一级(红色)：水位 4.60 m（达到 4.50 m 触发），14:27 起满足条件，须持续 2 分钟。',
    'The water level at 白河桥: pending. Level 1 (red) fires after 1 more reading that meets the condition: the water level is 4.60 m (fires at 4.50 m or above), holding since 14:27, has to hold for 2 minutes.',
  )

  tells(
    'is about to fire',
    {
      state: 'pending',
      waiting: [{ level: 'red', since: NOW - 2 * MINUTE, dueAt: NOW, readings: 0 }],
      levels: [one('red', 'value', 4.6, '≥', 4.5, { for: 2 * MINUTE })],
    },
    '白河桥水位：待触发。持续时间已满，即将触发一级(红色)：水位 4.60 m（达到 4.50 m 触发），14:28 起满足条件，须持续 2 分钟。',
    'The water level at 白河桥: pending. Level 1 (red) is about to fire: the water level is 4.60 m (fires at 4.50 m or above), holding since 14:28, has to hold for 2 minutes.',
  )

  tells(
    'says how much rain is missing, by the window that lacks the least',
    {
      subject: 'bridge/rain',
      levels: [
        {
          level: 'red',
          for: 0,
          comparisons: [
            ...one('red', 'sum', 28, '≥', 60, { window: '1h' }).comparisons,
            ...one('red', 'sum', 70, '≥', 90, { window: '3h' }).comparisons,
          ],
        },
        one('orange', 'sum', 28, '≥', 40, { window: '1h' }),
      ],
    },
    '白河桥雨量：未触发。二级(橙色)还差 12 mm（1 小时累计 28 mm，达到 40 mm 触发）。一级(红色)还差 20 mm（3 小时累计 70 mm，达到 90 mm 触发）。最近一次判定：14:27（3 分钟前），读数 4.02 mm。',
    'The rainfall at 白河桥: not firing. Level 2 (orange) is 12 mm away (28 mm in 1 hour; fires at 40 mm or above). Level 1 (red) is 20 mm away (70 mm in 3 hours; fires at 90 mm or above). Last judged at 14:27 (3 minutes ago), by a reading of 4.02 mm.',
  )

  tells(
    'says how far a value is over a lower limit',
    { subject: 'pit/o2', levels: [one('red', 'value', 20.1, '≤', 19.5)] },
    '一号井氧气浓度：未触发。一级(红色)还差 0.6 %VOL（氧气浓度 20.1 %VOL，降至 19.5 %VOL 触发）。最近一次判定：14:27（3 分钟前），读数 4.02 %VOL。',
    'The oxygen concentration at 一号井: not firing. Level 1 (red) is 0.6 %VOL away (the oxygen concentration is 20.1 %VOL; fires at 19.5 %VOL or below). Last judged at 14:27 (3 minutes ago), by a reading of 4.02 %VOL.',
  )

  tells(
    'takes the nearer end of a band',
    {
      levels: [
        {
          level: 'red',
          for: 0,
          comparisons: [
            ...one('red', 'value', 4.02, '≤', 1).comparisons,
            ...one('red', 'value', 4.02, '≥', 9).comparisons,
          ],
        },
      ],
    },
    '白河桥水位：未触发。一级(红色)还差 3.02 m（水位 4.02 m，降至 1.00 m 触发）。',
    'The water level at 白河桥: not firing. Level 1 (red) is 3.02 m away (the water level is 4.02 m; fires at 1.00 m or below).',
  )

  tells(
    'counts down silence',
    { levels: [one('blue', 'silence', 8 * MINUTE, '≥', 15 * MINUTE)] },
    '白河桥水位：未触发。四级(蓝色)再过 7 分钟仍无数据即触发（已 8 分钟无数据，满 15 分钟触发）。',
    'The water level at 白河桥: not firing. Level 4 (blue) fires after 7 minutes more without data (nothing received for 8 minutes; fires at 15 minutes).',
  )

  tells(
    'says when the threshold would be reached, or that it is not',
    {
      levels: [
        one('red', 'time-to-threshold', 200 * MINUTE, '≤', HOUR, { window: '1h' }),
        one('orange', 'time-to-threshold', Number.POSITIVE_INFINITY, '≤', 2 * HOUR, { window: '1h' }),
      ],
    },
    '白河桥水位：未触发。二级(橙色)未触发：按目前趋势不会达到阈值，2 小时以内触发。一级(红色)未触发：按目前速度 3 小时 20 分钟后达到阈值，1 小时以内触发。',
    'The water level at 白河桥: not firing. Level 2 (orange) has not fired: at the present rate the threshold is not reached; fires at 2 hours or less. Level 1 (red) has not fired: at the present rate the threshold is reached in 3 hours 20 minutes; fires at 1 hour or less.',
  )

  tells(
    'counts the rules of a composite',
    { subject: 'area:lushan', reading: null, levels: [one('orange', 'members', 1, '≥', 3)] },
    '庐山镇（含下级区域）：未触发。二级(橙色)还差 2 项（成员规则已有 1 项成立，满 3 项触发）。最近一次判定：14:27（3 分钟前）。',
    '庐山镇 (and areas below it): not firing. Level 2 (orange) needs 2 more (1 of its rules fires; fires at 3). Last judged at 14:27 (3 minutes ago).',
  )

  tells(
    'by a good reading',
    { levels: [one('blue', 'flag', 0, '≥', 1)] },
    '白河桥水位：未触发。四级(蓝色)未触发：最新读数正常。',
    'The water level at 白河桥: not firing. Level 4 (blue) has not fired: the newest reading is good.',
  )

  tells(
    'keeps silent on one level that is unknown among known ones',
    {
      levels: [
        one('red', 'rise', null, '≥', 1, { window: '3h' }),
        one('orange', 'rise', -0.1, '≥', 0.5, { window: '1h' }),
      ],
    },
    '白河桥水位：未触发。二级(橙色)还差 0.60 m（1 小时变幅 −0.10 m，达到 0.50 m 触发）。',
    'The water level at 白河桥: not firing. Level 2 (orange) is 0.60 m away (a change of −0.10 m in 1 hour; fires at 0.50 m or above).',
  )
})

describe('a rule whose kind needs more than its numbers', () => {
  tells(
    'knows a threshold that is never reached from one that is unknown',
    { levels: [one('red', 'time-to-threshold', null, '≤', HOUR)] },
    '白河桥水位：未触发。一级(红色)未触发：按目前趋势不会达到阈值，1 小时以内触发。',
    'The water level at 白河桥: not firing. Level 1 (red) has not fired: at the present rate the threshold is not reached; fires at 1 hour or less.',
  )
  tells(
    'says no more than the hindrance where the time is unknown',
    {
      levels: [one('red', 'time-to-threshold', null, '≤', HOUR)],
      hindrances: [{ kind: 'unknown', detail: 'no-earlier-value' }],
    },
    '白河桥水位：未触发。时段起点没有可比的读数，无法计算变幅。',
    'The water level at 白河桥: not firing. There is no earlier value to compare with, so there is no rate.',
  )
  tells(
    'calls a rise of water by its name',
    {
      rule: { id: 'rise', version: 1, name: '' },
      levels: [one('red', 'rise', 0.3, '≥', 0.5, { window: '1h' })],
    },
    '白河桥水位：未触发。一级(红色)还差 0.20 m（1 小时涨幅 0.30 m，达到 0.50 m 触发）。',
    'The water level at 白河桥: not firing. Level 1 (red) is 0.20 m away (a rise of 0.30 m in 1 hour; fires at 0.50 m or above).',
  )
  tells(
    'calls a fall by its name',
    {
      rule: { id: 'drop', version: 1, name: '' },
      levels: [one('red', 'rise', 0.3, '≥', 0.5, { window: '1d' })],
    },
    '白河桥水位：未触发。一级(红色)还差 0.20 m（1 天降幅 0.30 m，达到 0.50 m 触发）。',
    'The water level at 白河桥: not firing. Level 1 (red) is 0.20 m away (a fall of 0.30 m in 1 day; fires at 0.50 m or above).',
  )
  tells(
    'blames no sound reading for a value that could not be read',
    {
      state: 'firing',
      firing: { level: 'blue', since: NOW - MINUTE },
      levels: [one('blue', 'flag', 1, '≥', 1)],
    },
    '白河桥水位：14:29 起为四级(蓝色)告警，已持续 1 分钟；最新上报的数值无法读取。',
    'The water level at 白河桥: firing at level 4 (blue) since 14:29, for 1 minute; the newest value could not be read.',
  )
  tells(
    'nor holds it back',
    { hindrances: [{ kind: 'unusable', reading: { phenomenonTime: NOW - MINUTE, value: 4, flag: 'good' } }] },
    '白河桥水位：未触发。最新上报的数值无法读取，不参与判定。',
    'The water level at 白河桥: not firing. The newest value could not be read and is not judged by.',
  )
})

describe('what hinders a rule', () => {
  tells(
    'a datastream that never reported',
    {
      subject: 'pit/o2',
      evaluatedAt: null,
      reading: null,
      levels: [one('red', 'value', null, '≤', 19.5)],
      hindrances: [{ kind: 'never-reported' }],
    },
    '一号井氧气浓度：未触发。从未收到数据，无法判定。尚未判定过。',
    'The oxygen concentration at 一号井: not firing. No data have ever come in, so it cannot be judged. Not judged yet.',
  )

  tells(
    'silence',
    { hindrances: [{ kind: 'silent', since: NOW - 25 * MINUTE }] },
    '白河桥水位：未触发。数据中断 25 分钟，期间无法判定。',
    'The water level at 白河桥: not firing. No data for 25 minutes: it cannot be judged meanwhile.',
  )

  tells(
    'a value that cannot be used',
    {
      hindrances: [
        {
          kind: 'unusable',
          reading: { phenomenonTime: NOW - MINUTE, value: 999, flag: 'fail', checks: ['gross-range'] },
        },
      ],
    },
    '白河桥水位：未触发。14:29 的读数 999.00 m 无效（超出量程），不参与判定。',
    'The water level at 白河桥: not firing. The reading of 999.00 m at 14:29 is invalid (out of range) and is not judged by.',
  )

  tells(
    'readings that come too late',
    { hindrances: [{ kind: 'late', delay: 8 * MINUTE, lateness: 5 * MINUTE }] },
    '白河桥水位：未触发。读数晚到 8 分钟，超过允许的 5 分钟，不按实时读数判定。',
    'The water level at 白河桥: not firing. Its readings come 8 minutes late, later than the 5 minutes that lateness allows: it is not judged by them as they come.',
  )

  tells(
    'a value that could not even be read',
    {
      hindrances: [
        {
          kind: 'unusable',
          reading: { phenomenonTime: NOW - MINUTE, value: Number.NaN, flag: 'fail', checks: ['unreadable'] },
        },
      ],
    },
    '白河桥水位：未触发。14:29 的读数无效（数值无法读取），不参与判定。',
    'The water level at 白河桥: not firing. The reading at 14:29 is invalid (unreadable) and is not judged by.',
  )

  tells(
    'a schedule that opens again, while the condition is met',
    {
      levels: [one('red', 'value', 4.6, '≥', 4.5)],
      hindrances: [{ kind: 'outside-schedule', opensAt: NOW + 7.5 * HOUR }],
    },
    '白河桥水位：未触发。一级(红色)的条件已满足（水位 4.60 m，达到 4.50 m 触发）。现不在规则的生效时段内，22:00 起生效。',
    "The water level at 白河桥: not firing. The condition of level 1 (red) is met (the water level is 4.60 m; fires at 4.50 m or above). It is outside the rule's schedule, which opens at 22:00.",
  )

  tells(
    'a schedule that is over',
    { hindrances: [{ kind: 'outside-schedule', opensAt: null }] },
    '白河桥水位：未触发。现不在规则的生效时段内，一年内不再生效。',
    "The water level at 白河桥: not firing. It is outside the rule's schedule, which does not open again within a year.",
  )

  tells(
    'too little data for a mean, and no earlier value for a rate',
    {
      hindrances: [
        { kind: 'unknown', detail: 'too-little-covered' },
        { kind: 'unknown', detail: 'no-earlier-value' },
      ],
    },
    '白河桥水位：未触发。时段内有数据的时间不足一半，无法计算平均值。时段起点没有可比的读数，无法计算变幅。',
    'The water level at 白河桥: not firing. Less than half the window has data, so there is no mean. There is no earlier value to compare with, so there is no rate.',
  )

  tells(
    'an error',
    { hindrances: [{ kind: 'error', detail: 'stack overflow' }] },
    '白河桥水位：未触发。规则判定出错（stack overflow），状态停留在出错之前。',
    'The water level at 白河桥: not firing. The rule failed (stack overflow); its state is as it was before.',
  )

  tells(
    'nothing where silence itself is judged',
    {
      evaluatedAt: null,
      levels: [one('blue', 'silence', 8 * MINUTE, '≥', 15 * MINUTE)],
      hindrances: [{ kind: 'never-reported' }],
    },
    '白河桥水位：未触发。四级(蓝色)再过 7 分钟仍无数据即触发（已 8 分钟无数据，满 15 分钟触发）。从未收到数据。尚未判定过。',
    'The water level at 白河桥: not firing. Level 4 (blue) fires after 7 minutes more without data (nothing received for 8 minutes; fires at 15 minutes). No data have ever come in. Not judged yet.',
  )
})

describe('who is not told', () => {
  tells(
    'during maintenance',
    {
      suppression: {
        kind: 'maintenance',
        since: NOW - HOUR,
        until: NOW + 5 * HOUR,
        by: '张三',
        note: '换电池',
      },
    },
    '白河桥水位：未触发。检修至 19:30（张三：换电池），期间只记录、不通知。',
    'The water level at 白河桥: not firing. Recorded without telling anybody during maintenance until 19:30 (张三: 换电池).',
  )

  tells(
    'while the warning it depends on fires',
    { suppression: { kind: 'dependency', since: NOW - HOUR, parent: 'w-71' } },
    '白河桥水位：未触发。因上级告警（编号 w-71）仍在触发，只记录、不通知。',
    'The water level at 白河桥: not firing. Recorded without telling anybody while the warning it depends on (w-71) fires.',
  )

  tells(
    'of a rule in shadow',
    { mode: 'shadow' },
    '白河桥水位：未触发。规则在试算，只记录、不通知。',
    'The water level at 白河桥: not firing. The rule runs in shadow: recorded, and nobody is told.',
  )
})

describe('by what it was judged last', () => {
  tells(
    'a suspect reading',
    { reading: { phenomenonTime: NOW - 3 * MINUTE, value: 4.02, flag: 'suspect' } },
    '白河桥水位：未触发。最近一次判定：14:27（3 分钟前），读数 4.02 m（存疑）。',
    'The water level at 白河桥: not firing. Last judged at 14:27 (3 minutes ago), by a reading of 4.02 m (suspect).',
  )

  tells(
    'a moment ago, by another reading than the newest',
    { evaluatedAt: NOW - SECOND },
    '白河桥水位：未触发。最近一次判定：14:29（刚刚）。',
    'The water level at 白河桥: not firing. Last judged at 14:29 (just now).',
  )

  tells(
    'a datastream that is not known',
    { subject: 'gone/level', evaluatedAt: NOW - 26 * HOUR },
    '数据流 gone/level：未触发。最近一次判定：6 月 11 日 12:30（1 天 2 小时前）。',
    'The datastream gone/level: not firing. Last judged at 11 June 12:30 (1 day 2 hours ago).',
  )
})

describe('what else an explanation says', () => {
  tells(
    'names the members that fire, and those that are lacking',
    {
      subject: 'area:nowhere/town',
      reading: null,
      levels: [
        {
          level: 'orange',
          for: 0,
          comparisons: [
            {
              compared: 'members',
              relation: '≥',
              actual: 1,
              limit: 2,
              holds: false,
              members: [
                { rule: 'x', fires: true },
                { rule: 'y', fires: false },
              ],
            },
          ],
        },
      ],
    },
    'nowhere/town（含下级区域）：未触发。二级(橙色)还差 1 项（成员规则已有 1 项成立：“x”；未成立：“y”，满 2 项触发）。最近一次判定：14:27（3 分钟前）。',
    'nowhere/town (and areas below it): not firing. Level 2 (orange) needs 1 more (1 of its rules fires: “x”; not “y”; fires at 2). Last judged at 14:27 (3 minutes ago).',
  )
  const waits = [{ level: 'red' as const, since: NOW - 5 * MINUTE, dueAt: NOW - MINUTE, readings: 0 }]
  tells(
    'says that a wait is left to the next reading',
    { waiting: waits.map((wait) => ({ ...wait, leftToReading: true as const })) },
    '白河桥水位：未触发。一级(红色)是否触发，要看下一次读数（时钟已不能证明条件仍在持续）：14:25 起满足条件。',
    'The water level at 白河桥: not firing. Level 1 (red) is left to the next reading, as the clock cannot prove that it still holds: holding since 14:25.',
  )
  tells(
    'says that the warning is shelved',
    { shelved: { until: NOW + HOUR, by: 'li', name: '李四', note: '已派人' } },
    '白河桥水位：未触发。告警已搁置至 15:30（李四：已派人），期间不响铃。',
    'The water level at 白河桥: not firing. The warning is shelved until 15:30 and makes no sound (李四: 已派人).',
  )
})
