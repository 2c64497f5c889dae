import { HOUR } from '@tocsin/core'
import { io } from 'socket.io-client'
import { afterAll, describe, expect, it } from 'vitest'
import { startInfluxd } from '../contracts/influxd.ts'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

describe('publish → warning → console → history', () => {
  const folder = temporaryFolder()
  afterAll(() => folder.remove())

  async function walk(dataDir: string, influx?: { url: string; database: string }): Promise<void> {
    const gateway = await startGatewayUnderTest(dataDir, { influx })
    const office = await Office.signIn(gateway.url)
    const secret = await office.register({
      id: 'bridge',
      name: '白河桥',
      area: 'lushan/xincun',
      datastreams: [
        { name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000, span: [0, 12] },
      ],
    })
    const rule = await office.addRule({
      name: '白河桥水位',
      appliesTo: { datastreams: ['bridge/level'] },
      response: '派人上堤巡查，通知沿河住户',
      condition: { kind: 'threshold', direction: 'above' },
      levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 }, red: { raiseAt: 4.5, clearBelow: 4.2 } },
    })

    const told: { warning: { id: string; level: string }; event: { type: string } }[] = []
    const values: number[] = []
    const socket = io(gateway.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: office.cookie, origin: gateway.url },
    })
    socket.on('warning', (message) => told.push(message))
    socket.on('observations', (message, acknowledge?: () => void) => {
      for (const { value } of message.observations) values.push(value)
      acknowledge?.()
    })
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve)
      socket.on('connect_error', reject)
    })
    await socket.emitWithAck('watch', { stations: '*' })

    const station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
    const now = Date.now()
    await station.reports(now - 2000, { level: 3.2 })
    await station.reports(now - 1000, { level: 3.996 })
    const raised = await eventually('the warning on the socket', () => told[0])
    expect(raised).toMatchObject({
      warning: {
        level: 'yellow',
        rule: { id: rule.id, version: 1, name: '白河桥水位' },
        subject: 'bridge/level',
      },
      event: { type: 'raised', reading: { phenomenonTime: now - 1000, value: 3.996 } },
    })
    expect(await eventually('the value on the socket', () => values.find((value) => value === 3.996))).toBe(
      3.996,
    )

    await station.reports(now, { level: 4.6 })
    const open = await eventually('the red warning over HTTP', async () =>
      (await office.openWarnings()).find(({ level }) => level === 'red'),
    )
    expect(open).toMatchObject({
      id: raised.warning.id,
      response: '派人上堤巡查，通知沿河住户',
      acknowledged: null,
    })
    await office.acknowledge(open.id, '已派人核查')
    const { events, acknowledged } = await office.warning(open.id)
    expect(events.map(({ type }) => type)).toEqual(['raised', 'level-raised', 'acknowledged'])
    expect(acknowledged).toMatchObject({ by: 'admin', level: 'red', note: '已派人核查' })

    // At once, before anything was shipped, and after.
    const kept = () => office.observations('bridge/level', now - HOUR, now + 1)
    expect((await kept()).map(({ value }) => value)).toEqual([3.2, 3.996, 4.6])
    await eventually('the history to be shipped', () =>
      gateway.services.site().backlog.history === 0 ? true : undefined,
    )
    expect((await kept()).map(({ value }) => value)).toEqual([3.2, 3.996, 4.6])
    if (influx) {
      const query = 'SELECT count(value) FROM observation'
      const stored = await eventually('InfluxDB to have all three', async () => {
        const url = `${influx.url}/query?db=${influx.database}&q=${encodeURIComponent(query)}`
        const text = await (await fetch(url)).text()
        return text.includes(',3]') ? text : undefined
      })
      expect(stored).toContain(',3]')
    }

    socket.disconnect()
    await station.leaves()
    await gateway.stop()
  }

  it('with the embedded history', () => walk(`${folder.path}/embedded`))

  it('with InfluxDB as the second history', async () => {
    const influxd = await startInfluxd()
    try {
      await walk(`${folder.path}/with-influx`, { url: influxd.url, database: 'tocsin' })
    } finally {
      await influxd.remove()
    }
  })
})
