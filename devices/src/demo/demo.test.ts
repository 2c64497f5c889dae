import { ruleBody, stationBody, tableBody } from '@tocsin/contract'
import {
  compileRule,
  covers,
  DAY,
  decodePayload,
  decodeProfile,
  latenessOf,
  MINUTE,
  SECOND,
  tableFaults,
} from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { reports } from '../instruments/index.ts'
import { crossing, seriesOf } from '../recordings/index.ts'
import { chooseShift } from '../replay.ts'
import { DEMO_RULES } from './rules.ts'
import { demoStations } from './stations.ts'
import { DEMO_TABLES } from './tables.ts'

const NOW = Date.UTC(2026, 6, 1, 8)
const stations = demoStations()
const shiftOf = ({ flood }: (typeof stations)[number]) =>
  flood ? chooseShift(flood.recording, flood.moment, NOW, flood.aheadMs).shiftMs : 0

describe('the stations of the demo', () => {
  it.each(stations.map((station) => [station.body.id, station] as const))(
    '%s is described as the gateway expects, and sends only what it described',
    (_id, station) => {
      expect(stationBody.parse(station.body)).toEqual(station.body)
      const profile = decodeProfile(station.body)
      const seen = new Set<string>()
      const instruments = station.instruments(NOW, shiftOf(station))
      for (const item of reports(instruments, 5 * SECOND, NOW, NOW + 20 * MINUTE)) {
        const { readings, rejections } = decodePayload(JSON.stringify(item), profile, item.ts)
        expect(rejections).toEqual([])
        for (const { datastream } of readings) seen.add(datastream)
      }
      expect(seen.size).toBe(station.body.datastreams.length)
    },
  )

  it('bring along what lay before the start, and no more than the gateway takes from one station at once', () => {
    for (const station of stations) {
      const from = NOW - station.backfillDays * DAY
      let readings = 0
      for (const { values } of reports(station.instruments(NOW, shiftOf(station)), MINUTE, from, NOW)) {
        readings += Object.keys(values).length
      }
      expect(readings).toBeGreaterThan(2 * 24 * 60)
      expect(readings).toBeLessThan(20_000)
    }
  })

  it('report more often than their lateness allows', () => {
    for (const { body } of stations) expect(latenessOf(body)).toBeGreaterThanOrEqual(5 * MINUTE)
  })

  it('stay within the span of each sensor for a day and through both floods', () => {
    for (const station of stations) {
      const instruments = station.instruments(NOW, shiftOf(station))
      for (const { values } of reports(instruments, MINUTE, NOW, NOW + 24 * 60 * MINUTE)) {
        for (const { name, span } of station.body.datastreams) {
          const value = values[name]
          if (value === undefined || !span) continue
          expect(value >= span[0] && value <= span[1]).toBe(true)
        }
      }
    }
  })

  it('bring the first flood about a minute after the start and the second soon after', () => {
    const ahead = stations.flatMap((station) => {
      if (!station.flood) return []
      const { recording, moment } = station.flood
      const at = crossing(seriesOf(recording, moment.series), moment.threshold, moment.after)
      return [Math.round((at + shiftOf(station) - NOW) / SECOND)]
    })
    expect(ahead[0]).toBeGreaterThanOrEqual(45)
    expect(ahead[0]).toBeLessThanOrEqual(105)
    expect(ahead[1]).toBeGreaterThanOrEqual(120)
    expect(ahead[1]).toBeLessThanOrEqual(180)
  })
})

describe('the rules of the demo', () => {
  it.each(DEMO_RULES.map((rule) => [rule.name, rule] as const))(
    '%s is accepted by the gateway',
    (_name, rule) => {
      expect(ruleBody.safeParse(rule).success).toBe(true)
      const compiled = compileRule({ ...rule, id: 'r1', version: 1 })
      expect(compiled).toMatchObject({ ok: true })
      const covered = stations.flatMap(({ body }) =>
        body.datastreams.filter((datastream) => covers(rule.appliesTo, body, datastream)),
      )
      expect(covered.length).toBeGreaterThan(0)
    },
  )
})

it('the table of the demo makes sense', () => {
  for (const table of DEMO_TABLES) {
    expect(tableBody.safeParse(table).success).toBe(true)
    expect(tableFaults(table)).toEqual([])
  }
})
