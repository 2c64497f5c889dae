import { calls } from '@tocsin/contract'
import { HJ212_DIALECT, ModbusDevice, Modem, SL651_DIALECT, SZY206_DIALECT } from '@tocsin/devices'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL_LISTENERS, caller, registerDevice } from '../rig/field.ts'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'

const AREA = 'lushan/xincun'

/** The stations that the county already owns, each in the protocol that it speaks. */
describe('stations that are out there already', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path, environment: ALL_LISTENERS })
  let office: Office

  beforeAll(async () => {
    await gateway.start()
    office = await Office.signIn(gateway.url)
  })
  afterAll(async () => {
    await gateway.stop()
    folder.remove()
  })

  const latest = async (id: string) => (await office.call(calls.getStation, { params: { id } })).latest
  const warningOn = (subject: string) =>
    eventually(`a warning on ${subject}`, async () =>
      (await office.openWarnings()).find((warning) => warning.subject === subject),
    )

  it('an SL 651 station reports a flood over TCP, and a warning is raised', async () => {
    const code = SL651_DIALECT.code(1)
    await registerDevice(office, { id: 'river', name: '白河', area: AREA }, { profile: 'sl651-river', code })
    await office.addRule({
      name: '白河水位',
      appliesTo: { datastreams: ['river/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
    })
    const station = caller(gateway, SL651_DIALECT, code)
    station.keepAlive()
    expect(await station.report({ level: 2.1, rainTotal: 10, battery: 12.6 })).toBe(true)
    expect((await office.openWarnings()).filter(({ subject }) => subject === 'river/level')).toEqual([])
    const { connected } = await office.call(calls.getStation, { params: { id: 'river' } })
    expect(connected).toBe(true)
    expect(await station.report({ level: 4.62, rainTotal: 12.5, battery: 12.6 }, Date.now() + 60_000)).toBe(
      true,
    )
    expect(await warningOn('river/level')).toMatchObject({ level: 'red', area: AREA })
    expect(await latest('river')).toMatchObject({
      level: { value: 4.62 },
      rain: { value: 2.5 },
      battery: { value: 12.6 },
    })
    await station.hangUp()
    await eventually('the station is off line', async () =>
      (await office.call(calls.getStation, { params: { id: 'river' } })).connected ? undefined : true,
    )
  })

  it('an HJ 212 gas monitor reports carbon monoxide, and a warning is raised', async () => {
    const code = HJ212_DIALECT.code(1)
    await registerDevice(office, { id: 'gas', name: '厂界', area: AREA }, { profile: 'hj212-air', code })
    await office.addRule({
      name: '一氧化碳',
      appliesTo: { datastreams: ['gas/co'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { orange: { raiseAt: 20, clearBelow: 15 } },
    })
    const monitor = caller(gateway, HJ212_DIALECT, code)
    expect(await monitor.report({ gases: { a21005: 1.2, a21004: 30 } })).toBe(true)
    expect(await monitor.report({ gases: { a21005: 27.5, a21004: 31 } }, Date.now() + 1000)).toBe(true)
    expect(await warningOn('gas/co')).toMatchObject({ level: 'orange' })
    await monitor.hangUp()
  })

  it('an SZY206 level station logs in and reports', async () => {
    const code = SZY206_DIALECT.code(1)
    await registerDevice(office, { id: 'canal', name: '干渠', area: AREA }, { profile: 'szy206-level', code })
    const station = caller(gateway, SZY206_DIALECT, code)
    await station.modem.connect()
    let heard = 0
    station.modem.onHeard = (bytes) => {
      heard += bytes.length
    }
    station.keepAlive()
    await eventually('the link test is answered', () => (heard > 0 ? true : undefined))
    expect(await station.report({ level: 1.234 })).toBe(true)
    await eventually('its level', async () =>
      (await latest('canal'))['level']?.value === 1.234 ? true : undefined,
    )
    await station.hangUp()
  })

  it('several stations behind one modem each report for themselves', async () => {
    const codes = [2, 3, 4].map((number) => SL651_DIALECT.code(number))
    for (const [index, code] of codes.entries()) {
      const id = `behind-${index}`
      await registerDevice(office, { id, name: id, area: AREA }, { profile: 'sl651-river', code })
    }
    const modem = new Modem(SL651_DIALECT, '127.0.0.1', gateway.listenerPorts['sl651'] ?? 0)
    const stations = codes.map((code) => caller(gateway, SL651_DIALECT, code, { modem }))
    const acknowledged = await Promise.all(
      stations.map((station, index) => station.report({ level: 1 + index })),
    )
    expect(acknowledged).toEqual([true, true, true])
    for (const index of codes.keys()) {
      await eventually(`behind-${index}`, async () =>
        (await latest(`behind-${index}`))['level']?.value === 1 + index ? true : undefined,
      )
      const { connected } = await office.call(calls.getStation, { params: { id: `behind-${index}` } })
      expect(connected).toBe(true)
    }
    await modem.hangUp()
  })

  it('a station whose clock is ten years off is told the time, and says so on the diagnosis page', async () => {
    const code = SL651_DIALECT.code(5)
    await registerDevice(office, { id: 'slow', name: '慢钟', area: AREA }, { profile: 'sl651-river', code })
    const station = caller(gateway, SL651_DIALECT, code, { clockOffMs: -10 * 365 * 86_400_000 })
    expect(await station.report({ level: 1 })).toBe(true)
    await eventually('its clock is set', () => (station.clockSet > 0 ? true : undefined))
    expect(Math.abs(station.clockOffMs)).toBeLessThan(2000)
    await eventually('the clock fault', async () => {
      const { faults } = await office.call(calls.getStation, { params: { id: 'slow' } })
      return faults.some(({ kind }) => kind === 'clock') ? true : undefined
    })
    expect(await station.report({ level: 1.5 })).toBe(true)
    // Once, and again where it was far off; the confirmation of its answer is no further command.
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(station.clockSet).toBeLessThanOrEqual(2)
    await eventually('the right time again', async () => {
      const { latest: now, faults } = await office.call(calls.getStation, { params: { id: 'slow' } })
      return now['level']?.value === 1.5 && faults.length === 0 ? true : undefined
    })
    await station.hangUp()
  })

  it('an HJ 212 monitor whose clock is off is told the time as well', async () => {
    const code = HJ212_DIALECT.code(6)
    await registerDevice(office, { id: 'fast', name: '快钟', area: AREA }, { profile: 'hj212-air', code })
    const monitor = caller(gateway, HJ212_DIALECT, code, { clockOffMs: 3 * 3_600_000 })
    expect(await monitor.report({ gases: { a21005: 1 } })).toBe(true)
    await eventually('its clock is set', () => (monitor.clockSet > 0 ? true : undefined))
    expect(Math.abs(monitor.clockOffMs)).toBeLessThan(2000)
    await monitor.hangUp()
  })

  it('nothing that was acknowledged is lost when the gateway is killed and started again', async () => {
    const code = SL651_DIALECT.code(7)
    await registerDevice(office, { id: 'kept', name: '重启', area: AREA }, { profile: 'sl651-river', code })
    const station = caller(gateway, SL651_DIALECT, code, { answerWithinMs: 1000 })
    const begun = Math.floor(Date.now() / 60_000) * 60_000 - 60 * 60_000
    const acknowledged: number[] = []
    const reporting = (async () => {
      for (let minute = 0; minute < 60; minute++) {
        const at = begun + minute * 60_000
        if (await station.report({ level: 1 + minute / 100 }, at)) acknowledged.push(at)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    await new Promise((resolve) => setTimeout(resolve, 500))
    await gateway.kill()
    await gateway.start()
    office = await Office.signIn(gateway.url)
    await reporting
    await station.hangUp()
    expect(acknowledged.length).toBeGreaterThan(50)
    await eventually('all of them', async () => {
      const found = await office.observations('kept/level', begun, begun + 61 * 60_000)
      const times = new Set(found.map(({ phenomenonTime }) => phenomenonTime))
      return acknowledged.every((at) => times.has(at)) ? true : undefined
    })
  })

  it('a Modbus device is asked by its profile, and asked again after it was away', async () => {
    const registers = { holding: new Map<number, number>(), input: new Map<number, number>() }
    const distance = new DataView(new ArrayBuffer(4))
    // The profile's gauge looks down from 8.5 m, words swapped.
    distance.setFloat32(0, 6)
    registers.input.set(100, distance.getUint16(2))
    registers.input.set(101, distance.getUint16(0))
    registers.input.set(102, 215)
    const device = new ModbusDevice({ transport: 'tcp', units: new Map([[7, registers]]) })
    await device.start()
    const endpoint = `127.0.0.1:${device.port}`
    await registerDevice(
      office,
      { id: 'radar', name: '雷达', area: AREA },
      { profile: 'modbus-tcp-radar', endpoint },
    )
    await eventually('its level', async () =>
      (await latest('radar'))['level']?.value === 2.5 ? true : undefined,
    )
    expect((await latest('radar'))['temperature']?.value).toBe(21.5)
    await device.stop()
  })

  it('a device that does not answer is told of once, and keeps no other on its line from being asked', async () => {
    const registers = {
      holding: new Map([0, 1, 2, 3].map((at) => [at, at === 3 ? 1500 : 0])),
      input: new Map(),
    }
    const device = new ModbusDevice({ transport: 'rtu', units: new Map([[2, registers]]) })
    await device.start()
    const endpoint = `127.0.0.1:${device.port}`
    const there = { id: 'on-line', name: '在', area: AREA }
    const gone = { id: 'off-line', name: '不在', area: AREA }
    await registerDevice(office, gone, { profile: 'modbus-rain-level', endpoint, unit: 1 })
    await registerDevice(office, there, { profile: 'modbus-rain-level', endpoint, unit: 2 })
    await eventually('the one that is there', async () =>
      (await latest('on-line'))['level']?.value === 1.5 ? true : undefined,
    )
    const query = { station: 'off-line', limit: 10 }
    const rejections = await eventually('a reason', async () => {
      const answer = await office.call(calls.listRejections, { query })
      return answer.rejections.length > 0 ? answer.rejections : undefined
    })
    expect(rejections).toHaveLength(1)
    expect(rejections[0]?.reason).toMatch(/no answer within 3 s/)
    await device.stop()
  })

  it('readings come over HTTP with the station’s secret', async () => {
    const secret = await office.register({
      id: 'web',
      name: '网',
      area: AREA,
      datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000, span: [0, 12] }],
    })
    const post = (id: string, bearer: string, body: string, type = 'application/json') =>
      fetch(`${gateway.url}/api/ingest/${id}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': type },
        body,
      })
    const good = await post('web', secret, JSON.stringify({ values: { level: 3.3, mud: 1 } }))
    expect(good.status).toBe(200)
    expect(await good.json()).toMatchObject({ readings: 1, rejections: [{ path: 'values.mud' }] })
    expect((await latest('web'))['level']?.value).toBe(3.3)
    expect((await post('web', 'wrong', '{}')).status).toBe(401)
    expect((await post('river', secret, '{}')).status).toBe(401)
    expect((await post('web', secret, 'x'.repeat(300_000))).status).toBe(413)

    const senml = await registerDevice(
      office,
      { id: 'pack', name: 'SenML', area: AREA },
      { profile: 'senml-gauge' },
    )
    const pack = `[{"bn":"urn:dev:gauge:","bt":${Date.now() / 1000},"n":"level","u":"m","v":0.55}]`
    expect(await (await post('pack', senml, pack, 'application/senml+json')).json()).toMatchObject({
      readings: 1,
    })
    expect((await latest('pack'))['level']?.value).toBe(0.55)
  })

  it('a network server brings what its devices say, and nothing of anybody else’s', async () => {
    const lns = await office.register({
      id: 'lns',
      name: 'ChirpStack',
      area: AREA,
      datastreams: [{ name: 'battery', property: 'battery', unit: 'V', intervalMs: 3_600_000 }],
    })
    const own = { profile: 'chirpstack-gauge', code: '0102030405060708' }
    const others = { profile: 'chirpstack-gauge', code: '0102030405060709' }
    await registerDevice(office, { id: 'lora', name: 'LoRa', area: AREA, uplink: 'lns' }, own)
    await registerDevice(office, { id: 'lora-2', name: 'LoRa', area: AREA }, others)
    const uplink = (devEui: string, level: number) =>
      JSON.stringify({
        deduplicationId: crypto.randomUUID(),
        time: new Date().toISOString(),
        deviceInfo: { devEui },
        fCnt: 1,
        fPort: 1,
        object: { tips: 12, level_mm: level },
      })
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
      clientId: 'lns',
      username: 'lns',
      password: lns,
      reconnectPeriod: 0,
    })
    const topic = (eui: string) => `application/a1/device/${eui}/event/up`
    await client.publishAsync(topic(own.code), uplink(own.code, 550), { qos: 1 })
    await eventually('its level', async () =>
      (await latest('lora'))['level']?.value === 0.55 ? true : undefined,
    )
    await client.publishAsync(topic(others.code), uplink(others.code, 990), { qos: 1 })
    await client.endAsync()
    await eventually('a reason', async () => {
      const { rejections } = await office.call(calls.listRejections, { query: { station: 'lns', limit: 10 } })
      const told = rejections.some(
        ({ reason, excerpt }) => /names lns as its uplink/.test(reason) && excerpt === others.code,
      )
      return told ? true : undefined
    })
    expect(await latest('lora-2')).toEqual({})
    const webhook = await fetch(`${gateway.url}/api/ingest/lns?event=up`, {
      method: 'POST',
      headers: { authorization: `Bearer ${lns}`, 'content-type': 'application/json' },
      body: uplink(own.code, 560),
    })
    expect(await webhook.json()).toMatchObject({ readings: 2 })
    // A station that is nobody's uplink may not publish there at all.
    const secret = await registerDevice(
      office,
      { id: 'tb', name: 'TB', area: AREA },
      { profile: 'thingsboard-gas' },
    )
    const detector = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
      clientId: 'tb',
      username: 'tb',
      password: secret,
      reconnectPeriod: 0,
    })
    await detector.publishAsync('v1/devices/me/telemetry', JSON.stringify({ ch4: 3.5, o2: 20.9 }), { qos: 1 })
    await eventually('its gas', async () => ((await latest('tb'))['ch4']?.value === 3.5 ? true : undefined))
    const closed = new Promise<void>((resolve) => detector.once('close', () => resolve()))
    detector.publish(topic(own.code), uplink(own.code, 999), { qos: 1 })
    await closed
    expect((await latest('lora'))['level']?.value).toBe(0.56)
    detector.end(true)
  })
})
