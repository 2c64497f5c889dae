import type { DatabaseSync } from 'node:sqlite'
import type { CountyDatabaseView, CountySettings, CountyTestView } from '@tocsin/contract'
import { type DeviceProfile, SL323_TABLES } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { CountyService } from '../http/county-service.ts'
import type { Fault, Refusal, RegistryService } from '../http/services.ts'
import { transaction } from '../registry/database.ts'
import type { DeviceRegister } from '../registry/devices.ts'
import type { InTurn } from '../registry/turns.ts'
import { COUNTY_PROFILE, stationOf } from './adoption.ts'
import { type Offer, offersOf } from './offers.ts'
import type { Session } from './server.ts'
import { SERVERS } from './servers.ts'
import type { CountySetup, SetupStore } from './setup-store.ts'
import { findTables, missingColumns, readable, STATION_TABLE } from './tables.ts'

export interface CountyServiceOptions {
  readonly database: DatabaseSync
  readonly store: SetupStore
  readonly devices: DeviceRegister
  readonly registry: Pick<RegistryService, 'createStation' | 'station'>
  readonly clock: Clock
  readonly inTurn: InTurn
  view(setup: CountySetup): CountyDatabaseView
  /** Brings a database into use as it is set up now, or out of it. */
  renew(id: string): Promise<void>
}

type Refused = { readonly ok: false; readonly refusal: Refusal }

/** Hydrology databases as HTTP sees them. */
export function createCountyService(options: CountyServiceOptions): CountyService {
  const { database, store, devices, registry, clock, inTurn, view, renew } = options

  const notFound = (id: string): Refused => ({
    ok: false,
    refusal: { kind: 'not-found', detail: `No hydrology database ${id}` },
  })

  async function save(
    setup: Pick<CountySetup, 'id' | 'name' | 'enabled' | 'settings'>,
    password: string | undefined,
    by: string,
  ): Promise<CountyDatabaseView> {
    transaction(database, () => store.save(setup, password, by, clock.now()))
    await renew(setup.id)
    return view(store.get(setup.id) as CountySetup)
  }

  /** A session of its own beside the reader's, closed whatever comes. */
  async function within<T>(setup: CountySetup, work: (session: Session) => Promise<T>): Promise<T> {
    const { password, settings } = setup
    if (password.kind === 'lost')
      throw new Error('its password cannot be read: the key is lost, enter it anew')
    const session = await SERVERS[settings.server].open({
      settings,
      password: password.kind === 'known' ? password.text : undefined,
    })
    try {
      return await work(session)
    } finally {
      await session.close()
    }
  }

  function profile(): DeviceProfile {
    const found = devices.profiles.get(COUNTY_PROFILE)
    if (found === undefined) throw new Error(`no device profile ${COUNTY_PROFILE}`)
    return found
  }

  async function offers(setup: CountySetup): Promise<{ ok: true; offers: Offer[] } | Refused> {
    try {
      const found = await within(setup, (session) =>
        offersOf(session, SERVERS[setup.settings.server], setup, profile(), clock.now()),
      )
      return { ok: true, offers: found }
    } catch (error) {
      return { ok: false, refusal: { kind: 'busy', detail: (error as Error).message } }
    }
  }

  const adoptedAs = (code: string) => devices.find('sl323', code)?.station.id ?? null

  return {
    list: () => store.all().map(view),

    create: ({ id, name, enabled, settings, password }, by) =>
      inTurn(async () => {
        if (store.get(id) !== undefined) {
          return {
            ok: false,
            refusal: { kind: 'exists', detail: `There is a hydrology database ${id} already` },
          }
        }
        return { ok: true, database: await save({ id, name, enabled, settings }, password, by.id) }
      }),

    change: (id, { name, enabled, settings, password }, by) =>
      inTurn(async () => {
        const before = store.get(id)
        if (before === undefined) return notFound(id)
        const faults = password === undefined ? movedFaults(before, settings) : []
        if (faults.length > 0) {
          const detail = 'The hydrology database cannot be set up so'
          return { ok: false, refusal: { kind: 'invalid', detail, faults } }
        }
        return { ok: true, database: await save({ id, name, enabled, settings }, password, by.id) }
      }),

    remove: (id) =>
      inTurn(async () => {
        if (store.get(id) === undefined) return notFound(id)
        store.remove(id)
        await renew(id)
        return { ok: true }
      }),

    async test(id) {
      const setup = store.get(id)
      if (setup === undefined) return notFound(id)
      try {
        return { ok: true, test: await within(setup, (session) => tried(session, setup)) }
      } catch (error) {
        return { ok: true, test: { ok: false, detail: (error as Error).message, server: '', tables: [] } }
      }
    },

    async stations(id) {
      const setup = store.get(id)
      if (setup === undefined) return notFound(id)
      const found = await offers(setup)
      if (!found.ok) return found
      const stations = found.offers.map(({ datum: _, ...offer }) => ({
        ...offer,
        adopted: adoptedAs(offer.code),
      }))
      return { ok: true, stations }
    },

    async adopt(id, { stations }, by) {
      const setup = store.get(id)
      if (setup === undefined) return notFound(id)
      const found = await offers(setup)
      if (!found.ok) return found
      const adopted: { code: string; station: string }[] = []
      const refused: { code: string; reason: string }[] = []
      for (const { code, area = setup.settings.area } of stations) {
        const offer = found.offers.find((one) => one.code === code)
        const already = adoptedAs(code)
        if (offer === undefined) refused.push({ code, reason: 'the database has no such station' })
        else if (already !== null) refused.push({ code, reason: `it is station ${already} already` })
        else {
          const body = stationOf(offer, profile(), area, (taken) => registry.station(taken) !== undefined)
          if (body === undefined) {
            refused.push({ code, reason: 'it has had no rain, level or flow for 30 days' })
            continue
          }
          const outcome = await registry.createStation(body, by)
          if (outcome.ok) adopted.push({ code, station: outcome.station.id })
          else
            refused.push({
              code,
              reason: 'detail' in outcome.refusal ? outcome.refusal.detail : outcome.refusal.kind,
            })
        }
      }
      return { ok: true, adopted, refused }
    },
  }
}

async function tried(session: Session, { settings }: CountySetup): Promise<CountyTestView> {
  const { dialect } = SERVERS[settings.server]
  const found = await findTables(session, dialect, settings.schema)
  const tables = [STATION_TABLE, ...Object.keys(SL323_TABLES)].map((name) => {
    const table = found.get(name)
    return { name, found: table !== undefined, missing: missingColumns(name, table) }
  })
  const isReadable = readable(found).length > 0
  return {
    ok: isReadable,
    detail: isReadable ? '' : `none of the tables ${Object.keys(SL323_TABLES).join(', ')} can be read there`,
    server: session.version,
    tables,
  }
}

/** A stored password goes nowhere else than where it was meant for. */
function movedFaults({ password, settings: before }: CountySetup, settings: CountySettings): Fault[] {
  if (password.kind === 'none') return []
  const parts = ['server', 'host', 'port', 'user', 'tls', 'ca'] as const
  const moved = parts.find((part) => before[part] !== settings[part])
  if (moved === undefined) return []
  return [
    {
      path: 'password',
      message: `missing, and ${moved} is another than it was`,
      expected: 'the password for where it is sent now',
    },
  ]
}
