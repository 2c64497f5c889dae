import { connect } from 'node:net'
import { calls } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { connectPacket, publishPacket, RawDevice } from '@tocsin/gateway/broker/testing/raw-device'
import { expect, it } from 'vitest'
import { settleCounty } from '../bench/county.ts'
import { usageOf } from '../bench/usage.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { expectWell } from './aftermath.ts'

/** 10,000 within a minute in the long form. */
const STATIONS = Number(process.env['RECONNECTING'] ?? 500)
/** Stations a second: ten thousand within a minute. */
const A_SECOND = 10_000 / 60
/** An hour at one a minute. */
const BACKLOG = 60
/** Ten thousand connections, and what of their backlogs is under way. */
const MOST_MEGABYTES = 1000
/** Stations whose history is read back reading by reading. */
const READ_BACK = 200

it(`${STATIONS} stations that come back with an hour's backlog each are all served, and lose nothing`, async () => {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: 3 })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const begun = performance.now()
  const now = Date.now()
  const waits: number[] = []

  async function comesBack(id: string, secret: string, index: number): Promise<RawDevice> {
    await new Promise((resolve) => setTimeout(resolve, (index / A_SECOND) * 1000))
    const socket = connect({ port: gateway.mqttPort, host: '127.0.0.1', noDelay: true })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    const device = new RawDevice(socket)
    const since = performance.now()
    const backlog = Array.from({ length: BACKLOG }, (_, minute) => ({
      ts: now - (BACKLOG - minute) * MINUTE + index,
      values: { level: 1 + ((index + minute) % 80) / 10 },
    }))
    device.send(
      connectPacket({ clientId: id, username: id, password: secret }),
      publishPacket({ topic: `stations/${id}/readings`, messageId: 1, payload: JSON.stringify(backlog) }),
    )
    expect(await device.answer()).toBe('20020000')
    expect(await device.acks(1)).toEqual([1])
    waits.push(performance.now() - since)
    return device
  }

  const devices = await Promise.all(stations.map(({ id, secret }, index) => comesBack(id, secret, index)))
  const seconds = (performance.now() - begun) / 1000
  const { peakMegabytes } = usageOf(gateway.pid)
  const office = await Office.signIn(gateway.url)
  const views = await office.stations()
  expect(views.filter(({ connected }) => connected)).toHaveLength(STATIONS)
  expect(views.reduce((sum, { counts }) => sum + counts.readings, 0)).toBe(STATIONS * BACKLOG)
  expect(views.flatMap(({ faults }) => faults)).toEqual([])
  await eventually(
    'the history to have everything',
    async () => {
      const { backlog } = await office.call(calls.getSite, {})
      return backlog.history === 0 && backlog.judge === 0 ? true : undefined
    },
    60_000,
  )
  for (let read = 0; read < Math.min(STATIONS, READ_BACK); read++) {
    const index = Math.floor((read * STATIONS) / Math.min(STATIONS, READ_BACK))
    const kept = await office.observations(`s${index}/level`, now - 2 * BACKLOG * MINUTE, now + MINUTE)
    expect(kept.map(({ value }) => value)).toEqual(
      Array.from({ length: BACKLOG }, (_, minute) => 1 + ((index + minute) % 80) / 10),
    )
  }
  await expectWell(gateway.url)
  // Nobody is called for what has passed.
  expect(await office.openWarnings('all')).toEqual([])
  waits.sort((a, b) => a - b)
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0
  console.log(
    `${STATIONS} stations back within ${seconds.toFixed(1)} s; sign-in and backlog acknowledged within ${Math.round(p99)} ms (p99); ${peakMegabytes} MB at most`,
  )
  expect(peakMegabytes).toBeLessThan(MOST_MEGABYTES)
  for (const device of devices) device.cut()
  expect(await gateway.stop()).toBe(0)
  folder.remove()
})
