import type { Connection as TediousConnection } from 'tedious'
import {
  APPLICATION,
  type Cell,
  CONNECT_TIMEOUT,
  type CountyServer,
  type Row,
  type Session,
  STATEMENT_TIMEOUT,
  type Target,
  without,
} from './server.ts'

/** How long a SELECT waits for a writer before it gives up: the county's own work comes first. */
const LOCK_TIMEOUT_MS = 5000

/**
 * SQL Server, by tedious. It knows no read-only transaction: the session announces that it only reads, sends nothing but SELECT, and its user should
 * have no other right.
 */
export const sqlserver: CountyServer = {
  dialect: {
    quote: (identifier) => `[${identifier.replaceAll(']', ']]')}]`,
    placeholder: (index) => `@p${index}`,
    timeText: (column) => `CONVERT(varchar(27), ${column}, 121)`,
    time: (placeholder) => `CAST(${placeholder} AS datetime2)`,
    defaultSchema: 'dbo',
    currentSchema: undefined,
    limited: (select, limit) => select.replace(/^SELECT/, `SELECT TOP (${limit})`),
  },

  async open({ settings, password }: Target): Promise<Session> {
    const { Connection, Request, TYPES } = await import('tedious')
    const connection: TediousConnection = new Connection({
      server: settings.host,
      authentication: { type: 'default', options: { userName: settings.user, password: password ?? '' } },
      options: {
        port: settings.port,
        database: settings.database,
        appName: APPLICATION,
        encrypt: settings.tls !== 'off',
        trustServerCertificate: settings.tls !== 'verify',
        ...(settings.ca === undefined ? {} : { cryptoCredentialsDetails: { ca: settings.ca } }),
        connectTimeout: CONNECT_TIMEOUT,
        requestTimeout: STATEMENT_TIMEOUT,
        readOnlyIntent: true,
        useUTC: true,
        rowCollectionOnRequestCompletion: false,
      },
    })
    let gone: Error | undefined
    connection.on('error', (error) => {
      gone = error
    })
    connection.on('end', () => {
      gone ??= new Error('the connection was closed')
    })

    const select = (sql: string, values: readonly (string | number)[]): Promise<Row[]> =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) {
          reject(without(password, gone))
          return
        }
        const rows: Row[] = []
        const request = new Request(sql, (error) => {
          if (error) reject(without(password, error))
          else resolve(rows)
        })
        for (const [index, value] of values.entries()) {
          if (typeof value === 'number') request.addParameter(`p${index}`, TYPES.Int, value)
          else request.addParameter(`p${index}`, TYPES.NVarChar, value)
        }
        request.on('row', (columns: readonly { metadata: { colName: string }; value: unknown }[]) => {
          rows.push(
            Object.fromEntries(
              columns.map(({ metadata, value }) => [
                metadata.colName,
                (typeof value === 'number' || value === null ? value : String(value)) as Cell,
              ]),
            ),
          )
        })
        connection.execSql(request)
      })

    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => {
        if (error) reject(without(password, error))
        else resolve()
      })
    })
    try {
      const [row] = await select(
        `SET LOCK_TIMEOUT ${LOCK_TIMEOUT_MS}; SELECT CAST(SERVERPROPERTY('ProductVersion') AS varchar(60)) AS version`,
        [],
      )
      return {
        version: `SQL Server ${row?.['version'] ?? ''}`,
        select,
        async close() {
          connection.close()
        },
      }
    } catch (error) {
      connection.close()
      throw without(password, error)
    }
  },
}
