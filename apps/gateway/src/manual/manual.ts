import type { DatabaseSync } from 'node:sqlite'
import type { Area, Observation, Person, PersonId, ReadingsEntry, Station } from '@tocsin/core'
import type { WatcherTexts } from '../callout/incoming.ts'
import type { Clock } from '../clock.ts'
import type { ManualService } from '../http/manual-service.ts'
import type { Lines } from '../lines/lines.ts'
import type { Log } from '../log.ts'
import { LinkStore } from './link-store.ts'
import { createPages } from './pages.ts'
import { placesOf, streamsOf } from './places.ts'
import { ReportStore } from './report-store.ts'
import { Reporter } from './reporter.ts'
import { createManualService } from './service.ts'
import { watcherTexts } from './watcher-texts.ts'

export interface ManualOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
  /** Of the office. */
  readonly zone: string
  readonly publicUrl: string | undefined
  /** Journals an entry; calls back when it is on disk. */
  keep(entry: ReadingsEntry, done: (failure?: Error) => void): void
  stations(): readonly Station[]
  station(id: string): Station | undefined
  latest(datastream: string): Pick<Observation, 'value'> | undefined
  areas(): readonly Area[]
  person(id: PersonId): Person | undefined
  nameOf(id: PersonId): string | undefined
  /** Whom of the directory a user is. */
  personOf(user: string): PersonId | undefined
  lines(): Pick<Lines, 'sendBy'>
}

/** What people read and report (群测群防): by a page, by SMS, at the console. */
export interface Manual {
  readonly service: ManualService
  /** What an SMS is that is no answer to a call. */
  readonly texts: WatcherTexts
  start(): void
  stop(): void
}

export function createManual(options: ManualOptions): Manual {
  const { database, stations, areas } = options
  const store = new ReportStore(database)
  const links = new LinkStore(database)
  const reporter = new Reporter({ ...options, store })
  const parts = {
    ...options,
    store,
    links,
    reporter,
    streamsFor: (person: Person) => streamsOf(person, stations(), areas()),
    placesFor: (person: Person) => placesOf(person, areas()),
  }
  return {
    service: { ...createManualService(parts), ...createPages(parts) },
    texts: watcherTexts(parts),
    start: () => reporter.start(),
    stop: () => reporter.stop(),
  }
}
