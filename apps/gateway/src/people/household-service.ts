import type { DatabaseSync } from 'node:sqlite'
import type { HouseholdBody, HouseholdView } from '@tocsin/contract'
import type { AreaPath, Household, HouseholdId, PersonId, Tick } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { HouseholdsService } from '../http/people-services.ts'
import type { Outcome } from '../http/services.ts'
import { transaction } from '../registry/database.ts'
import { addressForm, masked } from './address.ts'
import type { AreaStore } from './area-store.ts'
import type { Directory } from './directory.ts'
import { householdFaults } from './household-faults.ts'
import { type ListedHousehold, readHouseholdSheet, writeHouseholdSheet } from './household-sheet.ts'
import type { HouseholdStore, StandingHousehold } from './household-store.ts'
import { importHouseholds } from './import-households.ts'
import { type Importing, perform, rehearse } from './rehearsal.ts'
import { writeSheet } from './write-sheet.ts'

export interface HouseholdsServiceOptions {
  readonly database: DatabaseSync
  readonly areas: AreaStore
  readonly directory: Directory
  readonly store: HouseholdStore
  readonly clock: Clock
  /** As people of the office say a time. */
  readonly moment: (at: number) => string
}

const TICK_NAMES: Readonly<Record<Tick, string>> = { told: '已通知', moved: '已转移', returned: '已返回' }

/** Households as HTTP sees them. Each change is one transaction, durable when the call returns. */
export function createHouseholdsService(options: HouseholdsServiceOptions): HouseholdsService {
  const { database, areas, directory, store, clock, moment } = options
  const people = { area: (path: AreaPath) => areas.get(path), person: (id: PersonId) => directory.person(id) }

  function save(id: HouseholdId | undefined, body: HouseholdBody): Outcome<{ household: HouseholdView }> {
    const household = body as Omit<Household, 'id'>
    const faults = householdFaults(household, people)
    if (faults.length > 0) {
      return { ok: false, refusal: { kind: 'invalid', detail: 'The household cannot be saved so', faults } }
    }
    const saved = transaction(database, () => store.save(id, household))
    return { ok: true, household: viewOf(store.get(saved) as StandingHousehold, true) }
  }

  function importing(within: AreaPath | undefined): Importing<ListedHousehold> {
    const all = areas.all()
    return {
      read: (sheet) => {
        const { households, ...read } = readHouseholdSheet(sheet, all, within)
        return { entries: households, ...read }
      },
      save: (entries) => importHouseholds(entries, { directory, store, areas: all }),
    }
  }

  return {
    list: (area, needsShown) => store.list(area).map((household) => viewOf(household, needsShown)),

    get(id, needsShown) {
      const household = store.get(id)
      return household && { household: viewOf(household, needsShown), ticks: store.ticks(id) }
    },

    create: (body) => save(undefined, body),
    change: (id, body) => (store.get(id) === undefined ? notFound(id) : save(id, body)),

    remove(id) {
      const household = store.get(id)
      if (household === undefined) return notFound(id)
      store.remove(id, clock.now())
      return { ok: true, name: household.name }
    },

    tick(id, { tick, done, note }, by) {
      if (store.get(id) === undefined) return notFound(id)
      store.tick(id, { tick, done, note, at: clock.now(), by: { id: by.id, name: by.name } })
      return { ok: true, household: viewOf(store.get(id) as StandingHousehold, true) }
    },

    beginRound(area, note, by) {
      if (areas.get(area) === undefined) {
        return { ok: false, refusal: { kind: 'not-found', detail: `No area ${area}` } }
      }
      const households = store.list(area)
      const entry = {
        tick: 'round',
        done: true,
        note,
        at: clock.now(),
        by: { id: by.id, name: by.name },
      } as const
      transaction(database, () => {
        for (const { id } of households) store.tick(id, entry)
      })
      return { ok: true, households: households.length }
    },

    readFile: (file) => rehearse(database, file, importing(file.area)),
    importFile: (file, seen) => perform(database, file, seen, importing(file.area)),

    async writeFile(format) {
      const written = store.list().map(({ helper, standing, ...household }) => {
        const person = helper === undefined ? undefined : directory.person(helper)
        const channel = person?.channels.find(({ kind }) => addressForm(kind) === 'phone')
        const number = channel && directory.addressOf(channel.id)
        const ticks = (Object.keys(TICK_NAMES) as Tick[]).flatMap((tick) => {
          const entry = standing[tick]
          return entry === null ? [] : [`${TICK_NAMES[tick]} ${moment(entry.at)} ${entry.by.name}`]
        })
        return {
          ...household,
          helper: person?.name,
          helperPhone: typeof number === 'string' ? masked(number) : undefined,
          standing: ticks.join('；'),
        }
      })
      return writeSheet(
        writeHouseholdSheet(written, (path) => areas.get(path)?.name ?? path),
        format,
      )
    },
  }
}

function viewOf(
  { specialNeeds, unreadable, ...household }: StandingHousehold,
  needsShown: boolean,
): HouseholdView {
  return {
    ...household,
    specialNeeds: needsShown ? (specialNeeds ?? null) : null,
    special: specialNeeds !== undefined || unreadable,
  }
}

function notFound(id: HouseholdId): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail: `No household ${id}` } }
}
