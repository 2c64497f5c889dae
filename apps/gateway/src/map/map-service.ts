import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { MapRain, MapSettingsView } from '@tocsin/contract'
import {
  type Callout,
  DAY,
  type DatastreamId,
  type DurationMs,
  HOUR,
  type Instant,
  type LedgerLine,
  MINUTE,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { MapService } from '../http/map-services.ts'
import type { HistoryService } from '../http/services.ts'
import type { Log } from '../log.ts'
import type { Vault } from '../people/vault.ts'
import { createCourse } from './course.ts'
import { mapFile, mapFiles } from './map-files.ts'
import { pastAnswers } from './past-answers.ts'
import { MapSettingsStore } from './settings-store.ts'
import { isTile, tileFaults } from './tile-address.ts'
import { TileCache } from './tile-cache.ts'
import { TileProxy } from './tiles.ts'
import { villageAnswers, worstOf } from './village-answers.ts'

/** How far back a value may lie and still be the one of a moment: a station that reports by the half day is still there. */
const LOOK_BACK = 12 * HOUR
/** A call-out that goes on for longer is not looked for in the past. */
const LONGEST_CALLED: DurationMs = 8 * DAY
/** Rain is read anew at most this often; consoles that ask meanwhile share the answer. */
const RAIN_STEP = MINUTE
const MOST_KEPT = 24

export interface MapOptions {
  readonly database: DatabaseSync
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Log
  readonly vault: Vault
  readonly history: HistoryService
  /** Hosts that tiles may come from. */
  readonly tileHosts: readonly string[]
  /** The disk is needed for warnings. */
  readonly diskLow: () => boolean
  readonly liveCallouts: () => readonly Callout[]
  /** Call-outs that began within a stretch of time, each with its ledger. */
  readonly pastCallouts: (
    from: Instant,
    to: Instant,
  ) => Iterable<{ readonly callout: Callout; readonly ledger: readonly LedgerLine[] }>
  readonly rainDatastreams: () => readonly DatastreamId[]
}

export function createMapService(options: MapOptions): MapService {
  const { database, dataDir, clock, log, vault, history, tileHosts, diskLow } = options
  const store = new MapSettingsStore(database, vault)
  const folder = join(dataDir, 'maps')
  const now = () => clock.now()
  const cache = new TileCache({ folder: join(dataDir, 'tiles'), full: diskLow, now })
  const proxy = new TileProxy({ cache, hosts: tileHosts, log, now })
  const course = createCourse(database)
  const rains = new Map<string, Promise<MapRain>>()
  let settings = store.get()

  function view(): MapSettingsView {
    const { base, approval, version, key } = settings
    return { base, approval, version, key: key.kind, files: mapFiles(folder), hosts: [...tileHosts] }
  }

  return {
    settings: view,

    change({ base, approval, key }, by) {
      const faults = tileFaults(base, tileHosts)
      if (base.kind === 'pmtiles' && mapFile(folder, base.file) === undefined) {
        faults.push({
          path: 'base.file',
          message: `${base.file} does not lie in the folder maps of the data folder`,
          expected: mapFiles(folder).join(', ') || 'a file that is there',
        })
      }
      if (faults.length > 0) {
        return { ok: false, refusal: { kind: 'invalid', detail: 'The map cannot be shown so', faults } }
      }
      store.save({ base, approval }, key, by.id, clock.now())
      settings = store.get()
      return { ok: true, settings: view() }
    },

    async tile(layer, z, x, y) {
      const { base, key } = settings
      const template = base.kind === 'tiles' ? base.layers[layer] : undefined
      if (template === undefined || base.kind !== 'tiles' || !isTile(z, x, y, base.maxZoom)) {
        return { ok: false, why: 'none' }
      }
      return proxy.tile({ template, key: key.kind === 'set' ? key.text : undefined }, z, x, y)
    },

    file(name) {
      const { base } = settings
      return base.kind === 'pmtiles' && base.file === name ? mapFile(folder, name) : undefined
    },

    villages(at) {
      if (at === undefined) return villageAnswers(options.liveCallouts())
      const past = options.pastCallouts(at - LONGEST_CALLED, at + 1)
      return worstOf([...past].flatMap(({ callout, ledger }) => pastAnswers(callout, ledger, at)))
    },
    course,

    async moment(at) {
      const values = await history.latest({ from: at - LOOK_BACK, to: at + 1 })
      return { at, values: Object.fromEntries(values) }
    },

    rain(at, hours) {
      const rounded = Math.min(at, clock.now()) - (Math.min(at, clock.now()) % RAIN_STEP)
      const name = `${rounded}/${hours}`
      const known = rains.get(name)
      if (known !== undefined) return known
      const reading = readRain(rounded, hours)
      rains.set(name, reading)
      reading.catch(() => rains.delete(name))
      for (const old of rains.keys()) {
        if (rains.size <= MOST_KEPT) break
        rains.delete(old)
      }
      return reading
    },
  }

  async function readRain(at: Instant, hours: number): Promise<MapRain> {
    // (at − hours, at]: the increment that bears the first instant fell before it.
    const range = { from: at - hours * HOUR + 1, to: at + 1 }
    const sums = await history.sums(options.rainDatastreams(), range)
    return { at, hours, sums: Object.fromEntries(sums) }
  }
}
