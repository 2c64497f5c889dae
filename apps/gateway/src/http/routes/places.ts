import {
  areaBody,
  DATUMS,
  MAX_PLACES_FILE,
  PLACES_FILE_TYPE,
  type PlaceView,
  placesReading,
} from '@tocsin/contract'
import { PLACE_KINDS } from '@tocsin/core'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import { ProblemAnswer, problemOf, problems } from '../problem.ts'
import type { Registration } from '../register.ts'
import type { Services } from '../services.ts'

type PlaceCalls = 'listPlaces' | 'createPlace' | 'changePlace' | 'deletePlace'

/** What the map shows besides stations. */
export function placeRoutes({ places }: Services): Routes<PlaceCalls> {
  const saved = (place: PlaceView) => ({
    body: place,
    audit: { subject: place.id, detail: { kind: place.kind, name: place.name, area: place.area } },
  })
  return {
    listPlaces: () => ({ status: 200, body: { places: places.list() } }),

    createPlace({ body, caller }) {
      const outcome = places.create(body, actorOf(caller))
      return outcome.ok ? { status: 201, ...saved(outcome.place) } : outcome
    },

    changePlace({ params, body, caller }) {
      const outcome = places.change(params.id, body, actorOf(caller))
      return outcome.ok ? { status: 200, ...saved(outcome.place) } : outcome
    },

    deletePlace({ params, query: { reason } }) {
      const outcome = places.remove(params.id)
      if (!outcome.ok) return outcome
      return {
        status: 204,
        body: null,
        audit: { subject: params.id, detail: { name: outcome.name, reason } },
      }
    },
  }
}

const query = z.object({
  datum: z.enum(DATUMS),
  kind: z.enum(PLACE_KINDS).optional(),
  area: areaBody.shape.path.optional(),
  seen: z.string().max(100).optional(),
})

/**
 * `POST /api/places/file?datum=GCJ-02&kind=danger-zone&area=…`: a GeoJSON file, for a look; with the `seen` of that look it is saved. It is read as bytes
 * in a thread of its own, because 20 MB of JSON would hold up the readings; so it is no call of the contract.
 */
export async function servePlaceFiles(
  app: FastifyInstance,
  { places }: Services,
  { audit, callerOf }: Registration,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // A form of another site can send text, but not this.
    scope.addContentTypeParser(
      PLACES_FILE_TYPE,
      { parseAs: 'buffer', bodyLimit: MAX_PLACES_FILE },
      (_, body, done) => done(null, body),
    )
    scope.post<{ Querystring: z.infer<typeof query>; Body: Buffer | undefined }>(
      '/api/places/file',
      {
        config: { role: 'engineer' },
        bodyLimit: MAX_PLACES_FILE,
        schema: { querystring: query, hide: true },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        if (caller === undefined) throw new ProblemAnswer(problems.signInRequired())
        const outcome = await places.readFile(request.body ?? Buffer.alloc(0), request.query, actorOf(caller))
        if (!outcome.ok) throw new ProblemAnswer(problemOf(outcome.refusal))
        const { reading } = outcome
        if (request.query.seen !== undefined) {
          const { datum, kind, area } = request.query
          audit.write(caller.id, 'importPlaces', `${request.body?.length ?? 0} bytes`, {
            ...reading.counts,
            datum,
            kind,
            area,
          })
        }
        return reply.code(request.query.seen === undefined ? 200 : 201).send(placesReading.parse(reading))
      },
    )
  })
}
