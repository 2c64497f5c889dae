import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import {
  type Change,
  type DecodeProfile,
  decodeProfile,
  type Rule,
  type RuleId,
  type Station,
  type StationId,
} from '@tocsin/core'

/** A station with what the hot path needs of it, made once. */
interface Entry {
  readonly station: Station
  readonly profile: DecodeProfile
}

/** Secrets are random, so a plain hash is enough; at least 128 bits by contract, 192 here. */
const SECRET_BYTES = 24
/** Compared against when a station is unknown, so that the answer takes as long as for a wrong secret. */
const NO_SECRET = createHash('sha256').update(randomBytes(SECRET_BYTES)).digest()

/** Stations, their secrets and rules as they are in force: tocsin.db's content, in memory. */
export class Registry {
  readonly #stations = new Map<StationId, Entry>()
  readonly #rules = new Map<RuleId, Rule>()
  readonly #secrets = new Map<StationId, Uint8Array>()
  readonly #saveSecret

  constructor(database: DatabaseSync, stations: readonly Station[], rules: readonly Rule[]) {
    for (const station of stations) this.#putStation(station)
    for (const rule of rules) this.#rules.set(rule.id, rule)
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
    return [...this.#rules.values()].sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
  }

  rule(id: RuleId): Rule | undefined {
    return this.#rules.get(id)
  }

  /** Takes a change that was judged and saved. */
  apply(change: Change): void {
    if (change.kind === 'station') this.#putStation(change.station)
    else this.#rules.set(change.rule.id, change.rule)
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
  }
}
