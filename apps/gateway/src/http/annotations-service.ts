import type { AnnotationBody, AnnotationView } from '@tocsin/contract'
import type { Instant, StationId } from '@tocsin/core'
import type { Outcome, PersonActor } from './services.ts'

/** Notes that people write on the charts of stations. Stored when a call returns. */
export interface AnnotationsService {
  /** Those that touch [from, to], oldest first; the newest `limit` of them. Undefined: there is no such station. */
  list(
    station: StationId,
    query: {
      readonly from?: Instant | undefined
      readonly to?: Instant | undefined
      readonly deleted: boolean
      readonly limit: number
    },
  ): AnnotationView[] | undefined
  write(station: StationId, body: AnnotationBody, by: PersonActor): Outcome<{ annotation: AnnotationView }>
  /** It is kept, with the reason. */
  remove(id: number, reason: string, by: PersonActor): Outcome<{ annotation: AnnotationView }>
}
