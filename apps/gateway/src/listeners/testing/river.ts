import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Binding, bindingOf, type DeviceProfile, type Station } from '@tocsin/core'
import { Strangers } from '../strangers.ts'

/** The code of the one station that tests register. */
export const RIVER_CODE = '0010000001'

const profile: DeviceProfile = {
  id: 'river',
  name: { zh: '河道', en: 'River' },
  protocol: 'sl651',
  source: 'a test',
  zone: 'Asia/Shanghai',
  channels: [
    {
      element: 'Z',
      sentinels: [],
      datastream: { name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 },
    },
  ],
}
const station: Station = {
  id: 'bridge',
  name: 'Bridge',
  area: 'a',
  datastreams: profile.channels.map(({ datastream }) => datastream),
  device: { profile: 'river', code: RIVER_CODE },
}
const binding = bindingOf(station, profile)

/** The station `bridge` under its code, and nobody under any other. */
export function riverUnder(code: string): Binding | undefined {
  return code === RIVER_CODE ? binding : undefined
}

/** Strangers in a database that is gone with the test. */
export function strangersInMemory(): Strangers {
  const database = new DatabaseSync(':memory:')
  const migration = (name: string) =>
    readFileSync(new URL(`../../registry/migrations/${name}`, import.meta.url), 'utf8')
  database.exec(migration('0012-strangers.sql'))
  database.exec("ALTER TABLE strangers ADD COLUMN hex TEXT NOT NULL DEFAULT ''")
  return new Strangers(database)
}
