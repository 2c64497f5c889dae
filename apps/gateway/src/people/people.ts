import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Station, Warning } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { HouseholdsService, PeopleService, RosterService } from '../http/people-services.ts'
import type { Log } from '../log.ts'
import { AreaStore } from './area-store.ts'
import { Directory } from './directory.ts'
import { createHouseholdsService } from './household-service.ts'
import { HouseholdStore } from './household-store.ts'
import { openKeyFile } from './key-file.ts'
import { localMoment } from './local-moment.ts'
import { createPeopleService } from './person-service.ts'
import { createRosterService } from './roster-service.ts'
import { RosterStore } from './roster-store.ts'
import { Vault } from './vault.ts'

export interface PeopleOptions {
  readonly database: DatabaseSync
  readonly vault: Vault
  readonly clock: Clock
  /** Of the office. */
  readonly timeZone: string
  readonly stations: () => readonly Station[]
  readonly openWarnings: () => readonly Warning[]
}

/** People, households and the roster: what is stored, and as HTTP sees it. */
export interface People {
  readonly areas: AreaStore
  readonly directory: Directory
  readonly householdStore: HouseholdStore
  readonly rosterStore: RosterStore
  readonly people: PeopleService
  readonly households: HouseholdsService
  readonly roster: RosterService
}

export function createPeople(options: PeopleOptions): People {
  const { database, vault, clock, timeZone, stations, openWarnings } = options
  const areas = new AreaStore(database)
  const directory = new Directory(database, vault)
  const householdStore = new HouseholdStore(database, vault)
  const rosterStore = new RosterStore(database)
  const moment = localMoment(timeZone)
  const shared = { database, areas, directory, clock, moment }
  return {
    areas,
    directory,
    householdStore,
    rosterStore,
    people: createPeopleService({ ...shared, stations }),
    households: createHouseholdsService({ ...shared, store: householdStore }),
    roster: createRosterService({ ...shared, store: rosterStore, timeZone, openWarnings }),
  }
}

/** The vault of a data folder. Its key is made on the first start; one that was lost is told of, and nothing is held up by it. */
export function openVault(dataDir: string, log: Log): Vault {
  const file = join(dataDir, 'people.key')
  const { keys, made, damaged } = openKeyFile(file)
  if (made) log.info('people.keyMade', { file, backUp: 'without it no stored number can be read again' })
  if (damaged > 0) log.error('people.keyDamaged', { file, lines: damaged })
  return new Vault(keys)
}

/** Says how many numbers cannot be read. To be called at the start. */
export function reportLostKeys({ directory, householdStore }: People, log: Log): void {
  const channels = directory.unreadable().length
  const households = householdStore.unreadable().length
  if (channels + households > 0) {
    log.error('people.keyLost', {
      channels,
      households,
      expected: 'the key file of the back-up, added line by line',
    })
  }
}
