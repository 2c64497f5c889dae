import type { DatabaseSync } from 'node:sqlite'
import type { DeviceProfileView, RejectedFrameView, RejectionView, StationView } from '@tocsin/contract'
import type { Station } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { PersonActor, Refusal, RegistryService } from '../http/services.ts'
import type { RulesHost } from '../rules/host.ts'
import { stationUse } from '../rules/station-uses.ts'
import { exampleFrames } from './example-frames.ts'
import type { Presence } from './presence.ts'
import type { Registry } from './registry.ts'
import type { InTurn } from './turns.ts'

export interface RegistryServiceOptions {
  readonly database: DatabaseSync
  readonly registry: Registry
  readonly presence: Presence
  readonly host: RulesHost
  readonly clock: Clock
  readonly inTurn: InTurn
}

/** Stations as HTTP sees them. Each change is a config entry in the journal; it is in force when the promise resolves. */
export function createRegistryService(options: RegistryServiceOptions): RegistryService {
  const { database, registry, presence, host, clock, inTurn } = options
  const selectRejections = database.prepare(
    `SELECT rejections.id, rejections.at, rejections.station, path, reason, excerpt, rejected_frames.id AS frame
     FROM rejections LEFT JOIN rejected_frames ON rejected_frames.id = rejections.frame
     WHERE (? IS NULL OR rejections.station = ?) AND rejections.id < ? ORDER BY rejections.id DESC LIMIT ?`,
  )
  const selectFrame = database.prepare('SELECT * FROM rejected_frames WHERE id = ?')

  async function saveStation(station: Station, by: PersonActor): Promise<StationView> {
    await host.configure({ kind: 'station', station }, by)
    return presence.view(station.id) as StationView
  }

  function deviceRefusal(station: Station): Refusal | undefined {
    const faults = registry.devices.faults(station)
    return faults.length === 0
      ? undefined
      : { kind: 'invalid', detail: 'The device would not be understood', faults }
  }

  return {
    stationViews: () => presence.views(),
    stationView: (id) => presence.view(id),
    station: (id) => registry.station(id),

    createStation: (body, by) =>
      inTurn(async () => {
        if (registry.station(body.id) !== undefined) {
          return { ok: false, refusal: { kind: 'exists', detail: `Station ${body.id} exists already` } }
        }
        const refusal = deviceRefusal(body as Station)
        if (refusal !== undefined) return { ok: false, refusal }
        // The secret first: without its station it opens nothing.
        const secret = registry.issueSecret(body.id, clock.now())
        return { ok: true, station: await saveStation(body as Station, by), secret }
      }),

    changeStation: (id, body, by) =>
      inTurn(async () => {
        const before = registry.station(id)
        if (before === undefined) return notFound(`No station ${id}`)
        const after = { ...body, id } as Station
        const refusal = deviceRefusal(after)
        if (refusal !== undefined) return { ok: false, refusal }
        const detail = stationUse(before, after, registry)
        if (detail !== undefined) return { ok: false, refusal: { kind: 'in-use', detail } }
        return { ok: true, station: await saveStation(after, by) }
      }),

    renewSecret: (id) =>
      inTurn(async () => {
        if (registry.station(id) === undefined) return notFound(`No station ${id}`)
        return { ok: true, secret: registry.issueSecret(id, clock.now()) }
      }),

    deviceProfiles: () =>
      // A profile is what a profile file is; the view is of the same shape.
      [...registry.devices.profiles.values()] as unknown as DeviceProfileView[],

    exampleFrames: () => exampleFrames([...registry.devices.profiles.values()]),

    rejectedFrame: (id) => selectFrame.get(id) as unknown as RejectedFrameView | undefined,

    rejections: ({ station, before, limit }) =>
      selectRejections.all(
        station ?? null,
        station ?? null,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      ) as unknown as RejectionView[],
  }
}

function notFound(detail: string): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail } }
}
