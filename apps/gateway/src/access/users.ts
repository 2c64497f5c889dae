import type { DatabaseSync } from 'node:sqlite'
import type { PersonView, Role } from '@tocsin/contract'
import type { Clock } from '../clock.ts'
import type { Fault, Outcome, Refusal } from '../http/services.ts'
import type { Audit } from './audit.ts'
import type { Caller, EndReason } from './caller.ts'
import { weakness } from './common-passwords.ts'
import type { Passwords } from './password.ts'

export interface UserChange {
  readonly name?: string | undefined
  readonly role?: Role | undefined
  readonly password?: string | undefined
  readonly person?: string | null | undefined
}

/** People who may sign in. Names are compared in lower case. */
export interface Users {
  count(): number
  list(): PersonView[]
  get(username: string): PersonView | undefined
  /** The stored hash, for whoever verifies. */
  storedPassword(username: string): string | undefined
  /** Not checked against the common passwords: whoever sets the environment decides. */
  createFirst(user: { username: string; name: string; password: string }): Promise<void>
  create(
    user: PersonView & { readonly password: string },
    by: string,
  ): Promise<Outcome<{ person: PersonView }>>
  change(username: string, change: UserChange, by: Caller): Promise<Outcome<{ person: PersonView }>>
  setPassword(username: string, password: string): Promise<void>
  /** The same password, stored anew. */
  hashAnew(username: string, password: string): Promise<void>
  /** True while the password is the one of the first start, which somebody else may have seen. */
  hasFirstPassword(username: string): boolean
  remove(username: string, by: Caller): Outcome<object>
}

export function createUsers(options: {
  database: DatabaseSync
  clock: Clock
  audit: Audit
  passwords: Passwords
  endSessions: (username: string, reason: EndReason) => void
  /** True of somebody in the directory of people who are called. */
  isPerson: (id: string) => boolean
}): Users {
  const { database, clock, audit, passwords, endSessions, isPerson } = options
  const insert = database.prepare(
    `INSERT INTO users (username, name, role, password, created_at, changed_at, first_password) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const selectAll = database.prepare('SELECT username, name, role, person FROM users ORDER BY username')
  const selectOne = database.prepare('SELECT username, name, role, person FROM users WHERE username = ?')
  const selectPassword = database.prepare('SELECT password FROM users WHERE username = ?')
  const countAll = database.prepare('SELECT count(*) AS count FROM users')
  const countAdministrators = database.prepare(
    "SELECT count(*) AS count FROM users WHERE role = 'administrator'",
  )
  const update = database.prepare('UPDATE users SET name = ?, role = ?, changed_at = ? WHERE username = ?')
  const bind = database.prepare('UPDATE users SET person = ?, changed_at = ? WHERE username = ?')
  const bound = database.prepare('SELECT username FROM users WHERE person = ?')
  const updatePassword = database.prepare(
    'UPDATE users SET password = ?, changed_at = ?, first_password = 0 WHERE username = ?',
  )
  const updateHash = database.prepare('UPDATE users SET password = ? WHERE username = ?')
  const selectFirst = database.prepare('SELECT first_password FROM users WHERE username = ?')
  const remove = database.prepare('DELETE FROM users WHERE username = ?')

  const get = (username: string) => {
    const row = selectOne.get(username.toLowerCase())
    return row && viewOf(row)
  }
  const isLastAdministrator = ({ role }: PersonView) =>
    role === 'administrator' && countAdministrators.get()?.['count'] === 1

  return {
    count: () => countAll.get()?.['count'] as number,
    list: () => selectAll.all().map(viewOf),
    get,
    storedPassword: (username) =>
      selectPassword.get(username.toLowerCase())?.['password'] as string | undefined,

    async createFirst({ username, name, password }) {
      const hash = await passwords.hash(password)
      insert.run(username, name, 'administrator', hash, clock.now(), clock.now(), 1)
      audit.write('system', 'user.created', username, { role: 'administrator', first: true })
    },

    async create({ username, name, role, password }, by) {
      const id = username.toLowerCase()
      const exists: Refusal = { kind: 'exists', detail: `There is a user ${id} already` }
      if (get(id) !== undefined) return refused(exists)
      const weak = weakness(password, id)
      if (weak) return refused(invalid('password', weak))
      const hash = await passwords.hash(password)
      const now = clock.now()
      // Somebody may have taken the name while the password was hashed.
      if (insert.run(id, name, role, hash, now, now, 0).changes === 0) return refused(exists)
      audit.write(by, 'user.created', id, { name, role })
      return { ok: true, person: { username: id, name, role } }
    },

    async change(username, change, by) {
      const unknown: Refusal = { kind: 'not-found', detail: `No user ${username}` }
      const before = get(username)
      if (before === undefined) return refused(unknown)
      if (change.password !== undefined) {
        const weak = weakness(change.password, before.username)
        if (weak) return refused(invalid('password', weak))
      }
      const hash = change.password === undefined ? undefined : await passwords.hash(change.password)

      // From here on nothing waits: what is checked is what is changed.
      const current = get(username)
      if (current === undefined) return refused(unknown)
      const after = { ...current, name: change.name ?? current.name, role: change.role ?? current.role }
      if (after.role !== 'administrator' && isLastAdministrator(current))
        return refused(lastAdministrator('role'))
      if (typeof change.person === 'string') {
        if (!isPerson(change.person)) return refused(noPerson(change.person))
        const other = bound.get(change.person)?.['username'] as string | undefined
        if (other !== undefined && other !== current.username) return refused(boundAlready(other))
      }
      if (change.person !== undefined) bind.run(change.person, clock.now(), current.username)
      update.run(after.name, after.role, clock.now(), current.username)
      if (hash !== undefined) updatePassword.run(hash, clock.now(), current.username)
      audit.write(by.id, 'user.changed', current.username, {
        before: { name: current.name, role: current.role },
        after: { name: after.name, role: after.role },
        ...(change.person === undefined
          ? {}
          : { person: { before: current.person ?? null, after: change.person } }),
        password: hash === undefined ? 'kept' : 'changed',
      })
      if (after.role !== current.role) endSessions(current.username, 'role-changed')
      else if (hash !== undefined) endSessions(current.username, 'password-changed')
      return { ok: true, person: get(current.username) ?? after }
    },

    async setPassword(username, password) {
      updatePassword.run(await passwords.hash(password), clock.now(), username.toLowerCase())
    },

    async hashAnew(username, password) {
      updateHash.run(await passwords.hash(password), username.toLowerCase())
    },

    hasFirstPassword: (username) => selectFirst.get(username.toLowerCase())?.['first_password'] === 1,

    remove(username, by) {
      const person = get(username)
      if (person === undefined) return refused({ kind: 'not-found', detail: `No user ${username}` })
      if (isLastAdministrator(person)) return refused(lastAdministrator('id'))
      endSessions(person.username, 'removed')
      remove.run(person.username)
      audit.write(by.id, 'user.removed', person.username, { name: person.name, role: person.role })
      return { ok: true }
    },
  }
}

function viewOf(row: Record<string, unknown>): PersonView {
  const { person, ...rest } = row
  return { ...rest, ...(person === null ? {} : { person }) } as PersonView
}

function noPerson(id: string): Refusal {
  return invalid('person', { message: `there is no person ${id}`, expected: 'somebody in the directory' })
}

function boundAlready(username: string): Refusal {
  return invalid('person', {
    message: `the user ${username} is that person already`,
    expected: 'a person who is no other user',
  })
}

function refused(refusal: Refusal): { ok: false; refusal: Refusal } {
  return { ok: false, refusal }
}

/** A request that has the right shape and still cannot be done. */
export function invalid(path: string, fault: Omit<Fault, 'path'>): Refusal {
  return { kind: 'invalid', detail: fault.message, faults: [{ path, ...fault }] }
}

function lastAdministrator(path: string): Refusal {
  return invalid(path, {
    message: 'this is the last administrator',
    expected: 'somebody else who is an administrator first',
  })
}
