import type { Station } from '../model/index.ts'
import { namesFrom } from './names.ts'

const MINUTES = 60_000
const station = (
  id: string,
  name: string,
  area: string,
  datastreams: Station['datastreams'],
  tags?: string[],
) => ({ id, name, area, datastreams, ...(tags && { tags }) }) satisfies Station

/** A small county to speak of in the tests of this folder. */
export const COUNTY = namesFrom({
  zone: 'Asia/Shanghai',
  stations: [
    station('bridge', '白河桥', 'lushan/xincun', [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTES },
      { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTES },
    ]),
    station('weir', '青石堰', 'lushan/shang', [
      { name: 'up', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTES },
      { name: 'down', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTES },
    ]),
    station('ford', 'Ford 2', 'lushan/shang', [
      { name: 'level', property: 'water-level', unit: 'm', intervalMs: 10 * MINUTES },
    ]),
    station('pit', '一号井', 'mine', [
      { name: 'o2', property: 'oxygen', unit: '%VOL', intervalMs: 10_000 },
      { name: 'co', property: 'carbon-monoxide', unit: 'ppm', intervalMs: 10_000 },
      { name: 'power', property: 'battery', unit: 'V', intervalMs: 10 * MINUTES },
      { name: 'dust', property: '粉尘', unit: 'mg/m³', intervalMs: 10 * MINUTES },
    ]),
  ],
  rules: [
    { id: 'rain-up', name: '上游雨量' },
    { id: 'level-here', name: '白河水位' },
    { id: 'gas', name: '井下气体' },
    { id: 'mast', name: '中继站离线' },
    { id: 'rise', name: '水位上涨', condition: { kind: 'rate', direction: 'rising', window: '1h' } },
    { id: 'drop', name: '退水', condition: { kind: 'rate', direction: 'falling', window: '1d' } },
  ],
  tables: [
    {
      id: 'rain-table',
      version: 4,
      name: '庐山镇雨量预警指标表',
      kind: 'accumulation',
      columns: [
        { level: 'orange', window: '1h' },
        { level: 'orange', window: '30m' },
        { level: 'orange', window: '3h' },
        { level: 'red', window: '1h' },
      ],
      rows: [],
    },
    {
      id: 'level-table',
      version: 1,
      name: '庐山镇水位预警指标表',
      kind: 'threshold',
      unit: 'm',
      columns: [{ level: 'orange' }, { level: 'red' }],
      rows: [],
    },
  ],
  areas: new Map([['lushan', '庐山镇']]),
})
