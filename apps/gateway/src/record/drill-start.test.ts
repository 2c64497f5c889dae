import type { BacktestJobWithResult } from '@tocsin/contract'
import { namesFrom } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { drillStart } from './drill-start.ts'

const AT = Date.UTC(2020, 5, 1, 4)
const names = namesFrom({
  zone: 'Asia/Shanghai',
  stations: [
    {
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xin',
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
    },
  ] as never,
})
const known = {
  names,
  zone: 'Asia/Shanghai',
  areaOf: (path: string) => (path === 'lushan/xin' ? path : undefined),
}
const job = (result: object | null) =>
  ({
    id: '1',
    state: result === null ? 'running' : 'done',
    rule: { name: '河', version: 3 },
    result,
  }) as unknown as BacktestJobWithResult
const raises = (area: string) =>
  job({
    outcome: {
      warnings: [
        {
          subject: 'bridge/level',
          area,
          events: [
            { type: 'raised', at: AT, level: 'orange', reading: { phenomenonTime: AT, value: 4.2 } },
            { type: 'cleared', at: AT + 60_000 },
          ],
        },
      ],
    },
  })
const start = { backtest: '1', subject: 'bridge/level', at: AT, channels: 'simulated' } as const

describe('a drill of a replayed flood', () => {
  it('has the level, the area and the words of the raise', () => {
    expect(drillStart(raises('lushan/xin'), start, known)).toMatchObject({
      ok: true,
      body: {
        level: 'orange',
        area: 'lushan/xin',
        exercise: true,
        channels: 'simulated',
        source: '演练回放 河 v3',
        text: '回放 2020-06-01 12:00:00 的实况：白河桥水位 4.2 m，达到二级(橙色)',
      },
    })
  })
  const f = (title: string, of: BacktestJobWithResult | undefined, at: number, kind: string) =>
    it(title, () => {
      expect(drillStart(of, { ...start, at }, known)).toMatchObject({ ok: false, refusal: { kind } })
    })
  f('is refused without a back-test', undefined, AT, 'not-found')
  f('is refused while the back-test runs', job(null), AT, 'too-late')
  f('is refused for a moment in which nothing was raised', raises('lushan/xin'), AT + 1, 'not-found')
  f('is refused for what only cleared', raises('lushan/xin'), AT + 60_000, 'not-found')
  f('is refused for an area that nobody has entered', raises('elsewhere'), AT, 'not-found')
})
