import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, HOUR, type Instant, MINUTE } from '@tocsin/core'
import type { LoadStation } from '@tocsin/devices'
import { openDuckdbHistory } from '@tocsin/gateway/history/duckdb'
import type { PositionedObservation } from '@tocsin/gateway/history/history'
import type { PersonActor } from '@tocsin/gateway/http/services'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'

export const STATIONS = 50
export const FROM = Date.UTC(2025, 0, 1)
export const TO = FROM + 365 * DAY
export const ROWS = (STATIONS * (TO - FROM)) / MINUTE

/** As many as the shipper appends at a time. */
const BATCH = 20_000
/** Days of the year on which a flood peaks at the first gauge; it reaches each further one a little later. */
const FLOODS = [60.3, 170.2, 200.7, 300.1]
const ENGINEER: PersonActor = { kind: 'person', id: 'bench', name: 'bench' }

/**
 * Fills a data folder with 50 river gauges and a year of their levels at one a minute, in the order in which they would have arrived:
 * 26 million observations. A base level that changes with the season, waves and noise, and four floods.
 */
export async function settleYear(dataDir: string): Promise<LoadStation[]> {
  const gateway = await startGatewayUnderTest(dataDir)
  const stations: LoadStation[] = []
  for (let number = 0; number < STATIONS; number++) {
    const id = `gauge-${number}`
    const level = { name: 'level', property: 'water-level', unit: 'm', intervalMs: MINUTE }
    const outcome = await gateway.services.registry.createStation(
      { id, name: id, area: `county/t${number % 5}`, datastreams: [{ ...level, span: [0, 12] }] },
      ENGINEER,
    )
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
    stations.push({ id, secret: outcome.secret, datastreams: ['level'] })
  }
  await gateway.settle()
  await gateway.stop()

  const path = join(dataDir, 'history.duckdb')
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true })
  const history = await openDuckdbHistory({ path })
  const noise = pseudoRandom(7)
  let batch: PositionedObservation[] = []
  let position = 0
  for (let minute = FROM; minute < TO; minute += MINUTE) {
    for (let number = 0; number < STATIONS; number++) {
      batch.push({
        datastream: `gauge-${number}/level`,
        phenomenonTime: minute,
        receivedAt: minute + 40 * number,
        value: Math.round((levelAt(minute, number) + 0.02 * (noise() - 0.5)) * 1000) / 1000,
        flag: 'good',
        checks: [],
        timeliness: 'new',
        position: ++position,
      })
    }
    if (batch.length < BATCH) continue
    await history.append(batch)
    batch = []
  }
  await history.append(batch)
  await history.stop()
  return stations
}

function levelAt(time: Instant, number: number): number {
  const day = (time - FROM) / DAY
  let level = 1.5 + 0.4 * Math.sin((2 * Math.PI * day) / 365 + number) + 0.1 * Math.sin(time / HOUR / 2)
  for (const peak of FLOODS) {
    const after = (day - peak - (number % 7) * 0.3) / 0.35
    if (Math.abs(after) < 6) level += 3 * Math.exp(-after * after)
  }
  return level
}

/** From 0 to 1, the same in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
    return state / 0x7fff_ffff
  }
}
