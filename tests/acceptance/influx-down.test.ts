import { expect, it } from 'vitest'
import { startInfluxd } from '../contracts/influxd.ts'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'

it('with InfluxDB down readings are acknowledged and judged, health says degraded and why, and everything is shipped later', async () => {
  const influxd = await startInfluxd()
  await influxd.kill()
  const folder = temporaryFolder()
  const gateway = await startGatewayUnderTest(folder.path, {
    influx: { url: influxd.url, database: 'tocsin' },
  })
  const office = await Office.signIn(gateway.url)
  const secret = await office.register({
    id: 'bridge',
    name: 'Bridge',
    area: 'a',
    datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 300_000 }],
  })
  await office.addRule({
    name: 'River',
    appliesTo: { datastreams: ['bridge/level'] },
    condition: { kind: 'threshold', direction: 'above' },
    levels: { red: { raiseAt: 4 } },
  })
  const station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  const now = Date.now()
  for (let second = 0; second < 10; second++)
    await station.reports(now - 10_000 + second * 1000, { level: 3.5 + second / 10 })

  await eventually('the warning', async () => (await office.openWarnings())[0])
  const health = await eventually('health to say so', async () => {
    const asked = await Office.health(gateway.url)
    return asked.status === 'degraded' ? asked : undefined
  })
  expect(health.parts['influx']?.status).toBe('degraded')
  expect(health.parts['influx']?.detail).toMatch(/InfluxDB/)
  expect(health.parts['history']?.status).toBe('ok')

  await influxd.start()
  await eventually(
    'InfluxDB to have everything',
    async () => {
      const query = encodeURIComponent('SELECT count(value) FROM observation')
      const text = await (await fetch(`${influxd.url}/query?db=tocsin&q=${query}`)).text()
      return text.includes(',10]') ? true : undefined
    },
    45_000,
  )
  await eventually('health to be well again', async () =>
    (await Office.health(gateway.url)).status === 'ok' ? true : undefined,
  )
  await station.leaves()
  await gateway.stop()
  await influxd.remove()
  folder.remove()
})
