import type { FastifyInstance } from 'fastify'
import { addressOf } from '../../broker/address.ts'
import { ProblemAnswer, problemOf, problems } from '../problem.ts'
import { INGEST_FORMATS, type Services } from '../services.ts'

/** As the largest PUBLISH. */
const BODY_LIMIT = 256 * 1024
/** A platform brings what a thousand devices say, one request each. */
const REQUESTS_A_MINUTE = 120_000

/**
 * `POST /api/ingest/{station}`: readings over HTTP, by the station's id and secret (`Authorization: Bearer …`), in the formats of MQTT. The answer comes
 * when they are on disk. It reads bytes, not JSON, so it is no call of the contract.
 */
export async function serveIngest(app: FastifyInstance, { ingest }: Services): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_, body, done) =>
      done(null, body),
    )
    scope.post<{ Params: { station: string }; Querystring: { format?: string }; Body: Buffer | undefined }>(
      '/api/ingest/:station',
      {
        config: { role: 'public', rateLimit: { max: REQUESTS_A_MINUTE, timeWindow: 60_000 } },
        bodyLimit: BODY_LIMIT,
        schema: { hide: true },
      },
      async (request) => {
        const { station } = request.params
        const [scheme, secret = ''] = (request.headers.authorization ?? '').split(' ')
        if (scheme?.toLowerCase() !== 'bearer' || !ingest.authenticate(station, Buffer.from(secret))) {
          throw new ProblemAnswer(problems.wrongCredentials())
        }
        const given =
          request.query.format ??
          (request.headers['content-type']?.startsWith('application/senml') ? 'senml' : undefined)
        const format = INGEST_FORMATS.find((one) => one === given)
        if (given !== undefined && format === undefined) {
          const fault = { path: 'format', message: `"${given}" is none`, expected: INGEST_FORMATS.join(', ') }
          throw new ProblemAnswer(problemOf({ kind: 'invalid', detail: 'No such format', faults: [fault] }))
        }
        const outcome = await ingest.take(
          station,
          request.body ?? Buffer.alloc(0),
          addressOf(request.raw.socket),
          format,
        )
        if (!outcome.ok) throw new ProblemAnswer(problemOf(outcome.refusal))
        const { readings, rejections } = outcome
        return {
          readings,
          rejections: rejections.map(({ path, reason, excerpt }) => ({ path, reason, excerpt })),
        }
      },
    )
  })
}
