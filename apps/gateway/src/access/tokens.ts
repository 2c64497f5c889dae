import type { DatabaseSync } from 'node:sqlite'
import type { Role, TOKEN_PURPOSES, TokenView } from '@tocsin/contract'
import { type DurationMs, type Instant, MINUTE } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Outcome } from '../http/services.ts'
import type { Audit } from './audit.ts'
import type { Caller } from './caller.ts'
import { newId, newSecret, readableSecret, sha256 } from './secret.ts'
import { WALL_CALLS } from './wall-calls.ts'

/** Lets secret scanners and people recognise one that lies where it should not. */
const PREFIX = 'tocsin_'
const NOTED_EVERY: DurationMs = MINUTE

type Purpose = (typeof TOKEN_PURPOSES)[number]

interface Row {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly purpose: Purpose
  readonly created_at: Instant
  readonly last_used_at: Instant | null
}

/** Tokens of machines (`Authorization: Bearer tocsin_…`) and of wall displays (a cookie). They never go idle; they are revoked. */
export interface Tokens {
  list(): TokenView[]
  /** `token` is answered here and never again. */
  create(body: { name: string; role: Role; purpose?: Purpose }, by: Caller): TokenView & { token: string }
  revoke(id: string, by: Caller): Outcome<object>
  bySecret(secret: string): Caller | undefined
  /** A wall display by its code, as typed or from its cookie. */
  displayBySecret(secret: string): Caller | undefined
  byId(id: string): Caller | undefined
}

export function createTokens(
  database: DatabaseSync,
  clock: Clock,
  audit: Audit,
  onRevoked: (id: string) => void,
): Tokens {
  const insert = database.prepare(
    'INSERT INTO tokens (id, sha256, name, role, purpose, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const selectAll = database.prepare('SELECT * FROM tokens ORDER BY created_at, id')
  const selectById = database.prepare('SELECT * FROM tokens WHERE id = ?')
  const selectBySecret = database.prepare('SELECT * FROM tokens WHERE sha256 = ?')
  const touch = database.prepare('UPDATE tokens SET last_used_at = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM tokens WHERE id = ?')

  function use(row: Row | undefined): Caller | undefined {
    if (row === undefined) return undefined
    const now = clock.now()
    if (row.last_used_at === null || now - row.last_used_at >= NOTED_EVERY) {
      try {
        touch.run(now, row.id)
      } catch {
        // A full disk may not keep a machine out; noted at the next use.
      }
    }
    const known = { id: `token:${row.id}`, name: row.name, grant: row.id }
    return row.purpose === 'wall'
      ? { ...known, kind: 'display', role: 'viewer', only: WALL_CALLS }
      : { ...known, kind: 'machine', role: row.role }
  }

  return {
    list: () => (selectAll.all() as unknown as Row[]).map(view),
    create({ name, role: asked, purpose = 'machine' }, by) {
      const id = newId()
      const isWall = purpose === 'wall'
      const role = isWall ? 'viewer' : asked
      const token = isWall ? readableSecret() : `${PREFIX}${newSecret()}`
      insert.run(id, sha256(token), name, role, purpose, clock.now(), by.id)
      audit.write(by.id, 'token.created', id, { name, role, purpose })
      return { ...view(selectById.get(id) as unknown as Row), token }
    },
    revoke(id, by) {
      const row = selectById.get(id) as Row | undefined
      if (row === undefined) return { ok: false, refusal: { kind: 'not-found', detail: `No token ${id}` } }
      remove.run(id)
      audit.write(by.id, 'token.revoked', id, { name: row.name })
      onRevoked(id)
      return { ok: true }
    },
    bySecret: (secret) => use(selectBySecret.get(sha256(secret)) as Row | undefined),
    displayBySecret(secret) {
      const caller = use(selectBySecret.get(sha256(secret.toLowerCase())) as Row | undefined)
      return caller?.kind === 'display' ? caller : undefined
    },
    byId: (id) => use(selectById.get(id) as Row | undefined),
  }
}

function view({ id, name, role, purpose, created_at, last_used_at }: Row): TokenView {
  return { id, name, role, purpose, createdAt: created_at, lastUsedAt: last_used_at }
}
