import type { DatabaseSync } from 'node:sqlite'
import type { Station, StationId } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { AnnotationsService } from '../http/annotations-service.ts'
import { AnnotationStore } from './annotation-store.ts'

export interface AnnotationsOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  station(id: StationId): Station | undefined
  /** What stands on a station's charts has changed: whoever looks at them reads it again. */
  onChange(station: StationId): void
}

/** SQLite takes no wider integers, and no chart reaches further. */
const ALWAYS = Number.MAX_SAFE_INTEGER

/** Notes on the charts of stations: written, read, and taken away with a reason. */
export function createAnnotations({
  database,
  clock,
  station,
  onChange,
}: AnnotationsOptions): AnnotationsService {
  const store = new AnnotationStore(database)
  return {
    list(id, { from = -ALWAYS, to = ALWAYS, ...query }) {
      return station(id) && store.list(id, { from, to, ...query })
    },

    write(id, { datastream, from, to = from, text }, by) {
      const at = station(id)
      if (at === undefined) return { ok: false, refusal: { kind: 'not-found', detail: `No station ${id}` } }
      if (datastream !== undefined && !at.datastreams.some(({ name }) => name === datastream)) {
        const fault = {
          path: 'datastream',
          message: `${at.id} has no datastream ${datastream}`,
          expected: at.datastreams.map(({ name }) => name).join(', '),
        }
        return { ok: false, refusal: { kind: 'invalid', detail: 'There is no such chart', faults: [fault] } }
      }
      const annotation = store.add({
        station: id,
        datastream: datastream ?? null,
        from,
        to,
        text,
        writtenAt: clock.now(),
        by: by.name,
      })
      onChange(id)
      return { ok: true, annotation }
    },

    remove(id, reason, by) {
      const annotation = store.remove(id, { at: clock.now(), by: by.name, reason })
      if (annotation === undefined)
        return { ok: false, refusal: { kind: 'not-found', detail: `No note ${id}` } }
      onChange(annotation.station)
      return { ok: true, annotation }
    },
  }
}
