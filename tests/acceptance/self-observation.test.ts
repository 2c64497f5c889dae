import { calls, STAGES, type StageView } from '@tocsin/contract'
import { MINUTE } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startInfluxd } from '../contracts/influxd.ts'
import { readExposition, type Sample } from '../rig/exposition.ts'
import { temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { eventually, Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'
import { CalledVillage } from '../rig/village.ts'

const LEVEL = { name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE } as const

describe('the gateway tells what each stage does', () => {
  const folder = temporaryFolder()
  let gateway: Awaited<ReturnType<typeof startGatewayUnderTest>>
  let office: Office
  let station: ReportingStation

  beforeEach(async () => {
    gateway = await startGatewayUnderTest(folder.path)
    office = await Office.signIn(gateway.url)
    const secret = await office.register({ id: 'bridge', name: 'Bridge', area: 'a', datastreams: [LEVEL] })
    await office.addRule({
      name: 'River',
      appliesTo: { datastreams: ['bridge/level'] },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { red: { raiseAt: 4 } },
    })
    station = await ReportingStation.connect('bridge', secret, gateway.mqttPort)
  })
  afterEach(async () => {
    await station.leaves()
    await gateway.stop()
    folder.remove()
  })

  it('to Prometheus and on the page of the pipeline', async () => {
    const now = Date.now()
    for (let second = 0; second < 20; second++)
      await station.reports(now - 20_000 + second * 1000, { level: second === 19 ? 4.5 : 3 })
    await station.reports(now, { unheardOf: 1 })
    await gateway.settle()
    const scrape = async () =>
      (await fetch(`${gateway.url}/metrics`, { headers: { cookie: office.cookie } })).text()
    // What a store has taken is told a moment after it has it.
    await eventually('the history to have it', async () =>
      /history_shipped_total\{store="duckdb"\} 20$/m.test(await scrape()) ? true : undefined,
    )

    const { types, samples } = readExposition(await scrape())
    const value = (name: string, labels: Sample['labels'] = {}) =>
      samples.find(
        (one) =>
          one.name === `tocsin_${name}` &&
          Object.entries(labels).every(([label, text]) => one.labels[label] === text),
      )?.value
    // Every stage of the flow table has figures under its own name.
    const families = [...types.keys()].map((name) => name.split('_')[1])
    for (const stage of STAGES.filter((one) => one !== 'influx')) expect(families, stage).toContain(stage)
    expect(value('broker_acks_total')).toBe(21)
    expect(value('decode_readings_total')).toBe(20)
    expect(value('decode_rejections_total')).toBe(1)
    expect(value('quality_observations_total', { flag: 'good' })).toBe(20)
    expect(value('warnings_open')).toBe(1)
    expect(value('history_shipped_total', { store: 'duckdb' })).toBe(20)
    expect(value('history_lag_seconds', { store: 'duckdb' })).toBe(0)
    expect(value('part_status', { part: 'journal' })).toBe(0)
    expect(value('device_stations', { state: 'silent' })).toBeDefined()

    // Histograms are cumulative, and the last bucket holds all that was counted.
    for (const [family] of [...types].filter(([, type]) => type === 'histogram')) {
      const buckets = samples.filter(({ name }) => name === `${family}_bucket`).map((one) => one.value)
      expect(buckets.length, family).toBeGreaterThan(5)
    }
    const acks = samples.filter(({ name }) => name === 'tocsin_broker_ack_seconds_bucket')
    expect(acks.map((one) => one.value)).toEqual(acks.map((one) => one.value).sort((a, b) => a - b))
    expect(acks.at(-1)).toMatchObject({ labels: { le: '+Inf' }, value: 21 })
    expect(value('broker_ack_seconds_count')).toBe(21)
    expect(value('warnings_raise_seconds_count')).toBe(1)

    const stages = await eventually('rates, which take two looks', async () => {
      const view = await office.call(calls.getPipeline, {})
      const by = Object.fromEntries(view.stages.map((one) => [one.stage, one]))
      return (by['history']?.perSecond ?? 0) > 0 ? (by as Record<string, StageView>) : undefined
    })
    expect(Object.keys(stages)).toEqual(STAGES.filter((one) => one !== 'influx'))
    expect(stages['broker']).toMatchObject({ done: 21, waiting: 0, status: 'ok' })
    expect(stages['broker']?.took?.p99Ms).toBeGreaterThan(0)
    expect(stages['decode']).toMatchObject({
      done: 20,
      errors: { lately: 1, total: 1 },
      code: 'decode-rejecting',
      values: { rejections: 1 },
    })
    expect(stages['warnings']).toMatchObject({ done: 1, code: 'warnings-well', values: { open: 1 } })
    expect(stages['history']).toMatchObject({ done: 20, waiting: 0, code: 'store-complete' })
  })
})

describe('the gateway warns the desk of itself', () => {
  it('when InfluxDB has been away for two minutes, and takes it back when it is there again', async () => {
    const influxd = await startInfluxd()
    await influxd.kill()
    const village = await CalledVillage.open({
      influx: { url: influxd.url, database: 'tocsin' },
      morningMinute: undefined,
    })
    const { operator, gateway } = village
    const influx = async () =>
      (await operator.call(calls.listBoxWarnings, {})).open.find(({ kind }) => kind === 'influx')
    try {
      await village.level(2)
      const part = async () => (await Office.health(gateway.url)).parts['influx']
      await expect.poll(async () => (await part())?.code, { timeout: 10_000 }).toBe('store-failing')
      await village.pass(60)
      expect(await influx()).toBeUndefined()
      await village.level(2)
      await village.pass(90)
      const raised = await influx()
      expect(raised).toMatchObject({ urgent: false, acknowledged: null })
      expect(raised?.reason.zh).toMatch(
        /^InfluxDB：InfluxDB 已 .*没有接收数据（对方拒绝连接：.*）.*数据不会丢/,
      )
      expect(raised?.reason.en).toMatch(/^InfluxDB: InfluxDB has taken nothing for .* Nothing is lost/)

      await influxd.start()
      await expect.poll(async () => (await part())?.code, { timeout: 45_000 }).toBe('store-complete')
      await village.pass(60)
      // What is gone for a moment is not taken back yet.
      expect((await influx())?.id).toBe(raised?.id)
      await village.pass(90)
      expect(await influx()).toBeUndefined()
      const { over } = await operator.call(calls.listBoxWarnings, {})
      expect(over.find(({ id }) => id === raised?.id)?.clearedAt).not.toBeNull()
    } finally {
      await village.close()
      await influxd.remove()
    }
  })
})
