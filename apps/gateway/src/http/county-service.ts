import type {
  CountyAdoptionBody,
  CountyAdoptionView,
  CountyDatabaseBody,
  CountyDatabaseChange,
  CountyDatabaseView,
  CountyStationView,
  CountyTestView,
} from '@tocsin/contract'
import type { Outcome, PersonActor } from './services.ts'

/** Hydrology databases as an engineer sets them up, and the stations that they offer. */
export interface CountyService {
  list(): CountyDatabaseView[]
  create(
    body: Omit<CountyDatabaseBody, 'reason'>,
    by: PersonActor,
  ): Promise<Outcome<{ database: CountyDatabaseView }>>
  /** The password stays when none is given, unless it would go elsewhere. */
  change(
    id: string,
    body: Omit<CountyDatabaseChange, 'reason'>,
    by: PersonActor,
  ): Promise<Outcome<{ database: CountyDatabaseView }>>
  remove(id: string): Promise<Outcome<object>>
  test(id: string): Promise<Outcome<{ test: CountyTestView }>>
  stations(id: string): Promise<Outcome<{ stations: CountyStationView[] }>>
  adopt(id: string, body: CountyAdoptionBody, by: PersonActor): Promise<Outcome<CountyAdoptionView>>
}
