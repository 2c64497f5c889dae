import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import {
  createHistoryService,
  type HistoryServiceOptions,
  HistoryUnavailable,
  type ShippedHistory,
} from '@tocsin/gateway/history/history-service'
import { createInfluxHistory } from '@tocsin/gateway/history/influx'
import { silentLog } from '@tocsin/gateway/log'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BROKEN, ENTRIES } from './file-source.ts'
import { NOON, observation } from './history.ts'
import { startInfluxd } from './influxd.ts'

const hour = { from: NOON, to: NOON + 3_600_000 }
const SOON = { timeout: 15_000, interval: 50 }

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A gateway's worth of history: a folder, entries on disk, and a service over them. */
class Desk {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'tocsin-history-'))
  readonly broken: Error[] = []
  service!: ShippedHistory
  #entries = 0

  constructor() {
    cleanups.push(() => rmSync(this.dataDir, { recursive: true, force: true }))
    writeFileSync(join(this.dataDir, ENTRIES), '')
  }

  async start(options: Partial<HistoryServiceOptions> = {}, judgedTo = this.#entries): Promise<void> {
    const service = createHistoryService({
      dataDir: this.dataDir,
      log: silentLog,
      onBroken: (error) => this.broken.push(error),
      sourceModule: new URL('./file-source.ts', import.meta.url),
      ...options,
    })
    cleanups.push(() => service.stop())
    this.service = service
    await service.start(judgedTo)
  }

  /** One journal entry with these values, judged; saved as well unless told otherwise. */
  judge(values: readonly [datastream: string, offset: number, value: number][], saved = true): void {
    const position = ++this.#entries
    const observations = values.map(([datastream, offset, value]) =>
      observation(datastream, NOON + offset, value, position),
    )
    appendFileSync(join(this.dataDir, ENTRIES), `${JSON.stringify(observations)}\n`)
    this.service.judged(observations, position)
    if (saved) this.service.saved(position)
  }

  get entries(): number {
    return this.#entries
  }

  async values(datastream: string): Promise<number[]> {
    return (await this.service.observations(datastream, hour, 100_000)).map(({ value }) => value)
  }

  shipped(): Promise<void> {
    return vi.waitFor(() => expect(this.service.backlog().history).toBe(0), SOON)
  }
}

describe('the history as the gateway runs it', () => {
  it('reads what was judged a moment ago, saved or not', async () => {
    const desk = new Desk()
    await desk.start()
    desk.judge([['bridge/level', 0, 1]])
    desk.judge([['bridge/level', 1000, 2]], false)
    expect(await desk.values('bridge/level')).toEqual([1, 2])
    expect(await desk.service.buckets('bridge/level', hour, 1)).toMatchObject([{ count: 2, sum: 3 }])
  })

  it('ships what is saved, and no more', async () => {
    const desk = new Desk()
    await desk.start()
    desk.judge([['bridge/level', 0, 1]])
    desk.judge([['bridge/level', 1000, 2]], false)
    await desk.shipped()
    expect(desk.service.shippedTo()).toBe(1)
    expect(desk.service.status()).toMatchObject({
      history: { status: 'ok', detail: 'The history has everything' },
    })
  })

  it('reads what was saved and not shipped before a restart', async () => {
    const desk = new Desk()
    await desk.start()
    for (let index = 0; index < 10; index++) desk.judge([['bridge/level', index, index]])
    await desk.service.stop()
    await desk.start()
    expect(await desk.values('bridge/level')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    await desk.shipped()
    expect(await desk.values('bridge/level')).toHaveLength(10)
  })

  it('reads everything when more is unshipped than is kept in memory', async () => {
    const desk = new Desk()
    await desk.start({ mostHeld: 10 })
    desk.judge([['bridge/level', 0, 0]])
    await desk.shipped()
    for (let index = 1; index < 100; index++) desk.judge([['bridge/level', index, index]])
    expect(await desk.values('bridge/level')).toHaveLength(100)
    expect(await desk.service.buckets('bridge/level', hour, 1)).toMatchObject([{ count: 100, sum: 4950 }])
  })

  it('answers exactly as if everything had been shipped, whatever is corrected, late, or on its way', async () => {
    const desk = new Desk()
    await desk.start({ mostHeld: 300 })
    const truth = new Map<number, number>()
    const random = generator(42)
    for (let round = 0; round < 40; round++) {
      for (let entry = 0; entry < 20; entry++) {
        const values: [string, number, number][] = []
        for (let item = 0; item < 3; item++) {
          const offset = random(2000) * 1000
          const value = random(1000) / 8
          values.push(['bridge/level', offset, value])
          truth.set(offset, value)
        }
        desk.judge(values, entry % 4 === 3)
      }
      const expected = [...truth].sort(([a], [b]) => a - b)
      expect(await desk.values('bridge/level')).toEqual(expected.map(([, value]) => value))
      expect(await desk.service.buckets('bridge/level', hour, 7)).toEqual(bucketsOf(expected, 7))
      // Now and then time for the shipper to move in between.
      if (round % 8 === 7) await new Promise((resolve) => setTimeout(resolve, 400))
    }
  })

  it('says that the history cannot be read while its file is not one, and heals by itself', async () => {
    const desk = new Desk()
    const file = join(desk.dataDir, 'history.duckdb')
    writeFileSync(file, 'not a database, but long enough to look like one'.repeat(500))
    await desk.start()
    desk.judge([['bridge/level', 0, 1]])
    await expect(desk.values('bridge/level')).rejects.toThrow(HistoryUnavailable)
    await vi.waitFor(() => expect(desk.service.status().history.status).toBe('degraded'), SOON)
    rmSync(file)
    await desk.shipped()
    expect(await desk.values('bridge/level')).toEqual([1])
    expect(desk.broken).toEqual([])
  })

  it('tells the gateway when its worker has died', async () => {
    const desk = new Desk()
    await desk.start()
    writeFileSync(join(desk.dataDir, BROKEN), '')
    desk.judge([['bridge/level', 0, 1]])
    await vi.waitFor(() => expect(desk.broken).toHaveLength(1), SOON)
    expect(desk.service.status().history.status).toBe('down')
    await expect(desk.values('bridge/level')).rejects.toThrow(HistoryUnavailable)
  })
})

describe('the second projection', () => {
  it('gets everything, an outage in between or not, while the first goes on', async () => {
    const influxd = await startInfluxd()
    cleanups.push(() => influxd.remove())
    const target = { url: influxd.url, database: 'tocsin' }
    const influx = createInfluxHistory({ target, log: silentLog })
    const desk = new Desk()
    await desk.start({ influx: target })
    const both = () => vi.waitFor(() => expect(desk.service.shippedTo()).toBe(desk.entries), SOON)

    desk.judge([['bridge/level', 0, 1]])
    await both()
    await influxd.kill()
    for (let index = 1; index < 50; index++) desk.judge([['bridge/level', index, index + 1]])
    await desk.shipped()
    expect(await desk.values('bridge/level')).toHaveLength(50)
    await vi.waitFor(() => {
      expect(desk.service.status().influx).toMatchObject({
        status: 'degraded',
        detail: expect.stringMatching(
          /InfluxDB has taken nothing for \d+ seconds? \(.*ECONNREFUSED.*\); 49 journal entries wait/,
        ),
      })
    }, SOON)
    expect(desk.service.status().history.status).toBe('ok')
    expect(desk.service.shippedTo()).toBe(1)
    expect(desk.service.shippedTo('history')).toBe(50)

    // The gateway is restarted in the middle of the outage.
    await desk.service.stop()
    await desk.start({ influx: target })
    desk.judge([['bridge/level', 50, 51]])
    await influxd.start()
    await both()
    const stored = await influx.read('bridge/level', hour, 1000)
    expect(stored.map(({ value }) => value)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1))
    expect(desk.service.status().influx).toMatchObject({ status: 'ok', detail: 'InfluxDB has everything' })
  })

  it('is not held up by an observation that it will never take', async () => {
    const influxd = await startInfluxd()
    cleanups.push(() => influxd.remove())
    const target = { url: influxd.url, database: 'tocsin' }
    const desk = new Desk()
    const refused: PositionedObservation['datastream'][] = []
    const log = {
      ...silentLog,
      warn: (event: string, fields = {}) => refused.push(`${event} ${JSON.stringify(fields)}`),
    }
    await desk.start({ influx: target, log })
    desk.judge([['bridge/level', 0, 1]])
    desk.judge([['bridge/level', Date.UTC(2300, 0, 1) - NOON, 2]])
    desk.judge([['bridge/level', 1000, 3]])
    await vi.waitFor(() => expect(desk.service.shippedTo()).toBe(3), SOON)
    const stored = await createInfluxHistory({ target, log: silentLog }).read('bridge/level', hour, 10)
    expect(stored.map(({ value }) => value)).toEqual([1, 3])
    expect(refused).toEqual([expect.stringContaining('influx.refused')])
  })
})

/** A small repeatable source of whole numbers below `limit` (Numerical Recipes' linear congruence). */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

function bucketsOf(sorted: [number, number][], count: number) {
  const width = Math.ceil((hour.to - hour.from) / count)
  const groups = new Map<number, [number, number][]>()
  for (const pair of sorted) {
    const index = Math.floor(pair[0] / width)
    groups.set(index, [...(groups.get(index) ?? []), pair])
  }
  return [...groups].map(([index, members]) => {
    const values = members.map(([, value]) => value)
    const sum = values.reduce((total, value) => total + value, 0)
    return {
      from: NOON + index * width,
      to: Math.min(NOON + (index + 1) * width, hour.to),
      min: Math.min(...values),
      // Eighths add up exactly, in any order.
      mean: sum / values.length,
      max: Math.max(...values),
      count: values.length,
      sum,
    }
  })
}
