import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import {
  type Change,
  type DecodeProfile,
  type DeviceProfile,
  decodeProfile,
  type JudgeSnapshot,
  type Rule,
  type RuleId,
  type Station,
  type StationId,
  type Table,
  type TableId,
} from '@tocsin/core'
import { DeviceRegister } from './devices.ts'

/** A station with what the hot path needs of it, made once. */
interface Entry {
  readonly station: Station
  readonly profile: DecodeProfile
}

/** What was known when the gateway stopped, in its newest versions. */
type Known = Pick<JudgeSnapshot, 'stations' | 'rules' | 'tables'>

/** Secrets are random, so a plain hash is enough; at least 128 bits by contract, 192 here. */
const SECRET_BYTES = 24
/** Compared against when a station is unknown, so that the answer takes as long as for a wrong secret. */
const NO_SECRET = createHash('sha256').update(randomBytes(SECRET_BYTES)).digest()

/** Stations, their secrets and rules as they are in force: tocsin.db's content, in memory. */
export class Registry {
  readonly #stations = new Map<StationId, Entry>()
  readonly #rules = new Map<RuleId, Rule>()
  readonly #tables = new Map<TableId, Table>()
  readonly #secrets = new Map<StationId, Uint8Array>()
  readonly #saveSecret
  readonly devices: DeviceRegister

  constructor(
    database: DatabaseSync,
    { stations, rules, tables = [] }: Known,
    profiles: Iterable<DeviceProfile> = [],
  ) {
    this.devices = new DeviceRegister(profiles)
    for (const station of stations) this.#putStation(station)
    for (const rule of rules) this.#rules.set(rule.id, rule)
    for (const table of tables) this.#tables.set(table.id, table)
    for (const row of database.prepare('SELECT station, sha256 FROM station_secrets').iterate()) {
      this.#secrets.set(row['station'] as string, row['sha256'] as Uint8Array)
    }
    this.#saveSecret = database.prepare(
      'INSERT OR REPLACE INTO station_secrets (station, sha256, created_at) VALUES (?, ?, ?)',
    )
  }

  stations(): Station[] {
    return [...this.#stations.values()].map(({ station }) => station)
  }

  station(id: StationId): Station | undefined {
    return this.#stations.get(id)?.station
  }

  /** What decoding this station's frames needs; undefined when the station is unknown. */
  profile(id: StationId): DecodeProfile | undefined {
    return this.#stations.get(id)?.profile
  }

  /** In the order of their ids, numerically: rule-2 before rule-10. */
  rules(): Rule[] {
    return [...this.#rules.values()].sort(byId)
  }

  rule(id: RuleId): Rule | undefined {
    return this.#rules.get(id)
  }

  /** In the order of their ids, numerically. */
  tables(): Table[] {
    return [...this.#tables.values()].sort(byId)
  }

  table(id: TableId): Table | undefined {
    return this.#tables.get(id)
  }

  /** Takes a change that was judged and saved. */
  apply(change: Change): void {
    switch (change.kind) {
      case 'station':
        this.#putStation(change.station)
        break
      case 'rule':
        this.#rules.set(change.rule.id, change.rule)
        break
      case 'table':
        this.#tables.set(change.table.id, change.table)
        break
      case 'rule-deleted':
        this.#rules.delete(change.rule)
        break
      case 'table-deleted':
        this.#tables.delete(change.table)
        break
      default:
        change satisfies never
    }
  }

  /** Gives the station a new secret; the answer is the only time that it is seen. */
  issueSecret(id: StationId, now: number): string {
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    const hash = createHash('sha256').update(secret).digest()
    this.#saveSecret.run(id, hash, now)
    this.#secrets.set(id, hash)
    return secret
  }

  /** Checks a device's user name and password, in the same time whether the station exists or not. */
  authenticate(id: string, secret: Uint8Array): boolean {
    const expected = this.#secrets.get(id)
    const given = createHash('sha256').update(secret).digest()
    const equal = timingSafeEqual(given, expected ?? NO_SECRET)
    return equal && expected !== undefined && this.#stations.has(id)
  }

  #putStation(station: Station): void {
    this.#stations.set(station.id, { station, profile: decodeProfile(station) })
    this.devices.put(station)
  }
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id.localeCompare(b.id, 'en', { numeric: true })
}
