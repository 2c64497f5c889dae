import { createInfluxHistory } from '@tocsin/gateway/history/influx'
import { type Log, silentLog } from '@tocsin/gateway/log'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyContract, NOON, observation } from './history.ts'
import { type Influxd, startInfluxd } from './influxd.ts'

let influxd: Influxd
beforeAll(async () => {
  influxd = await startInfluxd()
})
afterAll(() => influxd?.remove())

const hour = { from: NOON, to: NOON + 3_600_000 }

/** Keeps what was logged. */
function recordingLog() {
  const lines: { event: string; fields: Record<string, unknown> | undefined }[] = []
  const keep = (event: string, fields?: Record<string, unknown>) => {
    lines.push({ event, fields })
  }
  const log: Log = { info: keep, warn: keep, error: keep }
  return { log, lines }
}

/** A statement of somebody else's. It is done when its body has come, not before. */
async function ask(q: string): Promise<void> {
  await (await fetch(`${influxd.url}/query`, { method: 'POST', body: new URLSearchParams({ q }) })).text()
}

historyContract('InfluxDB 1.6', async () =>
  createInfluxHistory({ target: { url: influxd.url, database: 'contract' }, log: silentLog }),
)

describe('InfluxDB 1.6', () => {
  it('has its database made at the first append, whatever its name, and again when somebody drops it', async () => {
    const target = { url: influxd.url, database: 'the "flood" base' }
    const history = createInfluxHistory({ target, log: silentLog })
    expect(await history.read('a/level', hour, 10)).toEqual([])
    await history.append([observation('a/level', NOON, 1, 1)])
    expect(await history.read('a/level', hour, 10)).toHaveLength(1)
    await ask('DROP DATABASE "the \\"flood\\" base"')
    await expect(history.append([observation('a/level', NOON, 2, 2)])).rejects.toThrow(/not found/)
    await history.append([observation('a/level', NOON, 2, 2)])
    expect(await history.read('a/level', hour, 10)).toMatchObject([{ value: 2 }])
  })

  it('lets other tools query by station and datastream', async () => {
    const history = createInfluxHistory({ target: { url: influxd.url, database: 'tools' }, log: silentLog })
    await history.append([observation('bridge/level', NOON, 3.9, 1), observation('weir/level', NOON, 1, 2)])
    const query = new URLSearchParams({
      db: 'tools',
      q: `SELECT last(value) FROM observation WHERE station='bridge'`,
    })
    const answer = await (await fetch(`${influxd.url}/query?${query}`)).text()
    expect(answer).toContain('3.9')
  })

  it('stores the rest of a batch, and names what it could not take', async () => {
    const { log, lines } = recordingLog()
    const history = createInfluxHistory({ target: { url: influxd.url, database: 'poison' }, log })
    const batch = Array.from({ length: 1000 }, (_, index) =>
      observation('p/level', NOON + index, index, index + 1),
    )
    batch[100] = observation('p/level', Date.UTC(2300, 0, 1), 1, 101)
    batch[500] = observation('p/level', NOON + 0.5, 1, 501)
    await history.append(batch)
    expect(await history.read('p/level', hour, 2000)).toHaveLength(998)
    expect(history.refused).toBe(2)
    expect(lines.map(({ event, fields }) => [event, fields?.['position'], fields?.['observations']])).toEqual(
      [
        ['influx.refused', 101, 1],
        ['influx.refused', 501, 1],
      ],
    )
  })

  it('gives up a part it refuses altogether in few requests and few lines', async () => {
    const { log, lines } = recordingLog()
    const history = createInfluxHistory({ target: { url: influxd.url, database: 'conflict' }, log })
    await history.append([])
    await history.append([observation('first/level', NOON, 1, 1)])
    // Somebody else's program has taken the measurement's field for text.
    await ask('DROP DATABASE conflict')
    await ask('CREATE DATABASE conflict')
    await fetch(`${influxd.url}/write?db=conflict&precision=ms`, {
      method: 'POST',
      body: `observation value="x" ${NOON}`,
    })
    const batch = Array.from({ length: 12_000 }, (_, index) =>
      observation('c/level', NOON + index, index, index + 1),
    )
    await history.append(batch)
    expect(history.refused).toBe(12_000)
    expect(lines.length).toBeLessThan(60)
  })

  it('rejects an append while the server is away, and takes the same one when it is back', async () => {
    const own = await startInfluxd()
    try {
      const history = createInfluxHistory({
        target: { url: own.url, database: 'outage' },
        log: silentLog,
        timeout: 1000,
      })
      const before = [observation('o/level', NOON, 1, 1)]
      const during = [observation('o/level', NOON + 1, 2, 2)]
      await history.append(before)
      await own.kill()
      await expect(history.append(during)).rejects.toThrow()
      await expect(history.read('o/level', hour, 10)).rejects.toThrow()
      await own.start()
      await history.append(during)
      await own.kill('SIGSTOP')
      await expect(history.append(during)).rejects.toThrow(/time/i)
      await own.kill('SIGCONT')
      await history.append(during)
      expect(await history.read('o/level', hour, 10)).toMatchObject([{ value: 1 }, { value: 2 }])
      expect(history.refused).toBe(0)
    } finally {
      await own.remove()
    }
  })
})
