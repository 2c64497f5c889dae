import type { DatabaseSync } from 'node:sqlite'
import {
  type AreaPath,
  DUTIES,
  type Duty,
  type HandOver,
  type Instant,
  type PersonId,
  type Shift,
  type Signature,
  type Swap,
} from '@tocsin/core'
import { handOverIds, personIds, shiftIds, swapIds } from './row-id.ts'

type Row = Record<string, unknown>

/** Shifts, swaps and hand-overs as they are stored. */
export class RosterStore {
  readonly #statements

  constructor(database: DatabaseSync) {
    this.#statements = {
      between: database.prepare(
        'SELECT * FROM shifts WHERE from_at < ?2 AND to_at > ?1 AND (?3 IS NULL OR desk = ?3) ORDER BY from_at, desk, id',
      ),
      shift: database.prepare('SELECT * FROM shifts WHERE id = ?'),
      desks: database.prepare('SELECT DISTINCT desk FROM shifts WHERE to_at > ? ORDER BY desk'),
      insert: database.prepare(
        'INSERT INTO shifts (desk, from_at, to_at, leader, officer, deputy, standby) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ),
      update: database.prepare(
        'UPDATE shifts SET desk = ?, from_at = ?, to_at = ?, leader = ?, officer = ?, deputy = ?, standby = ? WHERE id = ?',
      ),
      remove: database.prepare('DELETE FROM shifts WHERE id = ?'),
      hasHistory: database.prepare(
        'SELECT 1 FROM swaps WHERE shift = ?1 OR other_shift = ?1 UNION SELECT 1 FROM hand_overs WHERE outgoing = ?1 OR incoming = ?1',
      ),
      addSwap: database.prepare(
        'INSERT INTO swaps (shift, duty, before, after, other_shift, other_duty, at, by_id, by_name, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ),
      swaps: database.prepare(
        'SELECT s.* FROM swaps s JOIN shifts t ON t.id = s.shift WHERE (?1 IS NULL OR t.desk = ?1) AND s.id < ?2 ORDER BY s.id DESC LIMIT ?3',
      ),
      addHandOver: database.prepare(
        "INSERT INTO hand_overs (outgoing, incoming, at, notes, done, undone, warnings) VALUES (?, ?, ?, '', '[]', '[]', '[]')",
      ),
      writeHandOver: database.prepare(
        'UPDATE hand_overs SET notes = ?, done = ?, undone = ?, warnings = ?, outgoing_signed = ?, incoming_signed = ? WHERE id = ?',
      ),
      handOver: database.prepare(
        'SELECT h.*, s.desk FROM hand_overs h JOIN shifts s ON s.id = h.outgoing WHERE h.id = ?',
      ),
      handOverOf: database.prepare(
        'SELECT h.*, s.desk FROM hand_overs h JOIN shifts s ON s.id = h.outgoing WHERE h.outgoing = ?',
      ),
      handOvers: database.prepare(
        'SELECT h.*, s.desk FROM hand_overs h JOIN shifts s ON s.id = h.outgoing WHERE (?1 IS NULL OR s.desk = ?1) AND h.id < ?2 ORDER BY h.id DESC LIMIT ?3',
      ),
    }
  }

  /** Shifts that overlap [from, to), in the order of their beginnings. */
  shifts(from: Instant, to: Instant, desk?: AreaPath): Shift[] {
    return this.#statements.between.all(from, to, desk ?? null).map(shiftOf)
  }

  shift(id: Shift['id']): Shift | undefined {
    const row = this.#statements.shift.get(shiftIds.row(id))
    return row && shiftOf(row)
  }

  /** Desks that had or will have a shift after `since`: those that are meant to be staffed. */
  desks(since: Instant): AreaPath[] {
    return this.#statements.desks.all(since).map((row) => row['desk'] as string)
  }

  save(id: Shift['id'] | undefined, shift: Omit<Shift, 'id'>): Shift {
    const staff = DUTIES.map((duty) => personRow(shift[duty]))
    const values = [shift.desk, shift.from, shift.to, ...staff]
    const row =
      id === undefined
        ? this.#statements.insert.run(...values).lastInsertRowid
        : this.#statements.update.run(...values, shiftIds.row(id)) && shiftIds.row(id)
    return this.shift(shiftIds.text(row)) as Shift
  }

  remove(id: Shift['id']): void {
    this.#statements.remove.run(shiftIds.row(id))
  }

  /** True when a swap or a hand-over names it. */
  hasHistory(id: Shift['id']): boolean {
    return this.#statements.hasHistory.get(shiftIds.row(id)) !== undefined
  }

  /** Puts one person into a slot, or two shifts' persons into each other's, and keeps one entry. To be called within a transaction. */
  swap(swap: Omit<Swap, 'id'>): void {
    const { shift, duty, before, after, other, at, by, reason } = swap
    this.#put(shift, duty, after)
    if (other !== undefined) this.#put(other.shift, other.duty, before)
    this.#statements.addSwap.run(
      shiftIds.row(shift),
      duty,
      personRow(before),
      personRow(after),
      other === undefined ? null : shiftIds.row(other.shift),
      other?.duty ?? null,
      at,
      by.id,
      by.name,
      reason,
    )
  }

  #put(id: Shift['id'], duty: Duty, person: PersonId | null): void {
    const { [duty]: _, ...others } = this.shift(id) as Shift
    this.save(id, person === null ? others : { ...others, [duty]: person })
  }

  /** Newest first. */
  swaps({ desk, before, limit }: Page): Swap[] {
    const last = before === undefined ? Number.MAX_SAFE_INTEGER : swapIds.row(before)
    return this.#statements.swaps.all(desk ?? null, last, limit).map(swapOf)
  }

  openHandOver(outgoing: Shift['id'], incoming: Shift['id'], at: Instant): HandOver['id'] {
    const { lastInsertRowid } = this.#statements.addHandOver.run(
      shiftIds.row(outgoing),
      shiftIds.row(incoming),
      at,
    )
    return handOverIds.text(lastInsertRowid)
  }

  writeHandOver({ id, notes, done, undone, warnings, outgoingSigned, incomingSigned }: HandOver): void {
    this.#statements.writeHandOver.run(
      notes,
      JSON.stringify(done),
      JSON.stringify(undone),
      JSON.stringify(warnings),
      outgoingSigned && JSON.stringify(outgoingSigned),
      incomingSigned && JSON.stringify(incomingSigned),
      handOverIds.row(id),
    )
  }

  handOver(id: HandOver['id']): HandOver | undefined {
    const row = this.#statements.handOver.get(handOverIds.row(id))
    return row && handOverOf(row)
  }

  /** What a shift handed over. */
  handOverOf(outgoing: Shift['id']): HandOver | undefined {
    const row = this.#statements.handOverOf.get(shiftIds.row(outgoing))
    return row && handOverOf(row)
  }

  /** Newest first. */
  handOvers({ desk, before, limit }: Page): HandOver[] {
    const last = before === undefined ? Number.MAX_SAFE_INTEGER : handOverIds.row(before)
    return this.#statements.handOvers.all(desk ?? null, last, limit).map(handOverOf)
  }
}

/** A page of a list that grows; `before` is the id that the page before ended with. */
export interface Page {
  readonly desk?: AreaPath | undefined
  readonly before?: string | undefined
  readonly limit: number
}

function personRow(id: PersonId | null | undefined): number | null {
  return id === undefined || id === null ? null : personIds.row(id)
}

function personText(row: unknown): PersonId | null {
  return row === null ? null : personIds.text(row as number)
}

function shiftOf(row: Row): Shift {
  const staff = DUTIES.flatMap((duty) => {
    const person = personText(row[duty])
    return person === null ? [] : [[duty, person] as const]
  })
  return {
    id: shiftIds.text(row['id'] as number),
    desk: row['desk'] as string,
    from: row['from_at'] as number,
    to: row['to_at'] as number,
    ...Object.fromEntries(staff),
  }
}

function swapOf(row: Row): Swap {
  const other = row['other_shift'] as number | null
  return {
    id: swapIds.text(row['id'] as number),
    shift: shiftIds.text(row['shift'] as number),
    duty: row['duty'] as Duty,
    before: personText(row['before']),
    after: personText(row['after']),
    ...(other === null ? {} : { other: { shift: shiftIds.text(other), duty: row['other_duty'] as Duty } }),
    at: row['at'] as number,
    by: { id: row['by_id'] as string, name: row['by_name'] as string },
    reason: row['reason'] as string,
  }
}

function handOverOf(row: Row): HandOver {
  const parsed = (name: string) => JSON.parse((row[name] as string | null) ?? 'null')
  return {
    id: handOverIds.text(row['id'] as number),
    desk: row['desk'] as string,
    outgoing: shiftIds.text(row['outgoing'] as number),
    incoming: shiftIds.text(row['incoming'] as number),
    at: row['at'] as number,
    notes: row['notes'] as string,
    done: parsed('done'),
    undone: parsed('undone'),
    warnings: parsed('warnings'),
    outgoingSigned: parsed('outgoing_signed') as Signature | null,
    incomingSigned: parsed('incoming_signed') as Signature | null,
  }
}
