import type { CountySettings } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'

/** A value of a row as an adapter gives it: decimals as the text of the number, times as text. */
export type Cell = string | number | null
export type Row = Readonly<Record<string, Cell>>

/** How a server writes what the queries need. */
export interface Dialect {
  quote(identifier: string): string
  /** Stands for the value at this place, counted from 0. */
  placeholder(index: number): string
  /** A time column as text, `YYYY-MM-DD HH:mm:ss` and what there is of fractions. */
  timeText(column: string): string
  /** A placeholder of such a text as a time. */
  time(placeholder: string): string
  /** Which schema is looked in when none is given; the first that has the table where this is undefined. */
  readonly defaultSchema: string | undefined
  /** Of a schema the condition that a table is in it: the expression of where the session is, for servers without schemas. */
  readonly currentSchema: string | undefined
  /** `SELECT` with at most so many rows. */
  limited(select: string, limit: number): string
}

/** An open session. It can only read. */
export interface Session {
  /** The server's own word of what it is. */
  readonly version: string
  /** One SELECT in a transaction of its own that is read-only where the server knows such a thing. Values go beside the text, never in it. */
  select(sql: string, values: readonly (string | number)[]): Promise<Row[]>
  close(): Promise<void>
}

export interface Target {
  readonly settings: CountySettings
  readonly password: string | undefined
}

/** No statement may keep the county's own server longer than this, nor us. */
export const STATEMENT_TIMEOUT: DurationMs = 20_000
export const CONNECT_TIMEOUT: DurationMs = 8_000
/** What the session is called in the server's own lists. */
export const APPLICATION = 'tocsin'

/**
 * A kind of database server. Duties, checked by one contract suite: a session refuses to write where the server can be told so; a statement that
 * takes too long and a server that is gone reject, with the server's reason and never with the password; `close` may be called at any time.
 */
export interface CountyServer {
  readonly dialect: Dialect
  open(target: Target): Promise<Session>
}

/** A password must not stand in a page or a log, whatever a driver says. */
export function without(secret: string | undefined, error: unknown): Error {
  const { message = String(error), code } = (error ?? {}) as Partial<Error> & { code?: unknown }
  const text = message === '' && typeof code === 'string' ? code : message
  const clean = secret === undefined || secret === '' ? text : text.replaceAll(secret, '…')
  return new Error(clean.replace(/\s+/g, ' ').slice(0, 300))
}
