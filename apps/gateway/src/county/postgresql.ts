import type { Client as PgClient } from 'pg'
import {
  APPLICATION,
  type Cell,
  CONNECT_TIMEOUT,
  type CountyServer,
  type Session,
  STATEMENT_TIMEOUT,
  type Target,
  without,
} from './server.ts'
import { tlsOf } from './tls.ts'

/** PostgreSQL, by pg. Every session and every transaction is read-only. */
export const postgresql: CountyServer = {
  dialect: {
    quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
    placeholder: (index) => `$${index + 1}`,
    timeText: (column) => `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.US')`,
    time: (placeholder) => `CAST(${placeholder} AS timestamp)`,
    defaultSchema: 'public',
    currentSchema: undefined,
    limited: (select, limit) => `${select} LIMIT ${limit}`,
  },

  async open({ settings, password }: Target): Promise<Session> {
    // Loaded by the first database of its kind: an office without one does not pay for it.
    const { default: pg } = await import('pg')
    const client: PgClient = new pg.Client({
      host: settings.host,
      port: settings.port,
      database: settings.database,
      user: settings.user,
      password: password ?? '',
      application_name: APPLICATION,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: STATEMENT_TIMEOUT,
      query_timeout: STATEMENT_TIMEOUT + 2000,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
      options: '-c default_transaction_read_only=on',
      ssl: tlsOf(settings) ?? false,
      // Everything as the server writes it: a Date would be read in the zone of this process.
      types: { getTypeParser: () => (text: string) => text },
    })
    let gone: Error | undefined
    // Without a listener a server that goes away would end the process.
    client.on('error', (error) => {
      gone = error
    })
    try {
      await client.connect()
      // Columns with a zone are printed, and compared, in the zone that was given for the database.
      await client.query("SELECT set_config('TimeZone', $1, false)", [settings.zone])
      const { rows } = await client.query("SELECT current_setting('server_version') AS version")
      const version = `PostgreSQL ${(rows[0] as { version: string }).version}`
      return {
        version,
        async select(sql, values) {
          if (gone !== undefined) throw without(password, gone)
          try {
            await client.query('BEGIN TRANSACTION READ ONLY')
            const answer = await client.query(sql, [...values])
            await client.query('COMMIT')
            return answer.rows as Record<string, Cell>[]
          } catch (error) {
            await client.query('ROLLBACK').catch(() => {})
            throw without(password, error)
          }
        },
        close: () => client.end().catch(() => {}),
      }
    } catch (error) {
      client.end().catch(() => {})
      throw without(password, error)
    }
  },
}
