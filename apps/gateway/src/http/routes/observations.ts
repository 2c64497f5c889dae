import type { Datastream, DatastreamId } from '@tocsin/core'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** What stations observed. */
export function observationRoutes({ registry, history }: Services): Routes<'readObservations'> {
  function datastreamOf(id: DatastreamId): Datastream | undefined {
    const slash = id.indexOf('/')
    const name = id.slice(slash + 1)
    return registry.station(id.slice(0, slash))?.datastreams.find((datastream) => datastream.name === name)
  }

  return {
    async readObservations({ query: { datastream: id, from, to, buckets, limit } }) {
      const datastream = datastreamOf(id)
      if (datastream === undefined) return notFound(`No datastream ${id}`)
      if (to <= from) {
        const fault = { path: 'to', message: 'is not after from', expected: 'a later time than from' }
        return { refusal: { kind: 'invalid', detail: 'The range is empty', faults: [fault] } }
      }
      if (buckets !== undefined) {
        const read = await history.buckets(id, { from, to }, buckets)
        // A sum of water levels means nothing.
        const isRain = datastream.property === 'rainfall'
        return {
          status: 200,
          body: { buckets: isRain ? read : read.map(({ sum: _, ...bucket }) => bucket) },
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
