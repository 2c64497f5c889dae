import type { CheckName, QualityFlag } from '@tocsin/core'
import type { History, PositionedObservation, StoredObservation } from '@tocsin/gateway/history/history'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

export const NOON = Date.UTC(2026, 6, 1, 12)
const MINUTE = 60_000
/** Where a store keeps flags and checks in a form of its own, all of them have to come back. */
const FLAGS: QualityFlag[] = ['good', 'not-evaluated', 'suspect', 'fail', 'missing']
const CHECKS: CheckName[] = [
  'gross-range',
  'rate-of-change',
  'clock-ahead',
  'counter-reset',
  'counter-unknown',
]

/** An observation as the judge hands it on; what a case does not care about is filled in. */
export function observation(
  datastream: string,
  phenomenonTime: number,
  value: number,
  position: number,
  more: { flag?: QualityFlag; checks?: CheckName[]; receivedAt?: number } = {},
): PositionedObservation {
  return {
    datastream,
    phenomenonTime,
    receivedAt: more.receivedAt ?? phenomenonTime + 250,
    value,
    flag: more.flag ?? 'good',
    checks: more.checks ?? [],
    timeliness: 'new',
    position,
  }
}

const values = (observations: readonly StoredObservation[]) => observations.map(({ value }) => value)
const hour = { from: NOON, to: NOON + 60 * MINUTE }

/** What every history must do. `open` gives an empty one, once for the whole suite; each case has datastreams of its own. */
export function historyContract(name: string, open: () => Promise<History>): void {
  describe(`${name} as a history`, () => {
    let history: History
    beforeAll(async () => {
      history = await open()
    })
    afterAll(async () => {
      await history?.stop()
    })

    it('gives back what was appended, whole', async () => {
      await history.append([
        observation('whole/level', NOON, 3.21, 1, { receivedAt: NOON + 412 }),
        observation('whole/level', NOON + MINUTE, -0.1 - 0.2, 2, {
          flag: 'suspect',
          checks: ['rate-of-change'],
        }),
      ])
      expect(await history.read('whole/level', hour, 10)).toEqual([
        { phenomenonTime: NOON, receivedAt: NOON + 412, value: 3.21, flag: 'good', checks: [] },
        {
          phenomenonTime: NOON + MINUTE,
          receivedAt: NOON + MINUTE + 250,
          value: -0.30000000000000004,
          flag: 'suspect',
          checks: ['rate-of-change'],
        },
      ])
    })

    it('keeps every flag and every check', async () => {
      await history.append(
        FLAGS.map((flag, index) =>
          observation('flags/level', NOON + index, index, index + 1, {
            flag,
            checks: CHECKS.slice(0, index + 1),
          }),
        ),
      )
      const stored = await history.read('flags/level', hour, 10)
      expect(stored.map(({ flag }) => flag)).toEqual(FLAGS)
      expect(stored.map(({ checks }) => [...checks].sort())).toEqual(
        FLAGS.map((_, index) => CHECKS.slice(0, index + 1).sort()),
      )
    })

    it('shows an observation once that was appended twice', async () => {
      const twice = [observation('twice/level', NOON, 1, 1), observation('twice/level', NOON + 1, 2, 2)]
      await history.append(twice)
      await history.append(twice)
      expect(values(await history.read('twice/level', hour, 10))).toEqual([1, 2])
      expect(await history.buckets('twice/level', hour, 1)).toMatchObject([{ count: 2, sum: 3 }])
    })

    it('shows a correction and nothing of what it corrects', async () => {
      await history.append([
        observation('corrected/level', NOON, 9, 1, { flag: 'suspect', checks: ['gross-range'] }),
      ])
      await history.append([observation('corrected/level', NOON, 4, 2, { receivedAt: NOON + 9000 })])
      expect(await history.read('corrected/level', hour, 10)).toEqual([
        { phenomenonTime: NOON, receivedAt: NOON + 9000, value: 4, flag: 'good', checks: [] },
      ])
      expect(await history.buckets('corrected/level', hour, 1)).toMatchObject([{ min: 4, max: 4, count: 1 }])
    })

    it('lets the greater position win within one append', async () => {
      await history.append([
        observation('within/level', NOON, 1, 7),
        observation('within/level', NOON + 1, 1, 8),
        observation('within/level', NOON, 2, 9),
      ])
      expect(values(await history.read('within/level', hour, 10))).toEqual([2, 1])
    })

    it('lets the last of a key win within one journal entry', async () => {
      await history.append([
        observation('entry/level', NOON, 1, 5),
        observation('entry/rain', NOON, 8, 5),
        observation('entry/level', NOON, 2, 5),
        observation('entry/level', NOON, 3, 5),
      ])
      expect(values(await history.read('entry/level', hour, 10))).toEqual([3])
      expect(values(await history.read('entry/rain', hour, 10))).toEqual([8])
    })

    it('reads in order of phenomenonTime, whatever the order of arrival', async () => {
      await history.append([
        observation('late/level', NOON + 3, 3, 1),
        observation('late/level', NOON + 1, 1, 2),
      ])
      await history.append([observation('late/level', NOON + 2, 2, 3), observation('late/level', NOON, 0, 4)])
      expect(values(await history.read('late/level', hour, 10))).toEqual([0, 1, 2, 3])
    })

    it('reads a half-open range', async () => {
      await history.append(
        [-1, 0, 1, 2].map((offset) => observation('range/level', NOON + offset, offset, 10 + offset)),
      )
      expect(values(await history.read('range/level', { from: NOON, to: NOON + 2 }, 10))).toEqual([0, 1])
    })

    it('answers an empty range and an unknown datastream with nothing', async () => {
      await history.append([observation('empty/level', NOON, 1, 1)])
      const before = { from: NOON - 2 * MINUTE, to: NOON - MINUTE }
      expect(await history.read('empty/level', before, 10)).toEqual([])
      expect(await history.buckets('empty/level', before, 10)).toEqual([])
      expect(await history.read('empty/level', { from: NOON, to: NOON }, 10)).toEqual([])
      expect(await history.read('nobody/level', hour, 10)).toEqual([])
      expect(await history.buckets('nobody/level', hour, 10)).toEqual([])
    })

    it('accepts an empty append', async () => {
      await history.append([])
    })

    it('reads the oldest when there are more than the limit', async () => {
      await history.append(
        Array.from({ length: 20 }, (_, index) => observation('limit/level', NOON + index, index, index + 1)),
      )
      expect(values(await history.read('limit/level', hour, 3))).toEqual([0, 1, 2])
    })

    it('cuts buckets at their edges, leaves empty ones out and cuts the last at the end of the range', async () => {
      // 100 ms in 3 buckets: 34, 34 and 32 ms long.
      const range = { from: NOON + 7, to: NOON + 107 }
      const at = (offset: number, value: number) =>
        observation('edges/level', range.from + offset, value, offset + 10)
      await history.append([at(-1, 99), at(0, 1), at(33, 2), at(68, 5), at(99, 7), at(100, 99)])
      expect(await history.buckets('edges/level', range, 3)).toEqual([
        { from: range.from, to: range.from + 34, min: 1, mean: 1.5, max: 2, count: 2, sum: 3 },
        { from: range.from + 68, to: range.to, min: 5, mean: 6, max: 7, count: 2, sum: 12 },
      ])
    })

    it('cuts long buckets at whole hours, and longer ones at days, the first and the last at the ends of the range', async () => {
      const HOUR = 60 * MINUTE
      const from = NOON + 25 * MINUTE
      await history.append(
        Array.from({ length: 100 }, (_, index) =>
          observation('long/level', NOON + index * 6 * HOUR, index, index + 1),
        ),
      )
      const days = (count: number) => ({ from, to: from + count * 24 * HOUR })
      const five = await history.buckets('long/level', days(5), 24)
      expect(five.slice(0, 2)).toMatchObject([
        { from: NOON + 6 * HOUR, to: NOON + 12 * HOUR, min: 1, max: 1, count: 1 },
        { from: NOON + 12 * HOUR, to: NOON + 18 * HOUR, min: 2, max: 2, count: 1 },
      ])
      expect(five.length).toBeLessThanOrEqual(24)
      const twenty = await history.buckets('long/level', days(20), 5)
      const midnight = NOON - 12 * HOUR
      expect(twenty).toMatchObject([
        { from, to: midnight + 5 * 24 * HOUR, min: 1, max: 17, count: 17 },
        { from: midnight + 5 * 24 * HOUR, to: midnight + 10 * 24 * HOUR, count: 20 },
        { count: 20 },
        { count: 20 },
        { from: midnight + 20 * 24 * HOUR, to: days(20).to, count: 3 },
      ])
    })

    it('gives whole-millisecond buckets when there are more of them than milliseconds', async () => {
      await history.append([observation('fine/level', NOON + 1, 4, 1)])
      expect(await history.buckets('fine/level', { from: NOON, to: NOON + 3 }, 500)).toEqual([
        { from: NOON + 1, to: NOON + 2, min: 4, mean: 4, max: 4, count: 1, sum: 4 },
      ])
    })

    it('leaves `fail` values out of buckets, and a bucket of nothing else out altogether', async () => {
      await history.append([
        observation('failed/level', NOON, 2, 1),
        observation('failed/level', NOON + 1, 9999, 2, { flag: 'fail', checks: ['gross-range'] }),
        observation('failed/level', NOON + 2, 4, 3, { flag: 'suspect' }),
        observation('failed/level', NOON + 30 * MINUTE, 9999, 4, { flag: 'fail' }),
      ])
      expect(await history.buckets('failed/level', hour, 2)).toMatchObject([
        { min: 2, mean: 3, max: 4, count: 2, sum: 6 },
      ])
      expect(await history.read('failed/level', hour, 10)).toHaveLength(4)
    })

    it('keeps times before 1970 and far ahead', async () => {
      const times = [Date.UTC(1969, 0, 1), -1, 0, Date.UTC(2099, 11, 31)]
      await history.append(times.map((time, index) => observation('times/level', time, index, index + 1)))
      const all = { from: Date.UTC(1900, 0, 1), to: Date.UTC(2200, 0, 1) }
      expect(
        (await history.read('times/level', all, 10)).map(({ phenomenonTime }) => phenomenonTime),
      ).toEqual(times)
      expect(await history.buckets('times/level', { from: -10, to: 10 }, 2)).toMatchObject([
        { from: -10, to: 0, count: 1 },
        { from: 0, to: 10, count: 1 },
      ])
    })

    it('keeps extreme values apart', async () => {
      const extremes = [0, 5e-324, 1.7976931348623157e308, -1e-7, 123456789.12345679]
      await history.append(
        extremes.map((value, index) => observation('extreme/level', NOON + index, value, index + 1)),
      )
      expect(values(await history.read('extreme/level', hour, 10))).toEqual(extremes)
    })

    it.each([
      'Gauge-7.b_2/level',
      'two words/level',
      'a,b=c/level',
      `o'brien"s/level`,
      'back\\slash/level',
      'ends with \\',
      'x\\,y\\ z/level',
      '50%/level',
      '%5C/level',
      '白河桥/水位',
      "'; DROP MEASUREMENT observation; --",
      'line\nbreak/level',
      '$datastream',
      'toString',
    ])('keeps the datastream %j apart from every other', async (id) => {
      await history.append([observation(id, NOON, id.length, 1)])
      expect(values(await history.read(id, hour, 10))).toEqual([id.length])
      expect(await history.buckets(id, hour, 1)).toMatchObject([{ count: 1 }])
    })

    it('takes 100,000 observations and answers quickly about one datastream of them', async () => {
      const all = Array.from({ length: 100_000 }, (_, index) =>
        observation(`many${index % 20}/level`, NOON + Math.floor(index / 20) * 1000, index, index + 1),
      )
      for (let start = 0; start < all.length; start += 20_000)
        await history.append(all.slice(start, start + 20_000))
      const range = { from: NOON, to: NOON + 5_000_000 }
      const started = performance.now()
      const read = await history.read('many7/level', range, 100_000)
      const buckets = await history.buckets('many7/level', range, 500)
      expect(performance.now() - started).toBeLessThan(3000)
      expect(read).toHaveLength(5000)
      expect(read.at(-1)?.value).toBe(99_987)
      expect(buckets).toHaveLength(500)
      expect(buckets[0]).toMatchObject({
        from: NOON,
        to: NOON + 10_000,
        min: 7,
        max: 187,
        mean: 97,
        count: 10,
        sum: 970,
      })
    })
  })
}
