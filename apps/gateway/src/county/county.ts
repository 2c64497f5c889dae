import type { DatabaseSync } from 'node:sqlite'
import type { CountyDatabaseView, Part } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { CountyService } from '../http/county-service.ts'
import type { RegistryService } from '../http/services.ts'
import type { Delivery } from '../listeners/delivery.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { Vault } from '../people/vault.ts'
import type { DeviceRegister } from '../registry/devices.ts'
import { takingTurns } from '../registry/turns.ts'
import { Reader } from './reader.ts'
import { RowStore } from './row-store.ts'
import { SERVERS } from './servers.ts'
import { createCountyService } from './service.ts'
import { type CountySetup, SetupStore } from './setup-store.ts'

export interface CountyOptions {
  readonly database: DatabaseSync
  readonly vault: Vault
  readonly devices: DeviceRegister
  readonly delivery: Delivery
  readonly registry: Pick<RegistryService, 'createStation' | 'station'>
  readonly clock: Clock
  readonly log: Log
  onStation(station: StationId, connected: boolean): void
}

/** The hydrology databases of a county: a way in that asks, and never writes. */
export interface County {
  readonly service: CountyService
  start(): void
  stop(): Promise<void>
  /** Stations were adopted, changed or removed. */
  devicesChanged(): void
  /** How they fare, for everybody: how many, and not which. Undefined when none is set up. */
  part(): Part | undefined
}

export function createCounty(options: CountyOptions): County {
  const { database, vault, devices, delivery, registry, clock, log, onStation } = options
  const store = new SetupStore(database, vault)
  const rows = new RowStore(database)
  const readers = new Map<string, Reader>()
  let isRunning = false
  let known = 0

  const stations = () => devices.speaking('sl323')

  function open(setup: CountySetup): void {
    const server = SERVERS[setup.settings.server]
    const reader = new Reader({ setup, server, rows, delivery, clock, log, stations, onStation })
    readers.set(setup.id, reader)
    reader.start()
  }

  async function renew(id: string): Promise<void> {
    const before = readers.get(id)
    readers.delete(id)
    await before?.stop()
    const setup = store.get(id)
    if (setup?.enabled && isRunning) open(setup)
  }

  function view(setup: CountySetup): CountyDatabaseView {
    const { id, name, enabled, settings, version, changedAt, password } = setup
    const newest = [...rows.newest(id, clock.now()).values()]
    return {
      id,
      name,
      enabled,
      settings,
      password: password.kind !== 'none',
      version,
      state: enabled ? 'waiting' : 'paused',
      since: changedAt,
      detail: '',
      lastReadAt: null,
      nextAt: null,
      newestAt: newest.length === 0 ? null : Math.max(...newest),
      stations: stations().length,
      counts: { rows: 0, changed: 0, readings: 0 },
      ...readers.get(id)?.view(),
    }
  }

  return {
    service: createCountyService({
      database,
      store,
      devices,
      registry,
      clock,
      inTurn: takingTurns(),
      view,
      renew,
    }),

    start() {
      isRunning = true
      known = stations().length
      for (const setup of store.all()) if (setup.enabled) open(setup)
    },

    async stop() {
      isRunning = false
      await Promise.all([...readers.values()].map((reader) => reader.stop()))
      readers.clear()
    },

    devicesChanged() {
      const now = stations().length
      if (now === known) return
      known = now
      for (const reader of readers.values()) reader.stir()
    },

    part() {
      const setups = store.all()
      if (setups.length === 0) return undefined
      const failing = [...readers.values()].filter((reader) => reader.view().state === 'failing').length
      if (failing > 0) {
        return part('degraded', 'county-failing', { failing, readers: readers.size })
      }
      const paused = setups.length - readers.size
      return paused > 0
        ? part('ok', 'county-paused', { readers: readers.size, paused })
        : part('ok', 'county-reading', { readers: readers.size })
    },
  }
}
