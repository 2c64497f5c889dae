import { createReadStream, createWriteStream } from 'node:fs'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ImportReport } from '@tocsin/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type ExportWanted, UnfitFile } from '../../history/duckdb-exchange.ts'
import { ProblemAnswer, problemOf } from '../problem.ts'
import type { Registration } from '../register.ts'
import type { Services } from '../services.ts'
import { type ChosenQuery, chosen, isChosen, refuse } from './history-files.ts'

interface ExportQuery extends ChosenQuery {
  readonly datastream?: string
  readonly from?: string
  readonly to?: string
  readonly of?: string
}

const PARQUET = 'application/vnd.apache.parquet'
const TYPES = { parquet: PARQUET, csv: 'text/csv; charset=utf-8' }
/** A month of a thousand stations at one reading a minute is some 200 MB. */
const LARGEST_BYTES = 1024 ** 3
const EARLIEST = -8.64e15
const LATEST = 8.64e15

/**
 * The history as files. `GET /api/observations.parquet` (or `.csv`) with `datastream`, `station`, `area` or `property`, none of them for all that
 * there is, `from` and `to` in epoch milliseconds, and `of=hourly` or `daily` for what is rolled up. `POST /api/observations.parquet` takes one in.
 */
export function serveObservationFiles(
  app: FastifyInstance,
  { registry, history, health }: Services,
  { audit, callerOf }: Registration,
): void {
  const settings = { config: { role: 'engineer' as const }, schema: { hide: true } }
  const known = () => registry.stationViews()

  for (const format of ['parquet', 'csv'] as const) {
    app.get(
      `/api/observations.${format}`,
      settings,
      async (request: FastifyRequest<{ Querystring: ExportQuery }>, reply) => {
        demandRoom()
        const wanted = wantedOf(request.query, format)
        const { path, remove } = await history.writeFile(wanted).catch(tellUnfit)
        audit.write(callerOf(request)?.id ?? 'system', 'exported', 'observations', {
          ...request.query,
          format,
        })
        const file = createReadStream(path)
        file.once('close', remove)
        return reply
          .type(TYPES[format])
          .header('content-disposition', `attachment; filename="observations.${format}"`)
          .send(file)
      },
    )
  }

  // As it comes: it goes to a file, and never lies in memory whole.
  app.addContentTypeParser(PARQUET, (_request, payload, done) => done(null, payload))
  app.post(
    '/api/observations.parquet',
    settings,
    async (request: FastifyRequest<{ Body: Readable }>, reply) => {
      if (request.headers['content-type'] !== PARQUET) {
        refuse('content-type', 'is no Parquet file', `${PARQUET} as the content type`)
      }
      demandRoom()
      const { path, remove } = history.newFile('parquet')
      try {
        await pipeline(request.body, limited(LARGEST_BYTES), createWriteStream(path))
        const imported = await history.readFile(path).catch(tellUnfit)
        const names = new Set(
          known().flatMap(({ id, datastreams }) => datastreams.map(({ name }) => `${id}/${name}`)),
        )
        const { datastreams, ...counts } = imported
        const unknown = datastreams.filter((name) => !names.has(name))
        audit.write(callerOf(request)?.id ?? 'system', 'imported', 'observations', { ...counts })
        return reply.send({ ...counts, unknownDatastreams: unknown.slice(0, 20) } satisfies ImportReport)
      } finally {
        remove()
      }
    },
  )

  function wantedOf(query: ExportQuery, format: ExportWanted['format']): ExportWanted {
    const { datastream, of = 'raw' } = query
    const [from, to] = [timeOf('from', query.from, EARLIEST), timeOf('to', query.to, LATEST)]
    if (to <= from) refuse('to', 'is not after from', 'a later time than from')
    if (of !== 'raw' && of !== 'hourly' && of !== 'daily') {
      refuse('of', `"${of.slice(0, 40)}" is not kept`, 'raw, hourly or daily')
    }
    const names =
      datastream !== undefined
        ? [datastream]
        : isChosen(query)
          ? chosen(known(), query).map((one) => one.datastream)
          : undefined
    return { datastreams: names, range: { from, to }, kind: of, format }
  }

  function demandRoom(): void {
    const disk = health().parts['disk']
    if (disk?.status !== 'down') return
    throw new ProblemAnswer(problemOf({ kind: 'busy', detail: `No room for a file: ${disk.detail}` }))
  }
}

function timeOf(path: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const time = Number(text)
  if (!/^-?\d{1,16}$/.test(text) || Math.abs(time) > LATEST) {
    refuse(path, `"${text.slice(0, 40)}" is no time`, 'epoch milliseconds')
  }
  return time
}

/** What a file is not fit for is for whoever brought it; everything else is not. */
function tellUnfit(error: unknown): never {
  if (error instanceof UnfitFile) refuse('', error.message, 'a file as the export writes it')
  throw error
}

function limited(most: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= most) return done(null, chunk)
      const faults = [{ path: '', message: 'is too large', expected: `at most ${most / 1024 ** 3} GiB` }]
      done(new ProblemAnswer(problemOf({ kind: 'invalid', detail: 'The file is too large', faults })))
    },
  })
}
