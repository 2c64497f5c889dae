import { createInfluxHistory } from '@tocsin/gateway/history/influx'
import { silentLog } from '@tocsin/gateway/log'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyContract, NOON, observation } from './history.ts'
import { type Influx2Server, startInflux2Server } from './influx2-server.ts'

let server: Influx2Server
beforeAll(async () => {
  server = await startInflux2Server()
})
afterAll(() => server?.stop())

const hour = { from: NOON, to: NOON + 3_600_000 }

function open(token = server.token) {
  const { url, org, bucket } = server
  return createInfluxHistory({ target: { url: `${url}/`, org, bucket, token }, log: silentLog })
}

historyContract('InfluxDB 2 (a line-protocol server of the tests)', async () => open())

describe('InfluxDB 2 (a line-protocol server of the tests)', () => {
  it('rejects an append with a token that is not taken: that is no fault of the data', async () => {
    const history = open('wrong')
    await expect(history.append([observation('t/level', NOON, 1, 1)])).rejects.toThrow(/unauthorized/)
    expect(history.refused).toBe(0)
  })

  it.each([429, 500, 503])('rejects an append that is answered with %i, to be sent again', async (status) => {
    const history = open()
    server.failWritesWith = status
    await expect(history.append([observation('s/level', NOON, 1, 1)])).rejects.toThrow()
    server.failWritesWith = undefined
    await history.append([observation('s/level', NOON, 1, 1)])
    expect(await history.read('s/level', hour, 10)).toHaveLength(1)
    expect(history.refused).toBe(0)
  })

  it('stores the rest of a batch that the server refuses as a whole', async () => {
    const history = open()
    const batch = Array.from({ length: 100 }, (_, index) =>
      observation('p/level', NOON + index, index, index + 1),
    )
    batch[63] = observation('p/level', NOON + 0.5, 1, 64)
    await history.append(batch)
    expect(await history.read('p/level', hour, 1000)).toHaveLength(99)
    expect(history.refused).toBe(1)
  })
})
