import { connect } from 'node:net'
import { calls } from '@tocsin/contract'
import { DAY, HOUR, LONGEST_KEPT } from '@tocsin/core'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usageOf } from '../bench/usage.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

const LEVEL = {
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: 300_000,
  span: [0, 12] as [number, number],
}
const RAIN = {
  name: 'rain',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: 300_000,
  form: 'increment' as const,
}

describe('bad input', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  let office: Office
  let secret: string
  let station: ReportingStation

  beforeAll(async () => {
    await gateway.start()
    office = await Office.signIn(gateway.url)
    secret = await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [LEVEL, RAIN],
    })
    await office.register({ id: 'other', name: 'Other', area: 'lushan', datastreams: [LEVEL] })
    station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  })
  afterAll(async () => {
    await station.leaves()
    await gateway.stop()
    folder.remove()
  })

  /** Nothing else is affected: a good reading still goes all the way. */
  async function stillWell(): Promise<void> {
    const now = Date.now()
    await station.reports(now, { level: 1 })
    await eventually('the next good reading', async () =>
      (await office.observations('bridge/level', now, now + 1)).length === 1 ? true : undefined,
    )
  }

  const rejections = async () =>
    (await office.call(calls.listRejections, { query: { station: 'bridge', limit: 10 } })).rejections

  const f = (name: string, payload: string, reason: RegExp) =>
    it(`${name} is acknowledged, and kept with a reason that somebody can read`, async () => {
      await station.publishes(payload)
      await eventually(`a rejection like ${reason}`, async () => {
        const [newest] = await rejections()
        return newest && reason.test(`${newest.path}: ${newest.reason}`) ? true : undefined
      })
      // It is kept as it came, for whoever wants to know why; a long one is not, nor one of nothing.
      const { frame } = (await rejections())[0] ?? {}
      if (payload === '' || payload.length > LONGEST_KEPT) expect(frame).toBeNull()
      else {
        const kept = await office.call(calls.readRejectedFrame, { params: { id: frame ?? 0 } })
        expect(kept).toMatchObject({ station: 'bridge', dialect: 'tocsin' })
        expect(Buffer.from(kept.hex, 'hex').toString()).toBe(payload)
      }
      const view = await office.call(calls.getStation, { params: { id: 'bridge' } })
      expect(view.faults.map(({ kind }) => kind)).toContain('rejected')
      await stillWell()
    })
  f('a payload that is not JSON', 'level=3.2;', /^: not JSON/)
  f(
    'a text where a number belongs',
    '{"ts":1,"values":{"level":"3.2"}}',
    /^values\.level: a string; expected a number/,
  )
  f('NaN', '{"ts":1,"values":{"level":NaN}}', /^: not JSON/)
  f('1e999', '{"ts":1,"values":{"level":1e999}}', /^values\.level: too large/)
  f('1,001 items', JSON.stringify(Array(1001).fill({ ts: 1, values: { level: 1 } })), /^: 1001 items/)
  f('an increment without its time', '{"values":{"rain":0.2}}', /^ts: missing; an increment needs its time/)
  f('an unknown datastream', '{"ts":1,"values":{"speed":2}}', /^values\.speed: no such datastream/)
  f('an empty payload', '', /^: not JSON/)

  it('a time in 1970 or next year is kept, and the station shows a clock fault until its clock is right', async () => {
    const faults = async () =>
      (await office.call(calls.getStation, { params: { id: 'bridge' } })).faults.map(({ kind }) => kind)
    for (const ts of [HOUR, Date.now() + 365 * DAY]) {
      await station.reports(ts, { level: 2.5 })
      await eventually('the clock fault', async () => ((await faults()).includes('clock') ? true : undefined))
      await eventually('the reading itself', async () =>
        (await office.observations('bridge/level', ts, ts + 1)).length === 1 ? true : undefined,
      )
      await stillWell()
      expect(await faults()).not.toContain('clock')
    }
  })

  it('a packet of 10 MB closes that connection only, and is not collected', async () => {
    const before = usageOf(gateway.pid).peakMegabytes
    for (let attempt = 0; attempt < 5; attempt++) {
      const socket = connect(gateway.mqttPort, '127.0.0.1')
      await new Promise<void>((resolve) => {
        socket.on('error', () => {})
        socket.on('close', () => resolve())
        // A CONNECT whose header claims 10 MB, and the 10 MB.
        socket.write(Buffer.concat([Buffer.from([0x10, 0x80, 0xad, 0xe2, 0x04]), Buffer.alloc(10_000_000)]))
      })
    }
    const large = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
      clientId: 'bridge#second',
      username: 'bridge',
      password: secret,
      reconnectPeriod: 0,
    })
    const closed = new Promise<void>((resolve) => large.once('close', () => resolve()))
    large.on('error', () => {})
    large.publish('stations/bridge/readings', Buffer.alloc(10_000_000), { qos: 1 }, () => {})
    await closed
    await stillWell()
    expect(usageOf(gateway.pid).peakMegabytes - before).toBeLessThan(60)
  })

  it('a wrong secret, an unknown station and another’s topic are refused alike, and logged', async () => {
    const refusal = async (username: string, password: string) =>
      mqtt
        .connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
          clientId: username,
          username,
          password,
          reconnectPeriod: 0,
        })
        .then(
          () => 'let in',
          (error: Error) => error.message,
        )
    const wrong = await refusal('bridge', 'not the secret')
    expect(wrong).toMatch(/refused/i)
    expect(await refusal('nobody-knows-me', secret)).toBe(wrong)
    const intruder = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
      clientId: 'bridge#intruder',
      username: 'bridge',
      password: secret,
      reconnectPeriod: 0,
    })
    intruder.on('error', () => {})
    const granted = await intruder.subscribeAsync('stations/other/commands', { qos: 1 }).then(
      ([grant]) => grant?.qos,
      () => 128,
    )
    expect(granted).toBe(128)
    const closed = new Promise<void>((resolve) => intruder.once('close', () => resolve()))
    intruder.publish('stations/other/readings', '{"ts":1,"values":{"level":9}}', { qos: 1 }, () => {})
    await closed
    expect(await office.observations('other/level', 0, 2)).toEqual([])
    await eventually('the refusals in the log', () =>
      /broker\.refused/.test(gateway.output) ? true : undefined,
    )
    await stillWell()
  })
})
