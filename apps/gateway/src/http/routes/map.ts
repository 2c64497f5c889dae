import { createReadStream } from 'node:fs'
import { DAY } from '@tocsin/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import { ProblemAnswer, problems } from '../problem.ts'
import type { Refusal, Services } from '../services.ts'

type MapCalls =
  | 'getMapSettings'
  | 'changeMapSettings'
  | 'listVillageAnswers'
  | 'readMapCourse'
  | 'readMapMoment'
  | 'readMapRain'

const LONGEST_COURSE = 8 * DAY

/** What lies under the map, and what it replays. */
export function mapRoutes({ map }: Services): Routes<MapCalls> {
  return {
    getMapSettings: () => ({ status: 200, body: map.settings() }),

    changeMapSettings({ body, caller }) {
      const outcome = map.change(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { base, approval, key } = outcome.settings
      const keyChanged = body.key !== undefined
      return {
        status: 200,
        body: outcome.settings,
        audit: { subject: 'map', detail: { base, approval, key, keyChanged } },
      }
    },

    listVillageAnswers: ({ query }) => ({ status: 200, body: { villages: map.villages(query.at) } }),

    readMapCourse({ query: { from, to } }) {
      const refusal = periodRefusal(from, to)
      return refusal ? { refusal } : { status: 200, body: map.course(from, to) }
    },

    readMapMoment: async ({ query: { at } }) => ({ status: 200, body: await map.moment(at) }),
    readMapRain: async ({ query: { at, hours } }) => ({ status: 200, body: await map.rain(at, hours) }),
  }
}

function periodRefusal(from: number, to: number): Refusal | undefined {
  if (to > from && to - from <= LONGEST_COURSE) return undefined
  const faults = [
    {
      path: 'to',
      message: 'makes no such period',
      expected: 'from before to, at most 8 days, in epoch milliseconds',
    },
  ]
  return { kind: 'invalid', detail: 'No course of this period', faults }
}

/** A map that is dragged asks for some hundred tiles; they are not to use up what a person may ask for. */
const TILES = { max: 20_000, timeWindow: 60_000 }
const TILE_AGE_S = 86_400

/** Tiles of the server that is set (`/tiles/{layer}/{z}/{x}/{y}`), and parts of the .pmtiles file that is (`/maps/{file}`, by Range). */
export function serveMapFiles(app: FastifyInstance, { map }: Services): void {
  app.get<{ Params: { layer: string; z: string; x: string; y: string } }>(
    '/tiles/:layer/:z/:x/:y',
    { config: { role: 'viewer', display: true, rateLimit: TILES }, schema: { hide: true } },
    async ({ params: { layer, z, x, y } }, reply) => {
      const numbers = [layer, z, x, y].map((part) => (/^\d{1,8}$/.test(part) ? Number(part) : Number.NaN))
      const outcome = await map.tile(...(numbers as [number, number, number, number]))
      if (outcome.ok) {
        return reply
          .type(outcome.tile.type)
          .header('cache-control', `private, max-age=${TILE_AGE_S}`)
          .send(Buffer.from(outcome.tile.bytes))
      }
      if (outcome.why === 'none') throw new ProblemAnswer(problems.notFound('No such tile'))
      if (outcome.why === 'busy') throw new ProblemAnswer(problems.busy('Too many tiles are being fetched'))
      throw new ProblemAnswer({
        type: '/problems/tiles-away',
        title: 'The tile server does not give it',
        status: 502,
        detail: outcome.detail,
      })
    },
  )
  app.get<{ Params: { file: string } }>(
    '/maps/:file',
    { config: { role: 'viewer', display: true, rateLimit: TILES }, schema: { hide: true } },
    (request, reply) => sendFile(request, reply, map.file(request.params.file)),
  )
}

type MapFile = ReturnType<Services['map']['file']>

function sendFile({ headers }: FastifyRequest, reply: FastifyReply, file: MapFile): FastifyReply {
  if (file === undefined) throw new ProblemAnswer(problems.notFound('No such map file is in use'))
  const { path, bytes, tag } = file
  reply
    .type('application/vnd.pmtiles')
    .header('accept-ranges', 'bytes')
    .header('etag', tag)
    .header('cache-control', 'private, no-cache')
  const asked = headers['if-range'] === undefined || headers['if-range'] === tag ? headers.range : undefined
  const range = asked === undefined ? undefined : rangeOf(asked, bytes)
  if (range === 'beyond') return reply.code(416).header('content-range', `bytes */${bytes}`).send()
  if (range === undefined) {
    return reply.header('content-length', bytes).send(createReadStream(path))
  }
  const { start, end } = range
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${bytes}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(path, { start, end }))
}

/** RFC 9110, one range of bytes. Several, or what is none, is as if nothing was asked: the whole file. */
export function rangeOf(
  header: string,
  bytes: number,
): { start: number; end: number } | 'beyond' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim())
  if (match === null) return undefined
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return undefined
    const length = Math.min(Number(last), bytes)
    return length === 0 ? 'beyond' : { start: bytes - length, end: bytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  if (start >= bytes) return 'beyond'
  return end < start ? undefined : { start, end }
}
