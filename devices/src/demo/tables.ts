import type { TableBody } from '@tocsin/contract'

/**
 * The threshold table (预警指标表) of the demo: rain by village, 准备转移 orange and 立即转移 red. Examples and no advice, like the amounts of the
 * rules.
 */
export const DEMO_TABLES: readonly TableBody[] = [
  {
    name: '山洪雨量预警指标表',
    kind: 'accumulation',
    columns: (['yellow', 'orange', 'red'] as const).flatMap((level) =>
      ['1h', '3h', '6h', '24h'].map((window) => ({ level, window })),
    ),
    rows: [
      {
        subject: { area: 'lushan/xincun' },
        name: '新村',
        cells: [20, 45, 65, 95, 40, 65, 95, 130, 60, 90, 130, 180],
        source: '示例',
      },
      {
        subject: { area: 'lushan/shangping' },
        name: '上坪',
        cells: [18, 40, 60, null, 35, 60, 85, 120, 50, 80, 115, 160],
        source: '示例',
      },
      {
        subject: { area: 'lushan/dongxiang' },
        name: '东乡',
        cells: [25, 50, 75, 110, 45, 75, 105, 145, 70, 100, 140, 200],
        source: '示例',
      },
    ],
  },
]
