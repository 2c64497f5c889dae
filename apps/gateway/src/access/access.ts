import type { IncomingMessage } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import type { PersonView } from '@tocsin/contract'
import { DAY, type DurationMs, type Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Refusal } from '../http/services.ts'
import type { Log } from '../log.ts'
import { type Audit, createAudit } from './audit.ts'
import type { Caller } from './caller.ts'
import { weakness } from './common-passwords.ts'
import { readSessionCookie } from './cookie.ts'
import { createLoans, type Loans } from './loans.ts'
import { Passwords } from './password.ts'
import { readablePassword } from './secret.ts'
import { createSessions } from './sessions.ts'
import { networkOf, Throttle } from './throttle.ts'
import { createTokens, type Tokens } from './tokens.ts'
import { createUsers, invalid, type Users } from './users.ts'

const ADMINISTRATOR = 'admin'
/** A place where somebody last signed in longer ago than this is a strange one again. */
const ADDRESS_KNOWN_FOR: DurationMs = 90 * DAY

/** What a sign-in comes to. A wrong name and a wrong password are not told apart. */
export type SignIn =
  | { readonly ok: true; readonly person: PersonView; readonly secret: string; readonly endsAt: Instant }
  | { readonly ok: false; readonly reason: 'wrong' }
  | { readonly ok: false; readonly reason: 'throttled'; readonly retryAfterMs: DurationMs }

/** Who may do what: people with passwords and sessions, machines with tokens, and the log of what they did. */
export interface Access {
  readonly users: Users
  readonly tokens: Tokens
  readonly audit: Audit
  readonly loans: Pick<Loans, 'lend'>
  /** Makes `admin` when there is nobody yet. Answers the password when it had to be made up: to be shown once. */
  ensureFirstUser(password?: string | undefined): Promise<string | undefined>
  /** Throws TooBusy when too many sign in at once. */
  signIn(credentials: { username: string; password: string }, address: string): Promise<SignIn>
  signOut(caller: Caller): void
  /** Ends all sessions of that person, this one too, and answers with a new one. */
  changePassword(
    caller: Caller,
    passwords: { current: string; next: string },
    address: string,
  ): Promise<SignIn | { readonly ok: false; readonly reason: 'refused'; readonly refusal: Refusal }>
  /** Who sends this request, by its bearer token or its cookie; a session stays awake by it. */
  caller(request: Pick<IncomingMessage, 'headers' | 'socket'>): Caller | undefined
  /** The same caller as known now, and noted as still here; undefined when no longer let in. */
  renew(caller: Caller): Caller | undefined
  /** When the caller's session ends at the latest; null for a machine. */
  endsAt(caller: Caller): Instant | null
  /** Calls back with the grant of every session and token that ends. The answer stops that. */
  onEnded(listener: (grant: string) => void): () => void
}

export interface AccessOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
  /** True of somebody in the directory of people who are called; without it a user can be nobody of it. */
  readonly isPerson?: (id: string) => boolean
}

export function createAccess({ database, clock, log, isPerson = () => false }: AccessOptions): Access {
  const audit = createAudit(database, clock)
  const passwords = new Passwords()
  const throttle = new Throttle(clock)
  const listeners = new Set<(grant: string) => void>()
  const ended = (grant: string) => {
    for (const listener of listeners) listener(grant)
  }
  const sessions = createSessions(database, clock, (id, username, reason) => {
    log.info('session.ended', { user: username, reason })
    audit.write(reason === 'signed-out' ? username : 'system', 'session.ended', username, { reason })
    ended(id)
  })
  const tokens = createTokens(database, clock, audit, ended)
  const loans = createLoans(ended)
  const users = createUsers({
    database,
    clock,
    audit,
    passwords,
    endSessions: (username, reason) => sessions.endAllOf(username, reason),
    isPerson,
  })
  const selectKnown = database.prepare(
    'SELECT 1 FROM known_addresses WHERE username = ? AND address = ? AND at > ?',
  )
  const know = database.prepare(
    `INSERT INTO known_addresses (username, address, at) VALUES (?, ?, ?)
     ON CONFLICT (username, address) DO UPDATE SET at = excluded.at`,
  )
  const forget = database.prepare('DELETE FROM known_addresses WHERE at <= ?')

  /** True when the password is right; otherwise why not. Slows guessing down, and takes as long for a name that does not exist. */
  async function verify(
    username: string,
    password: string,
    address: string,
  ): Promise<true | Exclude<SignIn, { ok: true }>> {
    const network = networkOf(address)
    const known = selectKnown.get(username, network, clock.now() - ADDRESS_KNOWN_FOR) !== undefined
    const retryAfterMs = throttle.attempt(username, address, known)
    if (retryAfterMs > 0) {
      log.warn('sign-in.throttled', { address, retryAfterMs })
      return { ok: false, reason: 'throttled', retryAfterMs }
    }
    const stored = users.storedPassword(username)
    const right = await passwords.verify(password, stored)
    // Changed while it was verified: the old one no longer opens anything.
    if (!right || users.storedPassword(username) !== stored) {
      // People type passwords into the field for the name: an unknown name is not written down.
      const subject = stored === undefined ? 'unknown user' : username
      audit.write('system', 'sign-in.refused', subject, { address })
      log.warn('sign-in.refused', { user: subject, address })
      return { ok: false, reason: 'wrong' }
    }
    throttle.succeeded(username, address)
    return true
  }

  function startSession(person: PersonView, address: string): SignIn & { ok: true } {
    const { secret, endsAt } = sessions.start(person.username, address)
    return { ok: true, person, secret, endsAt }
  }

  return {
    users,
    tokens,
    audit,
    loans,

    async ensureFirstUser(given) {
      if (users.count() > 0) return undefined
      const password = given ?? readablePassword()
      await users.createFirst({ username: ADMINISTRATOR, name: 'Administrator', password })
      return given === undefined ? password : undefined
    },

    async signIn({ username, password }, address) {
      const id = username.toLowerCase()
      const verdict = await verify(id, password, address)
      if (verdict !== true) return verdict
      const stored = users.storedPassword(id)
      if (stored !== undefined && passwords.isOutdated(stored)) await users.hashAnew(id, password)
      const person = users.get(id)
      // Removed while the password was hashed anew.
      if (person === undefined) return { ok: false, reason: 'wrong' }
      const now = clock.now()
      know.run(id, networkOf(address), now)
      forget.run(now - ADDRESS_KNOWN_FOR)
      const session = startSession(person, address)
      audit.write(id, 'sign-in', id, { address })
      log.info('sign-in', { user: id, address })
      return session
    },

    signOut({ kind, grant }) {
      if (kind === 'person') sessions.end(grant, 'signed-out')
    },

    async changePassword(caller, { current, next }, address) {
      const refuse = (path: string, message: string, expected: string) =>
        ({ ok: false, reason: 'refused', refusal: invalid(path, { message, expected }) }) as const
      const person = caller.kind === 'person' ? users.get(caller.id) : undefined
      if (person === undefined) return refuse('current', 'a machine has no password', 'a person signed in')
      const weak = weakness(next, person.username)
      if (weak) return refuse('next', weak.message, weak.expected)
      const verdict = await verify(person.username, current, address)
      if (verdict !== true) return verdict
      await users.setPassword(person.username, next)
      audit.write(caller.id, 'password.changed', person.username)
      // Whoever knew the old one is out, wherever they are.
      sessions.endAllOf(person.username, 'password-changed')
      return startSession(person, address)
    },

    caller(request) {
      const { authorization } = request.headers
      if (authorization !== undefined) {
        const [, secret] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
        return secret === undefined ? undefined : (loans.bySecret(secret) ?? tokens.bySecret(secret))
      }
      const secret = readSessionCookie(request)
      return secret === undefined ? undefined : (sessions.bySecret(secret) ?? tokens.displayBySecret(secret))
    },

    renew: ({ kind, grant }) =>
      kind === 'person' ? sessions.byId(grant) : (loans.byGrant(grant) ?? tokens.byId(grant)),

    endsAt: ({ kind, grant }) => (kind === 'person' ? (sessions.endsAt(grant) ?? null) : null),

    onEnded(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
