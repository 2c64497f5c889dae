import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Stations, and what of theirs could not be read. */
export function stationRoutes({
  registry,
  listeners,
  strangerFrame,
  refusedConnections,
}: Services): Routes<
  | 'listDeviceProfiles'
  | 'listListeners'
  | 'listRefusedConnections'
  | 'listStations'
  | 'getStation'
  | 'createStation'
  | 'changeStation'
  | 'renewSecret'
  | 'listRejections'
  | 'readRejectedFrame'
  | 'readStrangerFrame'
  | 'listExampleFrames'
> {
  return {
    listStations: () => ({ status: 200, body: { stations: registry.stationViews() } }),

    getStation({ params }) {
      const station = registry.stationView(params.id)
      return station ? { status: 200, body: station } : notFound(`No station ${params.id}`)
    },

    async createStation({ body, caller }) {
      const outcome = await registry.createStation(body, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 201,
        body: { ...outcome.station, secret: outcome.secret },
        audit: { subject: body.id, detail: { after: body } },
      }
    },

    async changeStation({ params, body, caller }) {
      const before = registry.station(params.id)
      const outcome = await registry.changeStation(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      return {
        status: 200,
        body: outcome.station,
        audit: { subject: params.id, detail: { before, after: body } },
      }
    },

    async renewSecret({ params, caller }) {
      const outcome = await registry.renewSecret(params.id, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 201, body: { secret: outcome.secret }, audit: { subject: params.id } }
    },

    listDeviceProfiles: () => ({ status: 200, body: { profiles: registry.deviceProfiles() } }),

    listListeners: () => ({ status: 200, body: listeners() }),

    listRefusedConnections: () => ({ status: 200, body: { refused: refusedConnections() } }),

    listRejections({ query }) {
      const rejections = registry.rejections(query)
      const last = rejections.at(-1)
      const next = rejections.length === query.limit && last ? last.id : null
      return { status: 200, body: { rejections, next } }
    },

    readRejectedFrame({ params }) {
      const frame = registry.rejectedFrame(params.id)
      return frame ? { status: 200, body: frame } : notFound(`Frame ${params.id} is not kept any more`)
    },

    readStrangerFrame({ query }) {
      const frame = strangerFrame(query)
      return frame ? { status: 200, body: frame } : notFound('No frame of this device is kept')
    },

    listExampleFrames: () => ({ status: 200, body: { examples: registry.exampleFrames() } }),
  }
}
