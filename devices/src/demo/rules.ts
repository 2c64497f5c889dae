import type { RuleBody } from '@tocsin/contract'

const EVACUATE_ROOM = '人员立即撤离，切断电源，强制通风，佩戴空气呼吸器方可进入'

/**
 * The rules of the demo. The amounts are examples and no advice: every site has its own, approved by those responsible. Gas
 * follows GB/T 50493 (25 and 50 %LEL; once and twice the limits of CO and H2S) with an earlier step at 10 %LEL. Where a rule refers to
 * a table or to another rule it does so by name: ids are given by the gateway.
 */
export const DEMO_RULES: readonly RuleBody[] = [
  {
    name: '白河桥水位',
    appliesTo: { datastreams: ['baihe-bridge/level'] },
    response: '派人上堤巡查，通知沿河住户',
    condition: { kind: 'threshold', direction: 'above' },
    levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
  },
  {
    name: '青龙河水位',
    appliesTo: { datastreams: ['qinglong-river/level'] },
    response: '加密巡堤，低洼处住户做好转移准备',
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 5, clearBelow: 4.8 },
      orange: { raiseAt: 6.5, clearBelow: 6.2 },
      red: { raiseAt: 7.5, clearBelow: 7.2 },
    },
  },
  {
    name: '双河水库坝上水位',
    appliesTo: { datastreams: ['shuanghe-dam/level'] },
    response: '加密观测，通知坝下河滩住户做好转移准备',
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 3, clearBelow: 2.8 },
      orange: { raiseAt: 4, clearBelow: 3.7 },
      red: { raiseAt: 5, clearBelow: 4.7 },
    },
  },
  {
    name: '上坪溪水位',
    appliesTo: { datastreams: ['shangping/level'] },
    response: '劝离溪边人员，封闭漫水桥',
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 1.8, clearBelow: 1.6, for: '1m' },
      red: { raiseAt: 2.6, clearBelow: 2.3, for: '1m' },
    },
  },
  {
    name: '山洪累计雨量',
    appliesTo: { area: 'lushan', property: 'rainfall' },
    response: '通知山洪沟、地灾点住户，达到橙色准备转移，达到红色立即转移',
    condition: { kind: 'accumulation', table: '山洪雨量预警指标表' },
    levels: {},
  },
  {
    name: '上坪雨大水涨',
    appliesTo: { area: 'lushan/shangping' },
    response: '立即转移溪边住户，封闭漫水桥，派人值守',
    condition: { kind: 'composite' },
    levels: {
      red: {
        allOf: [
          { rule: '山洪累计雨量', level: 'orange' },
          { rule: '上坪溪水位', level: 'yellow' },
        ],
      },
    },
  },
  {
    name: '水位陡涨',
    appliesTo: { area: 'lushan', property: 'water-level' },
    response: '核对上游雨情，提前通知沿河住户',
    state: 'shadow',
    condition: { kind: 'rate', direction: 'rising', window: '1h' },
    levels: { yellow: { raiseAt: 0.3, clearBelow: 0.1 }, orange: { raiseAt: 0.6, clearBelow: 0.3 } },
  },
  {
    name: '可燃气体',
    appliesTo: { area: 'lushan', property: 'combustible-gas' },
    response: EVACUATE_ROOM,
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: 10, clearBelow: 8 },
      orange: { raiseAt: 25, clearBelow: 20 },
      red: { raiseAt: 50, clearBelow: 40 },
    },
  },
  {
    name: '一氧化碳',
    appliesTo: { area: 'lushan', property: 'carbon-monoxide' },
    response: EVACUATE_ROOM,
    condition: { kind: 'threshold', direction: 'above' },
    levels: { orange: { raiseAt: 17, clearBelow: 14 }, red: { raiseAt: 34, clearBelow: 28 } },
  },
  {
    name: '硫化氢',
    appliesTo: { area: 'lushan', property: 'hydrogen-sulfide' },
    response: EVACUATE_ROOM,
    condition: { kind: 'threshold', direction: 'above' },
    levels: { orange: { raiseAt: 7, clearBelow: 5.5 }, red: { raiseAt: 14, clearBelow: 11 } },
  },
  {
    name: '氧气不足',
    appliesTo: { area: 'lushan', property: 'oxygen' },
    response: EVACUATE_ROOM,
    condition: { kind: 'threshold', direction: 'below' },
    levels: { red: { raiseAt: 19.5, clearAbove: 20, for: '10s' } },
  },
  {
    name: '站点失联',
    appliesTo: { area: 'lushan' },
    response: '电话联系看护人，检查供电与通信',
    condition: { kind: 'absence' },
    levels: { blue: { after: '3 intervals' }, yellow: { after: '1h' } },
  },
]
