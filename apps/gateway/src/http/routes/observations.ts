import { type Datastream, type DatastreamId, latenessOfDatastream, type Station } from '@tocsin/core'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** What stations observed. */
export function observationRoutes({ registry, history }: Services): Routes<'readObservations'> {
  function datastreamOf(id: DatastreamId): [Station, Datastream] | undefined {
    const slash = id.indexOf('/')
    const name = id.slice(slash + 1)
    const station = registry.station(id.slice(0, slash))
    const datastream = station?.datastreams.find((one) => one.name === name)
    return station && datastream && [station, datastream]
  }

  return {
    async readObservations({ query: { datastream: id, from, to, buckets, limit } }) {
      const found = datastreamOf(id)
      if (found === undefined) return notFound(`No datastream ${id}`)
      const [station, datastream] = found
      if (to <= from) {
        const fault = { path: 'to', message: 'is not after from', expected: 'a later time than from' }
        return { refusal: { kind: 'invalid', detail: 'The range is empty', faults: [fault] } }
      }
      if (buckets !== undefined) {
        const lateness = latenessOfDatastream(station, datastream)
        const [read, flagged] = await Promise.all([
          history.buckets(id, { from, to }, buckets),
          history.flagged(id, { from, to }, buckets, lateness),
        ])
        // A sum of water levels means nothing.
        const isRain = datastream.property === 'rainfall'
        return {
          status: 200,
          body: { buckets: isRain ? read : read.map(({ sum: _, ...bucket }) => bucket), flagged },
        }
      }
      // One more than asked for tells whether there are more.
      const read = await history.observations(id, { from, to }, limit + 1)
      const next = read[limit]?.phenomenonTime ?? null
      return {
        status: 200,
        body: {
          observations: read.slice(0, limit).map((one) => ({ ...one, checks: [...one.checks] })),
          next,
        },
      }
    },
  }
}
