import type { Connection } from 'mysql2/promise'
import {
  type Cell,
  CONNECT_TIMEOUT,
  type CountyServer,
  type Session,
  STATEMENT_TIMEOUT,
  type Target,
  without,
} from './server.ts'
import { tlsOf } from './tls.ts'

/** MySQL and MariaDB, by mysql2. Every session and every transaction is read-only. */
export const mysql: CountyServer = {
  dialect: {
    quote: (identifier) => `\`${identifier.replaceAll('`', '``')}\``,
    placeholder: () => '?',
    timeText: (column) => `DATE_FORMAT(${column}, '%Y-%m-%d %H:%i:%s.%f')`,
    time: (placeholder) => `CAST(${placeholder} AS DATETIME(6))`,
    defaultSchema: undefined,
    currentSchema: 'DATABASE()',
    limited: (select, limit) => `${select} LIMIT ${limit}`,
  },

  async open({ settings, password }: Target): Promise<Session> {
    const { createConnection } = await import('mysql2/promise')
    const ssl = tlsOf(settings)
    let connection: Connection
    try {
      connection = await createConnection({
        host: settings.host,
        port: settings.port,
        database: settings.database,
        user: settings.user,
        password: password ?? '',
        connectTimeout: CONNECT_TIMEOUT,
        charset: 'utf8mb4',
        dateStrings: true,
        supportBigNumbers: true,
        bigNumberStrings: true,
        multipleStatements: false,
        // Files of this machine are nobody's at the other end.
        flags: ['-LOCAL_FILES'],
        ...(ssl === undefined ? {} : { ssl }),
      })
    } catch (error) {
      throw without(password, error)
    }
    let gone: Error | undefined
    connection.on('error', (error: Error) => {
      gone = error
    })
    try {
      const [rows] = await connection.query('SELECT VERSION() AS version')
      const version = String((rows as { version: unknown }[])[0]?.version)
      const isMariaDb = /mariadb/i.test(version)
      await connection.query('SET SESSION TRANSACTION READ ONLY')
      await connection.query(
        isMariaDb
          ? `SET SESSION max_statement_time = ${STATEMENT_TIMEOUT / 1000}`
          : `SET SESSION max_execution_time = ${STATEMENT_TIMEOUT}`,
      )
      await setZone(connection, settings.zone)
      return {
        version: isMariaDb ? `MariaDB ${version}` : `MySQL ${version}`,
        async select(sql, values) {
          if (gone !== undefined) throw without(password, gone)
          try {
            await connection.query('START TRANSACTION READ ONLY')
            // As a prepared statement: values travel apart from the text.
            const [answer] = await connection.execute({ sql, timeout: STATEMENT_TIMEOUT + 2000 }, [...values])
            await connection.query('COMMIT')
            return answer as Record<string, Cell>[]
          } catch (error) {
            // A driver's own time-out leaves the statement running; only an end of the connection ends it.
            if ((error as { fatal?: boolean }).fatal === true) connection.destroy()
            else await connection.query('ROLLBACK').catch(() => {})
            throw without(password, error)
          }
        },
        async close() {
          await connection.end().catch(() => connection.destroy())
        },
      }
    } catch (error) {
      connection.destroy()
      throw without(password, error)
    }
  },
}

/** TIMESTAMP columns are shown in the session's zone; DATETIME columns, which the standard has, do not mind. */
async function setZone(connection: Connection, zone: string): Promise<void> {
  try {
    await connection.query('SET SESSION time_zone = ?', [zone])
  } catch {
    // Named zones are there only where the server's tables of zones were loaded.
    const offset = offsetText(zone, Date.now())
    await connection.query('SET SESSION time_zone = ?', [offset])
  }
}

function offsetText(zone: string, at: number): string {
  const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const found = /([+-]\d{2}:\d{2})/.exec(name ?? '')
  return found?.[1] ?? '+00:00'
}
