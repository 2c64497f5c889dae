import type { DatabaseSync } from 'node:sqlite'
import {
  type ChannelKind,
  canAnswer,
  type Hours,
  type Instant,
  type Person,
  type PersonChannel,
  type PersonId,
} from '@tocsin/core'
import { groupedBy } from './grouped.ts'
import type { PersonDraft } from './person-draft.ts'
import { channelIds, personIds } from './row-id.ts'
import type { Vault } from './vault.ts'

/** A person as stored, with what core does not need to know. */
export interface Registered extends Person {
  readonly changedAt: Instant
}

type Row = Record<string, unknown>

/** Persons and their channels as they are stored. Addresses go in and come out here, and nowhere else. */
export class Directory {
  readonly #vault: Vault
  readonly #statements

  constructor(database: DatabaseSync, vault: Vault) {
    this.#vault = vault
    this.#statements = {
      persons: database.prepare('SELECT * FROM persons WHERE removed_at IS NULL ORDER BY id'),
      person: database.prepare('SELECT * FROM persons WHERE id = ? AND removed_at IS NULL'),
      name: database.prepare('SELECT name FROM persons WHERE id = ?'),
      roles: database.prepare('SELECT * FROM person_roles ORDER BY person, position'),
      rolesOf: database.prepare('SELECT * FROM person_roles WHERE person = ? ORDER BY position'),
      channels: database.prepare('SELECT * FROM person_channels ORDER BY person, position'),
      channelsOf: database.prepare('SELECT * FROM person_channels WHERE person = ? ORDER BY position'),
      channel: database.prepare('SELECT * FROM person_channels WHERE id = ?'),
      byLookup: database.prepare('SELECT DISTINCT person, kind FROM person_channels WHERE lookup = ?'),
      insert: database.prepare(
        'INSERT INTO persons (name, language, created_at, changed_at, changed_by) VALUES (?, ?, ?, ?, ?)',
      ),
      update: database.prepare(
        'UPDATE persons SET name = ?, language = ?, deputy = ?, changed_at = ?, changed_by = ? WHERE id = ?',
      ),
      remove: database.prepare(
        'UPDATE persons SET removed_at = ?, changed_at = ?, changed_by = ?, deputy = NULL WHERE id = ?',
      ),
      setDeputy: database.prepare(
        'UPDATE persons SET deputy = ?, changed_at = ?, changed_by = ? WHERE id = ?',
      ),
      dropRoles: database.prepare('DELETE FROM person_roles WHERE person = ?'),
      addRole: database.prepare(
        'INSERT INTO person_roles (person, position, role, area) VALUES (?, ?, ?, ?)',
      ),
      dropChannel: database.prepare('DELETE FROM person_channels WHERE id = ?'),
      addChannel: database.prepare(
        'INSERT INTO person_channels (person, position, kind, hours, address, lookup) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      changeChannel: database.prepare(
        'UPDATE person_channels SET position = ?, kind = ?, hours = ? WHERE id = ?',
      ),
      changeAddress: database.prepare(
        'UPDATE person_channels SET address = ?, lookup = ?, verified_at = NULL, dead_since = NULL WHERE id = ?',
      ),
      delivered: database.prepare(
        'UPDATE person_channels SET verified_at = max(coalesce(verified_at, 0), ?), dead_since = NULL WHERE id = ?',
      ),
      dead: database.prepare(
        'UPDATE person_channels SET dead_since = coalesce(dead_since, ?) WHERE id = ? AND coalesce(verified_at, 0) <= ?',
      ),
      sealed: database.prepare('SELECT id, person, address FROM person_channels WHERE address IS NOT NULL'),
      inUse: database.prepare(`
        SELECT 'deputy of ' || name AS use FROM persons WHERE deputy = ?1 AND removed_at IS NULL
        UNION ALL SELECT 'helper of household ' || name FROM households WHERE helper = ?1 AND removed_at IS NULL
        UNION ALL SELECT 'on a shift of ' || desk FROM shifts WHERE ?1 IN (leader, officer, deputy, standby) AND to_at > ?2
        LIMIT 10`),
    }
  }

  /** All that can be called, as core takes them. */
  persons(): Registered[] {
    const roles = groupedBy(this.#statements.roles.all(), 'person')
    const channels = groupedBy(this.#statements.channels.all(), 'person')
    return this.#statements.persons.all().map((row) => {
      const id = row['id'] as number
      return personOf(row, roles.get(id) ?? [], channels.get(id) ?? [])
    })
  }

  person(id: PersonId): Registered | undefined {
    const number = personIds.row(id)
    const row = this.#statements.person.get(number)
    if (row === undefined) return undefined
    return personOf(row, this.#statements.rolesOf.all(number), this.#statements.channelsOf.all(number))
  }

  /** Also of somebody who was removed. */
  nameOf(id: PersonId): string | undefined {
    return this.#statements.name.get(personIds.row(id))?.['name'] as string | undefined
  }

  /** The full number or address of a channel; null where its kind has none, undefined where its key is lost or it is not there. */
  addressOf(channel: PersonChannel['id']): string | null | undefined {
    const row = this.#statements.channel.get(channelIds.row(channel))
    if (row === undefined) return undefined
    if (row['address'] === null) return null
    return this.#vault.open(row['address'] as Uint8Array, ownerText(row['person'] as number))
  }

  /** Whose number or address this is, as `address.ts` writes it. */
  ownersOf(address: string): PersonId[] {
    return [...new Set(this.#channelsAt(address).map(({ person }) => person))]
  }

  /** Those of them who could answer from there: what comes from a loudspeaker's own number nobody has said. */
  answeringFrom(address: string): PersonId[] {
    return [...new Set(this.#channelsAt(address).flatMap((one) => (canAnswer(one) ? [one.person] : [])))]
  }

  #channelsAt(address: string): { readonly person: PersonId; readonly kind: ChannelKind }[] {
    const found = this.#vault.lookups(address).flatMap((lookup) => this.#statements.byLookup.all(lookup))
    return found.map((row) => ({
      person: personIds.text(row['person'] as number),
      kind: row['kind'] as ChannelKind,
    }))
  }

  /** Saves a new person, or all of one that is there. To be called within a transaction. */
  save(id: PersonId | undefined, draft: PersonDraft, by: string, at: Instant): PersonId {
    const { insert, update, dropRoles, addRole } = this.#statements
    const row =
      id === undefined
        ? insert.run(draft.name, draft.language, at, at, by).lastInsertRowid
        : personIds.row(id)
    const deputy = draft.deputy === undefined ? null : personIds.row(draft.deputy)
    update.run(draft.name, draft.language, deputy, at, by, row)
    dropRoles.run(row)
    for (const [position, { role, area }] of draft.roles.entries()) addRole.run(row, position, role, area)
    this.#saveChannels(Number(row), draft.channels)
    return personIds.text(row)
  }

  setDeputy(id: PersonId, deputy: PersonId | undefined, by: string, at: Instant): void {
    const row = deputy === undefined ? null : personIds.row(deputy)
    this.#statements.setDeputy.run(row, at, by, personIds.row(id))
  }

  #saveChannels(person: number, channels: PersonDraft['channels']): void {
    const { channelsOf, dropChannel, addChannel, changeChannel, changeAddress } = this.#statements
    const kept = new Set(channels.flatMap(({ id }) => (id === undefined ? [] : [channelIds.row(id)])))
    for (const row of channelsOf.all(person)) {
      if (!kept.has(row['id'] as number)) dropChannel.run(row['id'] as number)
    }
    for (const [position, { id, kind, hours, address }] of channels.entries()) {
      const times = hours === undefined || hours.length === 0 ? null : JSON.stringify(hours)
      const sealed = address === undefined ? null : this.#vault.seal(address, ownerText(person))
      const lookup = address === undefined ? null : this.#vault.lookup(address)
      if (id === undefined) {
        addChannel.run(person, position, kind, times, sealed, lookup)
        continue
      }
      changeChannel.run(position, kind, times, channelIds.row(id))
      // The same number again keeps what is known of it.
      if (address !== undefined && address !== this.addressOf(id)) {
        changeAddress.run(sealed, lookup, channelIds.row(id))
      }
    }
  }

  /** Takes somebody out: numbers and roles are destroyed, the name stays for old calls. To be called within a transaction. */
  remove(id: PersonId, by: string, at: Instant): void {
    const row = personIds.row(id)
    for (const channel of this.#statements.channelsOf.all(row)) {
      this.#statements.dropChannel.run(channel['id'] as number)
    }
    this.#statements.dropRoles.run(row)
    this.#statements.remove.run(at, at, by, row)
  }

  /** What would be left without this person, at most ten of it. */
  usesOf(id: PersonId, now: Instant): string[] {
    return this.#statements.inUse.all(personIds.row(id), now).map((row) => row['use'] as string)
  }

  /** Something has arrived there. */
  delivered(channel: PersonChannel['id'], at: Instant): void {
    this.#statements.delivered.run(at, channelIds.row(channel))
  }

  /** It is known to reach nobody, until something arrives there again. */
  dead(channel: PersonChannel['id'], at: Instant): void {
    this.#statements.dead.run(at, channelIds.row(channel), at)
  }

  /** Channels whose address no key here opens. */
  unreadable(): PersonChannel['id'][] {
    return this.#statements.sealed
      .all()
      .filter(
        (row) =>
          this.#vault.open(row['address'] as Uint8Array, ownerText(row['person'] as number)) === undefined,
      )
      .map((row) => channelIds.text(row['id'] as number))
  }
}

/** A sealed address opens only beside the person it was sealed for. */
function ownerText(person: number): string {
  return personIds.text(person)
}

function personOf(row: Row, roles: readonly Row[], channels: readonly Row[]): Registered {
  const deputy = row['deputy'] as number | null
  return {
    id: personIds.text(row['id'] as number),
    name: row['name'] as string,
    language: row['language'] as 'zh' | 'en',
    roles: roles.map((one) => ({ role: one['role'] as string, area: one['area'] as string })),
    channels: channels.map((one): PersonChannel => {
      const hours = one['hours'] as string | null
      return {
        id: channelIds.text(one['id'] as number),
        kind: one['kind'] as ChannelKind,
        ...(hours === null ? {} : { hours: JSON.parse(hours) as Hours[] }),
        verifiedAt: one['verified_at'] as number | null,
        ...(one['dead_since'] === null ? {} : { dead: true }),
      }
    }),
    ...(deputy === null ? {} : { deputy: personIds.text(deputy) }),
    changedAt: row['changed_at'] as number,
  }
}
