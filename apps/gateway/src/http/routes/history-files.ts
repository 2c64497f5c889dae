import type { StationView } from '@tocsin/contract'
import { areaContains } from '@tocsin/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { DailyWanted } from '../../history/daily-report.ts'
import { dayBounds } from '../../history/day-bounds.ts'
import { ProblemAnswer, problemOf } from '../problem.ts'
import type { Services } from '../services.ts'

/** Days in one report. */
const MOST_DAYS = 400
/** Datastreams times days in one: some megabytes of JSON. */
const MOST_CELLS = 400_000
/** The hydrological day. */
const DAY_STARTS_AT = 8

export interface ChosenQuery {
  readonly station?: string
  readonly area?: string
  readonly property?: string
}
interface DailyQuery extends ChosenQuery {
  readonly from?: string
  readonly to?: string
  readonly dayStart?: string
}

/**
 * What is made of the history of many datastreams: too much for a call of the contract, which is checked field by field on the main thread.
 * `GET /api/observations/daily?from=2026-07-01&to=2026-07-31` answers a `dailyReport`: extremes, means and amounts by day of the office's
 * clock, of all datastreams or those of a `station`, an `area` and below, a `property`. A day begins at 8, or at `dayStart`.
 */
export function serveHistoryFiles(app: FastifyInstance, { registry, history, site }: Services): void {
  app.get(
    '/api/observations/daily',
    { config: { role: 'viewer' as const }, schema: { hide: true } },
    async ({ query }: FastifyRequest<{ Querystring: DailyQuery }>, reply) => {
      const { from = '', to = from, dayStart = String(DAY_STARTS_AT) } = query
      if (!/^\d{1,2}$/.test(dayStart) || Number(dayStart) > 23) {
        refuse('dayStart', `"${dayStart}" is no hour of the day`, 'a whole number from 0 to 23')
      }
      const bounds = dayBounds(site().timeZone, from, to, Number(dayStart), MOST_DAYS)
      if (bounds === undefined) {
        refuse('to', 'makes no days', `days such as 2026-07-01, from before to, at most ${MOST_DAYS}`)
      }
      const wanted = chosen(registry.stationViews(), query)
      if (wanted.length * (bounds.length - 1) > MOST_CELLS) {
        refuse('to', `makes too much of ${wanted.length} datastreams`, 'fewer days, an area or a property')
      }
      const bytes = await history.daily(wanted, bounds)
      return reply.type('application/json; charset=utf-8').send(Buffer.from(bytes.buffer))
    },
  )
}

export function isChosen({ station, area, property }: ChosenQuery): boolean {
  return station !== undefined || area !== undefined || property !== undefined
}

/** Datastreams that are known now, in the order of stations. */
export function chosen(
  stations: readonly StationView[],
  { station, area, property }: ChosenQuery,
): DailyWanted[] {
  return stations
    .filter(({ id }) => station === undefined || id === station)
    .filter((one) => area === undefined || areaContains(area, one.area))
    .flatMap(({ id, datastreams }) =>
      datastreams
        .filter((datastream) => property === undefined || datastream.property === property)
        .map(({ name, property }) => ({ datastream: `${id}/${name}`, isAmount: property === 'rainfall' })),
    )
}

export function refuse(path: string, message: string, expected: string): never {
  throw new ProblemAnswer(
    problemOf({ kind: 'invalid', detail: 'It cannot be read so', faults: [{ path, message, expected }] }),
  )
}
