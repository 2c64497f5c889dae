import type { RuleBody } from '@tocsin/contract'

const EVACUATE_ROOM = '人员立即撤离，切断电源，强制通风，佩戴空气呼吸器方可进入'

/**
 * The rules of the demo. The amounts are examples and no advice: every site has its own, approved by those responsible. Gas
 * follows GB/T 50493 (25 and 50 %LEL; once and twice the limits of CO and H2S) with an earlier step at 10 %LEL.
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
    condition: { kind: 'accumulation' },
    levels: {
      yellow: { anyOf: { '1h': 20, '3h': 45, '6h': 65, '24h': 95 } },
      orange: { anyOf: { '1h': 40, '3h': 65, '6h': 95, '24h': 130 } },
      red: { anyOf: { '1h': 60, '3h': 90, '6h': 130, '24h': 180 } },
    },
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
