import type { DatabaseSync } from 'node:sqlite'
import type { AreaPath, Household, HouseholdId, Instant, Tick, TickEntry } from '@tocsin/core'
import { groupedBy } from './grouped.ts'
import { householdIds, personIds } from './row-id.ts'
import { type Standing, standing } from './standing.ts'
import type { Vault } from './vault.ts'

/** A household with where it stands. `unreadable`: what it needs is stored, and its key is lost. */
export type StandingHousehold = Household & { readonly standing: Standing; readonly unreadable: boolean }

type Row = Record<string, unknown>

/** Households and their ticks as they are stored. What a household needs is sealed. */
export class HouseholdStore {
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#statements = {
      list: database.prepare(`
        SELECT * FROM households WHERE removed_at IS NULL AND (?1 IS NULL OR area = ?1 OR substr(area, 1, length(?1) + 1) = ?1 || '/')
        ORDER BY area, id`),
      ticks: database.prepare(`
        SELECT t.* FROM household_ticks t JOIN households h ON h.id = t.household
        WHERE ?1 IS NULL OR h.area = ?1 OR substr(h.area, 1, length(?1) + 1) = ?1 || '/' ORDER BY t.id`),
      one: database.prepare('SELECT * FROM households WHERE id = ? AND removed_at IS NULL'),
      ticksOf: database.prepare('SELECT * FROM household_ticks WHERE household = ? ORDER BY id'),
      insert: database.prepare(
        'INSERT INTO households (area, name, persons, helper, destination) VALUES (?, ?, ?, ?, ?)',
      ),
      update: database.prepare(
        'UPDATE households SET area = ?, name = ?, persons = ?, special_needs = ?, helper = ?, destination = ? WHERE id = ?',
      ),
      remove: database.prepare('UPDATE households SET removed_at = ?, special_needs = NULL WHERE id = ?'),
      tick: database.prepare(
        'INSERT INTO household_ticks (household, tick, done, at, by_id, by_name, note) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
    }
  }

  /** In an area and below it; all without one. */
  list(area?: AreaPath): StandingHousehold[] {
    const ticks = groupedBy(this.#statements.ticks.all(area ?? null), 'household')
    return this.#statements.list
      .all(area ?? null)
      .map((row) => this.#householdOf(row, ticks.get(row['id']) ?? []))
  }

  get(id: HouseholdId): StandingHousehold | undefined {
    const row = this.#statements.one.get(householdIds.row(id))
    return row && this.#householdOf(row, this.#statements.ticksOf.all(row['id'] as number))
  }

  /** All that was ever ticked for a household, oldest first. */
  ticks(id: HouseholdId): TickEntry[] {
    return this.#statements.ticksOf.all(householdIds.row(id)).map(entryOf)
  }

  /** Saves a new household, or all of one that is there. To be called within a transaction. */
  save(id: HouseholdId | undefined, household: Omit<Household, 'id'>): HouseholdId {
    const { area, name, persons, specialNeeds, helper, destination } = household
    const help = helper === undefined ? null : personIds.row(helper)
    const row =
      id === undefined
        ? this.#statements.insert.run(area, name, persons, help, destination ?? null).lastInsertRowid
        : householdIds.row(id)
    const saved = householdIds.text(row)
    const sealed = specialNeeds === undefined ? this.#lost(id) : this.#vault.seal(specialNeeds, saved)
    this.#statements.update.run(area, name, persons, sealed, help, destination ?? null, row)
    return saved
  }

  /** Takes a household off the register; its ticks stay. */
  remove(id: HouseholdId, at: Instant): void {
    this.#statements.remove.run(at, householdIds.row(id))
  }

  tick(id: HouseholdId, { tick, done, at, by, note }: TickEntry): void {
    this.#statements.tick.run(householdIds.row(id), tick, done ? 1 : 0, at, by.id, by.name, note ?? null)
  }

  /** Households whose special needs no key here opens. */
  unreadable(): HouseholdId[] {
    return this.list().flatMap(({ id, unreadable }) => (unreadable ? [id] : []))
  }

  /** What cannot be read cannot have been left out on purpose: it stays, for the day on which its key turns up. */
  #lost(id: HouseholdId | undefined): Uint8Array | null {
    const row = id === undefined ? undefined : this.#statements.one.get(householdIds.row(id))
    const sealed = (row?.['special_needs'] ?? null) as Uint8Array | null
    return sealed !== null && this.#vault.open(sealed, id as HouseholdId) === undefined ? sealed : null
  }

  #householdOf(row: Row, ticks: readonly Row[]): StandingHousehold {
    const id = householdIds.text(row['id'] as number)
    const sealed = row['special_needs'] as Uint8Array | null
    const specialNeeds = sealed === null ? undefined : this.#vault.open(sealed, id)
    return {
      id,
      area: row['area'] as string,
      name: row['name'] as string,
      persons: row['persons'] as number,
      ...(specialNeeds === undefined ? {} : { specialNeeds }),
      ...(row['helper'] === null ? {} : { helper: personIds.text(row['helper'] as number) }),
      ...(row['destination'] === null ? {} : { destination: row['destination'] as string }),
      standing: standing(ticks.map(entryOf)),
      unreadable: sealed !== null && specialNeeds === undefined,
    }
  }
}

function entryOf(row: Row): TickEntry {
  return {
    tick: row['tick'] as Tick | 'round',
    done: row['done'] === 1,
    at: row['at'] as number,
    by: { id: row['by_id'] as string, name: row['by_name'] as string },
    ...(row['note'] === null ? {} : { note: row['note'] as string }),
  }
}
