import { HttpError, InfluxDB, type WriteApi } from '@influxdata/influxdb-client'
import type { DurationMs } from '@tocsin/core'

/** Where InfluxDB is: 1.x with a database, or 2.x with organisation, bucket and token. */
export type InfluxTarget = {
  /** Such as `http://127.0.0.1:8086`. User and password of a 1.x server stand in it: `http://user:password@host:8086`. */
  readonly url: string
} & (
  | { readonly database: string }
  | {
      readonly org: string
      /** Reads go through the 1.x-compatible `/query`: the bucket must be mapped as the database of its own name. 2.x does so itself. */
      readonly bucket: string
      readonly token: string
    }
)

/** The two things Tocsin asks of InfluxDB. Both throw HttpError for an answer that is not a success. */
export interface InfluxConnection {
  /** Resolves once the server has said that all lines are stored. */
  write(lines: readonly string[]): Promise<void>
  /** The first result's values, column by name. */
  query(influxql: string): Promise<Row[]>
  /** Makes the 1.x database when it is not there; a 2.x bucket is made by whoever runs the server. */
  createDatabase(): Promise<void>
}

export type Row = Readonly<Record<string, string | number | null>>

interface QueryAnswer {
  readonly error?: string
  readonly results?: readonly {
    readonly error?: string
    readonly series?: readonly { readonly columns: string[]; readonly values: (string | number | null)[][] }[]
  }[]
}

/** Lines of one request: InfluxData's own recommendation is 5,000; the body stays far below the server's 25 MB. */
export const LINES_PER_WRITE = 5000

export function connectInflux(target: InfluxTarget, timeout: DurationMs): InfluxConnection {
  const url = new URL(target.url)
  const login =
    url.username === ''
      ? undefined
      : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  url.username = ''
  url.password = ''
  const base = url.href.replace(/\/+$/, '')
  const headers: Record<string, string> = {}
  if ('token' in target) headers['authorization'] = `Token ${target.token}`
  else if (login !== undefined) headers['authorization'] = `Basic ${Buffer.from(login).toString('base64')}`

  const client = new InfluxDB({ url: base, timeout, headers })
  const writer: WriteApi = client.getWriteApi('org' in target ? target.org : '', databaseOf(target), 'ms', {
    // The library is used as a plain sender. Its retries live in memory and give up after three minutes; the shipper's do not.
    maxRetries: 0,
    flushInterval: 0,
    batchSize: LINES_PER_WRITE + 1,
    gzipThreshold: 64 * 1024,
    writeFailed: (error) => Promise.reject(error),
  })
  if ('database' in target) {
    writer.path = `/write?db=${encodeURIComponent(target.database)}&precision=ms`
  }

  async function post(path: string, parameters: Record<string, string>): Promise<QueryAnswer> {
    const response = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(parameters).toString(),
      signal: AbortSignal.timeout(timeout),
    })
    const text = await response.text()
    if (!response.ok) throw new HttpError(response.status, response.statusText, text)
    const answer = JSON.parse(text) as QueryAnswer
    const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error
    if (error !== undefined) {
      throw new HttpError(error.startsWith('database not found') ? 404 : 400, error, error)
    }
    return answer
  }

  return {
    async write(lines) {
      for (let start = 0; start < lines.length; start += LINES_PER_WRITE) {
        writer.writeRecords(lines.slice(start, start + LINES_PER_WRITE))
        await writer.flush()
      }
    },
    async query(influxql) {
      const answer = await post('/query', { db: databaseOf(target), epoch: 'ms', q: influxql })
      const series = answer.results?.[0]?.series?.[0]
      if (series === undefined) return []
      return series.values.map((values) =>
        Object.fromEntries(series.columns.map((column, index) => [column, values[index] ?? null])),
      )
    },
    async createDatabase() {
      if ('database' in target) await post('/query', { q: `CREATE DATABASE ${quotedName(target.database)}` })
    },
  }
}

/** The 1.x database, or the 2.x bucket that stands for it. */
export function databaseOf(target: InfluxTarget): string {
  return 'database' in target ? target.database : target.bucket
}

function quotedName(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`
}
