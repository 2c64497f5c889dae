import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls, type ImportMappingInput } from '@tocsin/contract'
import { DAY, HOUR, MINUTE } from '@tocsin/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { bringFile, importEnded, sendPart } from '../rig/import-file.ts'
import { eventually, Office } from '../rig/office.ts'

type Csv = Extract<ImportMappingInput, { format: 'csv' }>
const RECORDINGS = join(import.meta.dirname, '..', '..', 'devices', 'recordings')
const recording = (name: string) => readFileSync(join(RECORDINGS, name))
const KENTUCKY: Csv = {
  format: 'csv',
  comment: '#',
  skipLines: 1,
  time: {
    columns: ['datetime'],
    format: 'YYYY-MM-DD HH:mm',
    zoneColumn: 'tz_cd',
    zones: { EST: '-05:00', EDT: '-04:00' },
  },
  columns: [
    { column: '07_00065', datastream: 'kentucky/level', unit: 'ft' },
    { column: '22_00045', datastream: 'kentucky/rain', unit: 'in' },
    { column: '02_00060', datastream: 'kentucky/flow', unit: 'cfs' },
  ],
}
const MYTHOLMROYD: Csv = {
  format: 'csv',
  headerLine: 21,
  time: { columns: ['Time stamp'], format: 'DD/MM/YY HH:mm', zone: '+00:00' },
  columns: [{ column: 'Value[m]', datastream: 'mytholmroyd/level', unit: 'm' }],
}
const stamp = (at: number, zone = 0) => new Date(at + zone).toISOString().slice(0, 16)
const EST = -5 * HOUR
const text = (lines: readonly string[]) => Buffer.from(lines.join('\n'))

/** The largest amount in any window of this length. */
function wettest(series: readonly { phenomenonTime: number; value: number }[], window: number) {
  let most = { sum: 0, at: 0 }
  for (const [index, { phenomenonTime: at }] of series.entries()) {
    let sum = 0
    for (let from = index; from >= 0; from--) {
      const one = series[from] as (typeof series)[number]
      if (one.phenomenonTime <= at - window) break
      sum += one.value
    }
    if (sum > most.sum) most = { sum, at }
  }
  return most
}

describe('the years before the box came', () => {
  const folder = temporaryFolder()
  const gateway = new GatewayProcess({ dataDir: folder.path })
  let office: Office

  beforeAll(async () => {
    await gateway.start()
    office = await Office.signIn(gateway.url)
    const level = { name: 'level', property: 'water-level', unit: 'm', intervalMs: 15 * MINUTE } as const
    await office.register({
      id: 'mytholmroyd',
      name: '米索姆罗伊德',
      area: 'calderdale',
      datastreams: [level],
    })
    await office.register({
      id: 'kentucky',
      name: '肯塔基河四号船闸',
      area: 'franklin',
      datastreams: [
        level,
        { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 15 * MINUTE, form: 'increment' },
        { name: 'flow', property: 'flow', unit: 'm³/s', intervalMs: 15 * MINUTE },
      ],
    })
    await office.addRule({
      name: 'River',
      appliesTo: { property: 'water-level' },
      condition: { kind: 'threshold', direction: 'above' },
      levels: { yellow: { raiseAt: 3.9, clearBelow: 3.7 } },
    })
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    folder.remove()
  })

  it('come in from the Kentucky River as the survey writes it: feet and inches, two time zones, a change of the clocks', async () => {
    const file = recording('usgs_03287500_kentucky_river_2014_uv.txt')
    const { state, counts, faults } = await importEnded(
      office,
      await bringFile(office, 'kentucky.txt', file, KENTUCKY),
    )
    expect({ state, faults }).toEqual({ state: 'done', faults: [] })
    expect(counts).toMatchObject({ rows: 6871, faulty: 0, differing: 0 })
    const [from, to] = [Date.UTC(2014, 0, 1), Date.UTC(2014, 2, 15)]
    const level = await office.observations('kentucky/level', from, to)
    const peak = level.reduce((most, one) => (one.value > most.value ? one : most))
    const least = level.reduce((most, one) => (one.value < most.value ? one : most))
    expect([peak.value, stamp(peak.phenomenonTime, EST)]).toEqual([8.165592, '2014-02-06T08:45'])
    expect(peak.value / 0.3048).toBeCloseTo(26.79, 6)
    expect([least.value / 0.3048, stamp(least.phenomenonTime, EST)]).toEqual([
      expect.closeTo(7.84, 6),
      '2014-02-01T13:15',
    ])
    // The clocks went forward: no gap, and nothing twice.
    const steps = level.slice(1).map((one, index) => one.phenomenonTime - (level[index]?.phenomenonTime ?? 0))
    expect(steps.filter((step) => step !== 15 * MINUTE)).toEqual([75 * MINUTE])
    const rain = await office.observations('kentucky/rain', from, to)
    const [hour, six] = [wettest(rain, HOUR), wettest(rain, 6 * HOUR)]
    expect([hour.sum.toFixed(1), stamp(hour.at, EST).slice(0, 10)]).toEqual(['8.6', '2014-03-02'])
    expect([six.sum.toFixed(1), stamp(six.at, EST).slice(0, 10)]).toEqual(['20.6', '2014-01-11'])
    expect(counts.blank).toBeGreaterThanOrEqual(272)
    expect(new Set(level.map(({ flag }) => flag))).toEqual(new Set(['not-evaluated']))
  })

  it('come in from Mytholmroyd, in parts; brought again they change nothing; and nobody is warned of what is past', async () => {
    const file = recording('ea_mytholmroyd_stage_2015-12.csv')
    const first = await importEnded(
      office,
      await bringFile(office, 'calder.csv', file, MYTHOLMROYD, { part: 100_000 }),
    )
    expect(first).toMatchObject({ state: 'done', counts: { rows: 3456, added: 3456, faulty: 0 } })
    const level = await office.observations('mytholmroyd/level', Date.UTC(2015, 11, 1), Date.UTC(2016, 0, 6))
    const peak = level.reduce((most, one) => (one.value > most.value ? one : most))
    expect([level.length, peak.value, stamp(peak.phenomenonTime)]).toEqual([3456, 5.735, '2015-12-26T14:00'])
    const again = await importEnded(office, await bringFile(office, 'calder.csv', file, MYTHOLMROYD))
    expect(again.counts).toMatchObject({ added: 0, known: 3456, differing: 0 })
    expect(await office.openWarnings('all')).toEqual([])
  })

  it('say by line and column what cannot be used, take the rest, and take nothing while they are only checked', async () => {
    const file = text([
      'time,level,rain',
      '2016-03-01T00:00Z,1.5,0.2',
      '2016-03-01T00:15Z,abc,0.2',
      '2016-02-30T00:30Z,1.5,0.2',
      '2016-03-01 00:45,1.5,0.2',
      '"2016-03-01T01:00Z,1.5',
      '2016-03-01T01:15Z,1.6',
      '2999-01-01T00:00Z,1.5,0.2',
      '2016-03-01T01:30Z,"1,234",',
      '2016-03-01T01:45Z,1.7,',
    ])
    const mapping: Csv = {
      format: 'csv',
      time: { columns: ['time'] },
      columns: [
        { column: 'level', datastream: 'kentucky/level', unit: 'm' },
        { column: '#3', datastream: 'kentucky/rain', unit: 'mm' },
      ],
    }
    const faults = [
      [3, 'level'],
      [4, 'time'],
      [5, 'time'],
      [6, ''],
      [7, '#3'],
      [8, 'time'],
      [9, 'level'],
    ]
    const checked = await importEnded(
      office,
      await bringFile(office, 'checked.csv', file, mapping, { check: true }),
    )
    expect(checked.faults.map(({ row, column }) => [row, column])).toEqual(faults)
    expect(checked.counts).toMatchObject({ rows: 9, values: 5, added: 0, blank: 2, faulty: 7 })
    const taken = await importEnded(office, await bringFile(office, 'taken.csv', file, mapping))
    expect(taken.faults.map(({ row, column }) => [row, column])).toEqual(faults)
    expect(taken.counts).toMatchObject({ values: 5, added: 5 })
  })

  it('are refused where a mapping names no datastream, no zone, or a unit that does not convert; and a file without its header fails', async () => {
    const column = { column: 'v', datastream: 'kentucky/level', unit: 'm' }
    const refused: readonly (readonly [Csv, string])[] = [
      [
        { ...MYTHOLMROYD, columns: [{ ...column, datastream: 'kentucky/snow' }] },
        'mapping.columns.0.datastream',
      ],
      [{ ...MYTHOLMROYD, columns: [{ ...column, unit: 'mm/h' }] }, 'mapping.columns.0.unit'],
      [{ ...MYTHOLMROYD, time: { columns: ['t'], format: 'DD/MM/YYYY' } }, 'mapping.time.zone'],
      [{ ...MYTHOLMROYD, time: { columns: ['t'], format: 'HH:mm', zone: 'Z' } }, 'mapping.time.format'],
    ]
    for (const [mapping, path] of refused) {
      await expect(bringFile(office, 'a.csv', text(['t,v', '1,2']), mapping)).rejects.toMatchObject({
        problem: { status: 422, errors: [{ path }] },
      })
    }
    const { state, detail } = await importEnded(
      office,
      await bringFile(office, 'a.csv', text(['when,what', '1,2']), { ...MYTHOLMROYD, headerLine: 1 }),
    )
    expect([state, detail]).toEqual(['failed', expect.stringContaining('no column "Time stamp"')])
  })

  it('come back from line protocol as this box writes it, and from that of others by a mapping', async () => {
    const own = text([
      'observation,datastream=mytholmroyd/level,station=mytholmroyd checks="spike",flag="suspect",position=9i,receivedAt=1456790405000i,value=2.5 1456790400000',
      'observation,datastream=nobody/level,station=nobody checks="",flag="good",position=9i,receivedAt=1456790405000i,value=2.5 1456790400000',
      'observation,datastream=mytholmroyd/level value=2.5',
    ])
    const taken = await importEnded(
      office,
      await bringFile(office, 'own.lp', own, { format: 'line-protocol', precision: 'ms' }),
    )
    expect(taken.counts).toMatchObject({ rows: 3, added: 1, faulty: 2 })
    expect(await office.observations('mytholmroyd/level', 1456790400000, 1456790400001)).toMatchObject([
      { value: 2.5, flag: 'suspect', checks: ['spike'], receivedAt: 1456790405000 },
    ])
    const other = text([
      '# from a logger',
      'river\\ gauge,site=mytholmroyd,owner=a\\,b height=150i,note="a, b=c \\"d\\"" 1456800000000000000',
      'battery,site=mytholmroyd volts=12.1 1456800000000000000',
    ])
    const points = [{ measurement: 'river gauge', field: 'height', datastream: '{site}/level', unit: 'cm' }]
    const mapped = await importEnded(
      office,
      await bringFile(office, 'b.lp', other, { format: 'line-protocol', points }),
    )
    expect(mapped.counts).toMatchObject({ rows: 1, added: 1, faulty: 0 })
    expect(await office.observations('mytholmroyd/level', 1456800000000, 1456800000001)).toMatchObject([
      { value: 1.5 },
    ])
  })

  it('go on where they were when the gateway is killed, in the upload and in the middle of the file, and can be cancelled', async () => {
    const begin = Date.UTC(2017, 0, 1)
    const rows = Array.from(
      { length: 300_000 },
      (_, index) => `${begin + index * MINUTE},${(index % 997) / 100}`,
    )
    const file = text(['t,v', ...rows, ''])
    const mapping: Csv = {
      format: 'csv',
      time: { columns: ['t'], format: 'epoch-ms' },
      columns: [{ column: 'v', datastream: 'kentucky/level', unit: 'm' }],
    }
    const body = { name: 'long.csv', bytes: file.length, mapping, check: false }
    const { id } = await office.call(calls.createImport, { body: body as never })
    const half = Math.floor(file.length / 2)
    await sendPart(office, id, 0, file.subarray(0, half))
    await gateway.kill()
    await gateway.start()
    office = await Office.signIn(gateway.url)
    const { uploaded } = await office.call(calls.readImport, { params: { id } })
    expect(uploaded).toBe(half)
    expect((await sendPart(office, id, 0, file.subarray(0, half))).status).toBe(422)
    await sendPart(office, id, uploaded, file.subarray(uploaded))
    for (const share of [0.1, 0.5]) {
      await eventually(
        'a part of it to be taken in',
        async () => {
          const { read, state } = await office.call(calls.readImport, { params: { id } })
          return read > share * file.length || state === 'done' ? true : undefined
        },
        60_000,
      )
      await gateway.kill()
      await gateway.start()
      office = await Office.signIn(gateway.url)
    }
    const { state, counts } = await importEnded(office, id)
    expect(state).toBe('done')
    // What was taken in twice was known the second time.
    expect(counts).toMatchObject({ rows: 300_000, values: 300_000, faulty: 0, differing: 0 })
    expect(counts.added + counts.known).toBe(300_000)
    const kept = await office.observations('kentucky/level', begin, begin + 60 * DAY)
    expect(kept.length).toBe(60 * 24 * 60)

    const other = await bringFile(office, 'again.csv', file, mapping)
    const cancelled = await office.call(calls.cancelImport, { params: { id: other } })
    expect(cancelled.state).toBe('cancelled')
    const small = await bringFile(office, 'small.csv', text(['t,v', `${begin},1`]), mapping)
    expect((await importEnded(office, small)).counts).toMatchObject({ differing: 1 })
  }, 120_000)
})
