import { describe, expect, it } from 'vitest'
import type { RuleDefinition } from '../model/index.ts'
import { COUNTY } from './example-county.ts'
import { ruleSentence } from './rule-sentence.ts'

/** A rule as an engineer posts it, and the sentence in both languages. */
function says(title: string, rule: Omit<RuleDefinition, 'name'>, chinese: string, english: string): void {
  it(title, () => {
    expect(ruleSentence({ name: 'a rule', ...rule } as RuleDefinition, 'zh', COUNTY)).toBe(chinese)
    expect(ruleSentence({ name: 'a rule', ...rule } as RuleDefinition, 'en', COUNTY)).toBe(english)
  })
}

describe('the sentence of a rule', () => {
  says(
    'threshold above, level by level, gravest last',
    {
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: {
        red: { raiseAt: 4.5, clearBelow: 4.2, for: '2m' },
        yellow: { raiseAt: 3.9, clearBelow: 3.7, for: '0s' },
      },
    },
    '白河桥水位达到或超过 3.90 m 时触发三级(黄色)告警，低于 3.70 m 时该级告警回落；达到或超过 4.50 m 并持续 2 分钟后触发一级(红色)告警，低于 4.20 m 时该级告警回落。',
    'When the water level at 白河桥 is at or above 3.90 m, a level 3 (yellow) warning is raised, which clears below 3.70 m; when it is at or above 4.50 m for 2 minutes, a level 1 (red) warning is raised, which clears below 4.20 m.',
  )

  says(
    'threshold below, with for, clearFor and consecutive',
    {
      appliesTo: { property: 'oxygen' },
      condition: { kind: 'threshold', direction: 'below' },
      levels: { red: { raiseAt: 19.5, clearAbove: 20, for: '10s', clearFor: '1m', consecutive: 3 } },
    },
    '任一站点的氧气浓度连续 3 次读数降至或低于 19.5 %VOL 并持续 10 秒后触发一级(红色)告警，高于 20 %VOL 并持续 1 分钟后告警回落。',
    'When the oxygen concentration at any station is at or below 19.5 %VOL for 10 seconds and in 3 readings in a row, a level 1 (red) warning is raised, which clears after 1 minute above 20 %VOL.',
  )

  says(
    'named datastreams of which one has a twin at its station',
    {
      appliesTo: { datastreams: ['weir/up', 'bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { blue: { raiseAt: 4.125 } },
    },
    '青石堰水位（up）、白河桥水位中任一项达到或超过 4.125 m 时触发四级(蓝色)告警，低于 4.125 m 时告警回落。',
    'When the water level (up) at 青石堰 or the water level at 白河桥 is at or above 4.125 m, a level 4 (blue) warning is raised, which clears below 4.125 m.',
  )

  says(
    'named datastreams of one kind',
    {
      appliesTo: { datastreams: ['ford/level', 'bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { blue: { raiseAt: 4.125, consecutive: 2 } },
    },
    'Ford 2、白河桥中任一站点的水位连续 2 次读数达到或超过 4.125 m 时触发四级(蓝色)告警，低于 4.125 m 时告警回落。',
    'When the water level at Ford 2 or 白河桥 is at or above 4.125 m in 2 readings in a row, a level 4 (blue) warning is raised, which clears below 4.125 m.',
  )

  says(
    'a band, over an area and a tag, of which no station is known',
    {
      appliesTo: { area: 'lushan', property: 'water-level', tag: '危桥' },
      condition: { kind: 'threshold', direction: 'outside' },
      levels: {
        orange: { raiseOutside: [1, 9], clearInside: [1.2, 8.8], for: '90s', consecutive: 2 },
        red: { raiseOutside: [0.5, 10] },
      },
    },
    '庐山镇（含下级区域）带“危桥”标签的任一站点的水位连续 2 次读数降至或低于 1，或达到或超过 9，并持续 90 秒后，触发二级(橙色)告警，回到 1.2 与 8.8 之间（不含两端）时该级告警回落；降至或低于 0.5，或达到或超过 10 时，触发一级(红色)告警，回到 0.5 与 10 之间（不含两端）时该级告警回落。',
    'When the water level at any station in 庐山镇 (and areas below it) tagged “危桥” is at or below 1 or is at or above 9, and this holds for 90 seconds and in 2 readings in a row, a level 2 (orange) warning is raised, which clears strictly between 1.2 and 8.8; when it is at or below 0.5 or is at or above 10, a level 1 (red) warning is raised, which clears strictly between 0.5 and 10.',
  )

  says(
    'accumulation that clears at the default 90 %',
    {
      appliesTo: { area: 'lushan/xincun', property: 'rainfall' },
      condition: { kind: 'accumulation' },
      levels: { orange: { anyOf: { '1h': 40, '6h': 95, '3h': 65 } }, red: { anyOf: { '1h': 60 } } },
    },
    'lushan/xincun（含下级区域）任一站点的累计雨量 1 小时达到或超过 40 mm，或 3 小时达到或超过 65 mm，或 6 小时达到或超过 95 mm 时，触发二级(橙色)告警，各时段均低于触发值的 90%（依次为 36 mm、58.5 mm 和 85.5 mm）时该级告警回落；累计雨量 1 小时达到或超过 60 mm 时触发一级(红色)告警，1 小时累计低于 54 mm（触发值的 90%）时该级告警回落。',
    'When the rain at any station in lushan/xincun (and areas below it) adds up to 40 mm or more in 1 hour, to 65 mm or more in 3 hours or to 95 mm or more in 6 hours, a level 2 (orange) warning is raised, which clears with every sum below 90% of that (36 mm, 58.5 mm and 85.5 mm respectively); when it adds up to 60 mm or more in 1 hour, a level 1 (red) warning is raised, which clears with the sum below 54 mm (90% of that).',
  )

  says(
    'accumulation with a clear value of its own for one window',
    {
      appliesTo: { datastreams: ['bridge/rain'] },
      condition: { kind: 'accumulation' },
      levels: {
        orange: { anyOf: { '1h': 40, '3h': 65 }, clearBelow: { '1h': 30 }, for: '5m', clearFor: '1h' },
      },
    },
    '白河桥累计雨量 1 小时达到或超过 40 mm，或 3 小时达到或超过 65 mm，并持续 5 分钟后，触发二级(橙色)告警，1 小时累计低于 30 mm，且 3 小时累计低于 58.5 mm（触发值的 90%）并持续 1 小时后告警回落。',
    'When the rain at 白河桥 adds up to 40 mm or more in 1 hour or to 65 mm or more in 3 hours, and this holds for 5 minutes, a level 2 (orange) warning is raised, which clears after 1 hour with the sums below 30 mm in 1 hour and below 58.5 mm (90%) in 3 hours.',
  )

  says(
    'an accumulation table',
    {
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation', table: 'rain-table' },
      levels: { red: { for: '10m' } },
    },
    '庐山镇（含下级区域）任一站点的累计雨量 30 分钟、1 小时或 3 小时任一时段达到或超过《庐山镇雨量预警指标表》中对应的二级(橙色)指标值时触发二级(橙色)告警；累计雨量 1 小时达到或超过《庐山镇雨量预警指标表》中对应的一级(红色)指标值，并持续 10 分钟后，触发一级(红色)告警；各时段均低于指标值的 90% 时各级告警回落。',
    'When the rain at any station in 庐山镇 (and areas below it) reaches its level 2 (orange) value in the table “庐山镇雨量预警指标表” in 30 minutes, 1 hour or 3 hours, a level 2 (orange) warning is raised; when it reaches its level 1 (red) value in the table “庐山镇雨量预警指标表” in 1 hour, and this holds for 10 minutes, a level 1 (red) warning is raised; each clears with every window below 90% of its value.',
  )

  says(
    'a table that is not known',
    {
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation', table: 'lost' },
      levels: {},
    },
    '庐山镇（含下级区域）任一站点的累计雨量任一时段达到或超过《lost》中对应的任一等级指标值时触发相应等级告警，各时段均低于指标值的 90% 时告警回落。',
    'When the rain at any station in 庐山镇 (and areas below it) reaches its value of any level in the table “lost” in any window, a warning of that level is raised, which clears with every window below 90% of its value.',
  )

  says(
    'a threshold table with a margin',
    {
      appliesTo: { area: 'lushan', property: 'water-level' },
      condition: { kind: 'threshold', direction: 'above', table: 'level-table' },
      levels: { red: { clearMargin: 0.2, consecutive: 2 } },
    },
    '庐山镇（含下级区域）任一站点的水位达到或超过《庐山镇水位预警指标表》中对应的二级(橙色)指标值时触发二级(橙色)告警，低于该指标值时该级告警回落；连续 2 次读数达到或超过《庐山镇水位预警指标表》中对应的一级(红色)指标值时触发一级(红色)告警，低于该指标值超过 0.20 m 时该级告警回落。',
    'When the water level at any station in 庐山镇 (and areas below it) is at or above its level 2 (orange) value in the table “庐山镇水位预警指标表”, a level 2 (orange) warning is raised, which clears below that value; when it is at or above its level 1 (red) value in the table “庐山镇水位预警指标表” in 2 readings in a row, a level 1 (red) warning is raised, which clears more than 0.20 m below that value.',
  )

  says(
    'a mean over all of the window',
    {
      appliesTo: { datastreams: ['pit/co'] },
      condition: { kind: 'mean', direction: 'above', window: '8h', over: 'window' },
      levels: { orange: { raiseAt: 20, clearBelow: 16 }, red: { raiseAt: 30, for: '1m' } },
    },
    '一号井一氧化碳浓度的 8 小时平均值（无数据的时间按 0 计）达到或超过 20 ppm 时触发二级(橙色)告警，平均值低于 16 ppm 时该级告警回落；平均值达到或超过 30 ppm 并持续 1 分钟后触发一级(红色)告警，平均值低于 30 ppm 时该级告警回落。',
    'When the mean over 8 hours of the carbon monoxide concentration at 一号井 (time without data counting as 0) is at or above 20 ppm, a level 2 (orange) warning is raised, which clears with the mean below 16 ppm; when it is at or above 30 ppm for 1 minute, a level 1 (red) warning is raised, which clears with the mean below 30 ppm.',
  )

  says(
    'a mean over what is covered',
    {
      appliesTo: { datastreams: ['pit/dust'] },
      condition: { kind: 'mean', direction: 'above', window: '15m' },
      levels: { orange: { raiseAt: 4 } },
    },
    '一号井粉尘的 15 分钟平均值（只按有数据的时间平均，有数据的时间不足一半时不判定）达到或超过 4 mg/m³ 时触发二级(橙色)告警，平均值低于 4 mg/m³ 时告警回落。',
    'When the mean over 15 minutes of the 粉尘 at 一号井 (over the time with data only, and not judged when that is less than half) is at or above 4 mg/m³, a level 2 (orange) warning is raised, which clears with the mean below 4 mg/m³.',
  )

  says(
    'a rate of rise',
    {
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'rate', direction: 'rising', window: '1h' },
      levels: {
        yellow: { raiseAt: 0.5, clearBelow: 0.3 },
        orange: { raiseAt: 1, for: '10m', clearFor: '30m' },
      },
    },
    '白河桥水位 1 小时涨幅达到或超过 0.50 m 时触发三级(黄色)告警，涨幅低于 0.30 m 时该级告警回落；涨幅达到或超过 1.00 m 并持续 10 分钟后触发二级(橙色)告警，涨幅低于 1.00 m 并持续 30 分钟后该级告警回落。',
    'When the water level at 白河桥 rises by 0.50 m or more in 1 hour, a level 3 (yellow) warning is raised, which clears at a rise of less than 0.30 m; when it rises by 1.00 m or more in 1 hour, and this holds for 10 minutes, a level 2 (orange) warning is raised, which clears after 30 minutes at a rise of less than 1.00 m.',
  )

  says(
    'a rate of fall',
    {
      appliesTo: { datastreams: ['pit/power'] },
      condition: { kind: 'rate', direction: 'falling', window: '1d' },
      levels: { yellow: { raiseAt: 0.5 } },
    },
    '一号井电池电压 1 天降幅达到或超过 0.5 V 时触发三级(黄色)告警，降幅低于 0.5 V 时告警回落。',
    'When the battery voltage at 一号井 falls by 0.5 V or more in 1 day, a level 3 (yellow) warning is raised, which clears at a fall of less than 0.5 V.',
  )

  says(
    'time to a threshold, with and without a clear value',
    {
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'time-to-threshold', direction: 'rising', window: '1h' },
      levels: {
        yellow: { threshold: 4.5, within: '3h' },
        orange: { threshold: 4.5, within: '1h', clearBeyond: '2h', clearFor: '10m' },
      },
    },
    '白河桥水位按最近 1 小时的上涨速度推算，将在 3 小时以内达到 4.50 m（含已达到）时，触发三级(黄色)告警，推算需超过 4 小时 30 分钟（前述时限的 1.5 倍）才达到时该级告警回落；按最近 1 小时的上涨速度推算，将在 1 小时以内达到 4.50 m（含已达到）时，触发二级(橙色)告警，推算需超过 2 小时才达到并持续 10 分钟后该级告警回落。',
    'When the water level at 白河桥 has reached 4.50 m, or will within 3 hours at the rate of the last 1 hour, a level 3 (yellow) warning is raised, which clears with more than 4 hours 30 minutes to go (1.5 times as long); when it has reached 4.50 m, or will within 1 hour at the rate of the last 1 hour, a level 2 (orange) warning is raised, which clears after 10 minutes with more than 2 hours to go.',
  )

  says(
    'time to a lower threshold',
    {
      appliesTo: { datastreams: ['pit/power'] },
      condition: { kind: 'time-to-threshold', direction: 'falling', window: '1d' },
      levels: { blue: { threshold: 11.5, within: '12h' } },
    },
    '一号井电池电压按最近 1 天的下降速度推算，将在 12 小时以内降至 11.5 V（含已降至）时，触发四级(蓝色)告警，推算需超过 18 小时（前述时限的 1.5 倍）才降至该值时告警回落。',
    'When the battery voltage at 一号井 has fallen to 11.5 V, or will within 12 hours at the rate of the last 1 day, a level 4 (blue) warning is raised, which clears with more than 18 hours to go (1.5 times as long).',
  )

  says(
    'absence by intervals',
    {
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'absence' },
      levels: { blue: { after: '3 intervals' } },
    },
    '白河桥水位连续 3 个上报周期（15 分钟）无数据时触发四级(蓝色)告警，收到数据时告警回落。',
    'When nothing is received of the water level at 白河桥 for 3 reporting intervals (15 minutes), a level 4 (blue) warning is raised, which clears as soon as data come in.',
  )

  says(
    'absence that depends on another',
    {
      appliesTo: { area: 'lushan' },
      condition: { kind: 'absence', dependsOn: 'mast' },
      levels: { blue: { after: '3 intervals' }, yellow: { after: '1h' } },
    },
    '庐山镇（含下级区域）任一站点任一数据流连续 3 个上报周期无数据时触发四级(蓝色)告警；连续 1 小时无数据时触发三级(黄色)告警；收到数据时各级告警回落；规则“中继站离线”在同一站点或其上联站点触发期间，只记录、不通知。',
    'When nothing is received of any datastream at any station in 庐山镇 (and areas below it) for 3 reporting intervals, a level 4 (blue) warning is raised; when nothing is received of it for 1 hour, a level 3 (yellow) warning is raised; each clears as soon as data come in; while the rule “中继站离线” fires at the same station or the one it reports through, warnings are recorded and nobody is told.',
  )

  says(
    'sensor fault by default',
    { appliesTo: { area: 'lushan' }, condition: { kind: 'sensor-fault' }, levels: { blue: {} } },
    '庐山镇（含下级区域）任一站点任一数据流的最新读数被判为无效时触发四级(蓝色)告警，条件不再满足时告警回落。',
    'When the newest reading of any datastream at any station in 庐山镇 (and areas below it) is flagged invalid, a level 4 (blue) warning is raised, which clears once its condition no longer holds.',
  )

  says(
    'sensor fault by flags and checks',
    {
      appliesTo: { datastreams: ['weir/up'] },
      condition: { kind: 'sensor-fault' },
      levels: {
        blue: { checks: ['spike', 'flat-line'], for: '10m', clearFor: '1h' },
        yellow: { flags: ['fail', 'missing'], checks: ['neighbour'] },
      },
    },
    '青石堰水位（up）的最新读数被标记为“数值突跳”或“数值长时间不变”，并持续 10 分钟后，触发四级(蓝色)告警，条件不再满足并持续 1 小时后该级告警回落；被判为无效或缺测，或被标记为“与邻站不符”时，触发三级(黄色)告警，条件不再满足时该级告警回落。',
    'When the newest reading of the water level (up) at 青石堰 is marked “spike” or “flat line”, and this holds for 10 minutes, a level 4 (blue) warning is raised, which clears once its condition has not held for 1 hour; when it is flagged invalid or missing, or is marked “disagrees with its neighbours”, a level 3 (yellow) warning is raised, which clears once its condition no longer holds.',
  )

  says(
    'a composite of all, and of some',
    {
      appliesTo: { area: 'lushan' },
      condition: { kind: 'composite' },
      levels: {
        orange: {
          allOf: [
            { rule: 'rain-up', level: 'orange', area: 'lushan/shang', stations: 2 },
            { rule: 'level-here' },
          ],
        },
        red: {
          atLeast: 2,
          of: [{ rule: 'rain-up', level: 'red' }, { rule: 'level-here', level: 'yellow' }, { rule: 'gas' }],
          for: '10m',
        },
      },
    },
    '庐山镇（含下级区域）内，规则“上游雨量”在 lushan/shang（含下级区域）至少有 2 个站点触发二级(橙色)及以上告警，且规则“白河水位”触发告警时，触发二级(橙色)告警；以下 3 项中至少 2 项成立（1. 规则“上游雨量”触发一级(红色)告警；2. 规则“白河水位”触发三级(黄色)及以上告警；3. 规则“井下气体”触发告警），并持续 10 分钟后，触发一级(红色)告警；条件不再满足时各级告警回落。',
    'When in 庐山镇 (and areas below it) the rule “上游雨量” fires at level 2 (orange) or graver at 2 or more stations in lushan/shang (and areas below it), and the rule “白河水位” fires, a level 2 (orange) warning is raised; when at least 2 of these 3 hold (1. the rule “上游雨量” fires at level 1 (red); 2. the rule “白河水位” fires at level 3 (yellow) or graver; 3. the rule “井下气体” fires), and this holds for 10 minutes, a level 1 (red) warning is raised; each clears once its condition no longer holds.',
  )

  says(
    'any one of a composite, in seasons and hours',
    {
      appliesTo: { area: 'lushan' },
      schedule: {
        zone: 'Asia/Shanghai',
        seasons: [
          { from: '05-01', to: '09-30' },
          { from: '11-01', to: '02-29' },
        ],
        hours: [
          { from: '22:00', to: '06:00' },
          { from: '08:00', to: '12:00', days: [1, 2, 3, 4, 5] },
          { from: '08:00', to: '24:00', days: [6, 7] },
        ],
      },
      condition: { kind: 'composite' },
      levels: { orange: { anyOf: [{ rule: 'rain-up' }, { rule: 'level-here' }] } },
    },
    '每年 5 月 1 日至 9 月 30 日或每年 11 月 1 日至次年 2 月 29 日，每天 22:00 至次日 06:00、每周一至周五 08:00 至 12:00 或每周六、周日 08:00 至 24:00，庐山镇（含下级区域）内，规则“上游雨量”触发告警，或规则“白河水位”触发告警时，触发二级(橙色)告警，条件不再满足时告警回落；其余时间不触发、不升级，已触发的仍按上述条件回落。',
    'Every year from 1 May to 30 September or every year from 1 November to 29 February of the next year, every day from 22:00 to 06:00 the next day, Monday to Friday from 08:00 to 12:00 or on Saturday and Sunday from 08:00 to 24:00, when in 庐山镇 (and areas below it) the rule “上游雨量” fires, or the rule “白河水位” fires, a level 2 (orange) warning is raised, which clears once its condition no longer holds; at other times nothing is raised, and what fires already clears as stated.',
  )

  says(
    'one season, in another zone',
    {
      appliesTo: { datastreams: ['bridge/level'] },
      schedule: { zone: 'Europe/London', seasons: [{ from: '2026-05-01', to: '2026-06-30' }] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4.5 } },
    },
    '2026 年 5 月 1 日至 2026 年 6 月 30 日（Europe/London 时间），白河桥水位达到或超过 4.50 m 时触发一级(红色)告警，低于 4.50 m 时告警回落；其余时间不触发、不升级，已触发的仍按上述条件回落。',
    'From 1 May 2026 to 30 June 2026 (Europe/London time), when the water level at 白河桥 is at or above 4.50 m, a level 1 (red) warning is raised, which clears below 4.50 m; at other times nothing is raised, and what fires already clears as stated.',
  )

  says(
    'a datastream that is not known',
    {
      appliesTo: { datastreams: ['nowhere/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: -4.5 } },
    },
    '数据流 nowhere/level 达到或超过 −4.5 时触发一级(红色)告警，低于 −4.5 时告警回落。',
    'When the datastream nowhere/level is at or above −4.5, a level 1 (red) warning is raised, which clears below −4.5.',
  )

  says(
    'a tag alone',
    {
      appliesTo: { tag: 'x' },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4.5 } },
    },
    '带“x”标签的任一站点任一数据流达到或超过 4.5 时触发一级(红色)告警，低于 4.5 时告警回落。',
    'When any datastream at any station tagged “x” is at or above 4.5, a level 1 (red) warning is raised, which clears below 4.5.',
  )

  it('leaves out a level that its table has no column for: it is never judged', () => {
    const rule: RuleDefinition = {
      name: 'a rule',
      appliesTo: { area: 'lushan', property: 'water-level' },
      condition: { kind: 'threshold', direction: 'above', table: 'level-table' },
      levels: { blue: { for: '7m' } },
    }
    expect(ruleSentence(rule, 'zh', COUNTY)).not.toMatch(/四级|7 分钟/)
    expect(ruleSentence(rule, 'en', COUNTY)).toContain('level 2 (orange)')
  })
})

it('calls a property by the name that it was given, whatever that is', () => {
  for (const property of ['__proto__', 'constructor', 'toString']) {
    const rule = {
      name: 'odd',
      appliesTo: { property },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 1 } },
    } as const
    for (const language of ['zh', 'en'] as const)
      expect(ruleSentence(rule, language, COUNTY)).toContain(property)
  }
})
