import { describe, expect, it } from 'vitest'
import { Judge } from '../judge/index.ts'
import { type Change, type JournalEntry, MINUTE, type RuleDefinition, type Station } from '../model/index.ts'
import { evaluationText } from './evaluation-text.ts'
import { namesFrom } from './names.ts'

/** 2026-06-12 14:00 in Shanghai. */
const START = 1_781_244_000_000

const BRIDGE: Station = {
  id: 'bridge',
  name: '白河桥',
  area: 'lushan/xincun',
  datastreams: [
    { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE, span: [0, 12] },
    { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
  ],
}

/** A judge that is told of a flood, and asked at any minute how a rule stands. */
class Flood {
  readonly #judge = new Judge()
  readonly #rule: RuleDefinition
  #position = 0

  constructor(rule: RuleDefinition) {
    this.#rule = rule
    this.#config({ kind: 'station', station: BRIDGE })
    this.#config({ kind: 'rule', rule: { ...rule, id: 'r', version: 1 } })
  }

  #take(entry: JournalEntry): void {
    this.#judge.take(entry, ++this.#position)
  }

  #config(change: Change): void {
    this.#take({ type: 'config', at: START, by: { kind: 'system' }, change })
  }

  reports(minute: number, value: number, name = 'level'): this {
    const at = START + minute * MINUTE
    const reading = { datastream: `bridge/${name}`, phenomenonTime: at, receivedAt: at, value }
    this.#take({ type: 'readings', at, station: 'bridge', readings: [reading], rejections: [] })
    return this
  }

  /** What is said of the rule's first subject at that minute, every timer before having gone off. */
  at(minute: number, language: 'zh' | 'en' = 'zh'): string {
    const now = START + minute * MINUTE
    for (let due = this.#judge.nextDue(); due !== undefined && due <= now; due = this.#judge.nextDue()) {
      this.#take({ type: 'clock', at: due, cause: 'due' })
    }
    this.#take({ type: 'clock', at: now, cause: 'due' })
    const names = namesFrom({
      zone: 'Asia/Shanghai',
      stations: [BRIDGE],
      rules: [{ id: 'r', name: this.#rule.name, condition: this.#rule.condition }],
    })
    const [evaluation] = this.#judge.explain('r')
    return evaluation === undefined ? 'not judged' : evaluationText(evaluation, language, names, now)
  }
}

describe('what the judge thinks, in words', () => {
  it('follows a level from far below to red, and into silence', () => {
    const flood = new Flood({
      name: '白河水位',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, for: '2m' } },
    })
    expect(flood.at(0)).toBe('白河桥水位：未触发。从未收到数据，无法判定。尚未判定过。')
    expect(flood.reports(5, 3.5).at(6)).toBe(
      '白河桥水位：未触发。三级(黄色)还差 0.40 m（水位 3.50 m，达到 3.90 m 触发）。一级(红色)还差 1.00 m（水位 3.50 m，达到 4.50 m 触发）。最近一次判定：14:05（1 分钟前），读数 3.50 m。',
    )
    expect(flood.reports(10, 4.6).at(10.5)).toBe(
      '白河桥水位：14:10 起为三级(黄色)告警，已持续 30 秒；水位 4.60 m（达到 3.90 m 触发）。再持续 1 分 30 秒即触发一级(红色)：水位 4.60 m（达到 4.50 m 触发），14:10 起满足条件，须持续 2 分钟。最近一次判定：14:10（30 秒前），读数 4.60 m。',
    )
    expect(flood.at(12)).toBe(
      '白河桥水位：14:12 起为一级(红色)告警（刚刚）；水位 4.60 m（达到 4.50 m 触发）。最近一次判定：14:10（2 分钟前），读数 4.60 m。',
    )
    expect(flood.at(40)).toBe(
      '白河桥水位：14:12 起为一级(红色)告警，已持续 28 分钟；水位 4.60 m（达到 4.50 m 触发）。数据中断 30 分钟，告警仍保持。最近一次判定：14:10（30 分钟前），读数 4.60 m。',
    )
    expect(flood.at(40, 'en')).toBe(
      'The water level at 白河桥: firing at level 1 (red) since 14:12, for 28 minutes; the water level is 4.60 m (fires at 4.50 m or above). No data for 30 minutes: the warning stays. Last judged at 14:10 (30 minutes ago), by a reading of 4.60 m.',
    )
    expect(flood.reports(41, 3.8).at(41)).toBe(
      '白河桥水位：14:41 起为三级(黄色)告警（刚刚）；水位 3.80 m（达到 3.90 m 触发），触发条件已不满足，但未到回落条件。一级(红色)还差 0.70 m（水位 3.80 m，达到 4.50 m 触发）。最近一次判定：14:41（刚刚），读数 3.80 m。',
    )
  })

  it('says how much rain is missing', () => {
    const flood = new Flood({
      name: '雨量',
      appliesTo: { area: 'lushan', property: 'rainfall' },
      condition: { kind: 'accumulation' },
      levels: { orange: { anyOf: { '1h': 40, '3h': 65 } } },
    })
    expect(flood.reports(5, 28, 'rain').at(6)).toBe(
      '白河桥雨量：未触发。二级(橙色)还差 12 mm（1 小时累计 28 mm，达到 40 mm 触发）。最近一次判定：14:05（1 分钟前），读数 28 mm。',
    )
  })

  it('counts down silence', () => {
    const flood = new Flood({
      name: '无数据',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'absence' },
      levels: { blue: { after: '3 intervals' } },
    })
    expect(flood.reports(5, 3.5).at(13)).toBe(
      '白河桥水位：未触发。四级(蓝色)再过 7 分钟仍无数据即触发（已 8 分钟无数据，满 15 分钟触发）。最近一次判定：14:13（刚刚）。',
    )
    expect(flood.at(30)).toBe(
      '白河桥水位：14:20 起为四级(蓝色)告警，已持续 10 分钟；已 25 分钟无数据（满 15 分钟触发）。最近一次判定：14:30（刚刚）。',
    )
  })

  it('tells a falling level from one whose rate is not known yet', () => {
    const flood = new Flood({
      name: '到达',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'time-to-threshold', direction: 'rising', window: '10m' },
      levels: { red: { threshold: 4.5, within: '1h' } },
    })
    expect(flood.reports(5, 3.5).at(5)).toBe(
      '白河桥水位：未触发。时段起点没有可比的读数，无法计算变幅。最近一次判定：14:05（刚刚），读数 3.50 m。',
    )
    expect(flood.reports(10, 3.5).reports(15, 3.4).at(15)).toBe(
      '白河桥水位：未触发。一级(红色)未触发：按目前趋势不会达到阈值，1 小时以内触发。最近一次判定：14:15（刚刚），读数 3.40 m。',
    )
    expect(flood.reports(20, 3.6).at(20)).toBe(
      '白河桥水位：未触发。一级(红色)未触发：按目前速度 1 小时 30 分钟后达到阈值，1 小时以内触发。最近一次判定：14:20（刚刚），读数 3.60 m。',
    )
  })
})
