import { HttpError } from '@influxdata/influxdb-client'
import type { CheckName, DatastreamId, DurationMs, Instant, QualityFlag } from '@tocsin/core'
import type { Log } from '../log.ts'
import { bucketCut } from './bucket-width.ts'
import type { History, PositionedObservation, TimeRange } from './history.ts'
import { connectInflux, type InfluxTarget, LINES_PER_WRITE, type Row } from './influx-connection.ts'
import { createLineWriter, MEASUREMENT, tagOf } from './influx-lines.ts'

export interface InfluxOptions {
  readonly target: InfluxTarget
  readonly log: Log
  /** How long one request may take. Default 10 s. */
  readonly timeout?: DurationMs | undefined
  /** Takes what the server refuses for good, as lines of its protocol. */
  readonly setAside?: ((lines: readonly string[]) => void) | undefined
}

/** The history in InfluxDB. An append rejects while the server cannot be reached or is not well; what the server will never take is left out. */
export interface InfluxHistory extends History {
  /** Observations the server refused since the start; each was logged. */
  readonly refused: number
}

const TIMEOUT: DurationMs = 10_000
/** InfluxDB counts int64 nanoseconds: 1677-09-21 to 2262-04-11. */
const EARLIEST: Instant = -9_223_372_036_854
const LATEST: Instant = 9_223_372_036_854
/**
 * Refused observations that are looked for one by one in an append. When there are more, it is no single bad value but, say, a field
 * of another type in the same measurement, and the rest of the refused part is given up in one line of the log.
 */
const REFUSALS_TRACED = 20
/** However slow the server: less in one request gains nothing. */
const LEAST_LINES = 100
/** A measurement of its own for the question whether the server takes anything at all. */
const PROBE = 'tocsin_probe'

/** How much trouble one append may go to over what is refused. */
interface Budget {
  left: number
  serverIsSound: boolean
}

/**
 * A later append of the same key overwrites: in InfluxDB the key is measurement, tags and time. So "the greater position wins" holds as
 * long as positions are appended in order, which the shipper does.
 */
export function createInfluxHistory({
  target,
  log,
  timeout = TIMEOUT,
  setAside = () => {},
}: InfluxOptions): InfluxHistory {
  const connection = connectInflux(target, timeout)
  const lineOf = createLineWriter()
  let databaseKnown = false
  let refused = 0
  let linesAtOnce = LINES_PER_WRITE

  async function write(lines: readonly string[]): Promise<void> {
    if (!databaseKnown) {
      await createDatabase()
      databaseKnown = true
    }
    try {
      await connection.write(lines)
    } catch (error) {
      // Somebody dropped it: the next attempt makes it again.
      if (error instanceof HttpError && error.statusCode === 404) databaseKnown = false
      throw error
    }
  }

  async function createDatabase(): Promise<void> {
    try {
      await connection.createDatabase()
    } catch (error) {
      // A login that may only write is no obstacle when the database is there; if it is not, the write will say so.
      if (!(error instanceof HttpError && [401, 403].includes(error.statusCode))) throw error
    }
  }

  /** Writes what can be written; what the server refuses for good is narrowed down by halves, logged and left out. */
  async function writeAccepted(
    observations: readonly PositionedObservation[],
    budget: Budget,
  ): Promise<void> {
    if (observations.length === 0) return
    const lines = observations.map(lineOf)
    try {
      await write(lines)
    } catch (error) {
      if (!isRefusal(error)) throw error
      // A server, or what stands before it, that refuses everything says nothing of these.
      if (!budget.serverIsSound) {
        await probe()
        budget.serverIsSound = true
      }
      const tooLarge = error.statusCode === 413
      if (observations.length === 1 || (budget.left <= 0 && !tooLarge)) {
        budget.left--
        await giveUp(observations, lines)
        return
      }
      const middle = Math.ceil(observations.length / 2)
      await writeAccepted(observations.slice(0, middle), budget)
      await writeAccepted(observations.slice(middle), budget)
    }
  }

  /** Writes a point that nobody can object to. Rejects as a write does. */
  async function probe(): Promise<void> {
    try {
      await write([`${PROBE} up=1i ${Date.now()}`])
    } catch (error) {
      if (!isRefusal(error)) throw error
      throw new Error(`it refuses everything: ${error.message}`)
    }
  }

  /** Once more, now that the server is known to be sound: it may have become so only just now. */
  async function giveUp(
    observations: readonly PositionedObservation[],
    lines: readonly string[],
  ): Promise<void> {
    try {
      await write(lines)
    } catch (error) {
      if (!isRefusal(error)) throw error
      setAside(lines)
      refuse(observations, error.message)
    }
  }

  function refuse(observations: readonly PositionedObservation[], reason: string): void {
    refused += observations.length
    const first = observations[0]
    log.warn('influx.refused', {
      observations: observations.length,
      datastream: first?.datastream,
      phenomenonTime: first?.phenomenonTime,
      position: first?.position,
      reason,
    })
  }

  /** A database that is not there yet holds nothing. */
  async function query(influxql: string): Promise<Row[]> {
    try {
      return await connection.query(influxql)
    } catch (error) {
      if (error instanceof HttpError && error.statusCode === 404) return []
      throw error
    }
  }

  return {
    get refused() {
      return refused
    },

    async append(observations) {
      const budget: Budget = { left: REFUSALS_TRACED, serverIsSound: false }
      const writable: PositionedObservation[] = []
      for (const observation of observations) {
        if (isStorable(observation)) writable.push(observation)
        else {
          setAside([lineOf(observation)])
          refuse([observation], 'InfluxDB cannot hold this time or value')
        }
      }
      try {
        for (let start = 0; start < writable.length; start += linesAtOnce) {
          await writeAccepted(writable.slice(start, start + linesAtOnce), budget)
        }
        linesAtOnce = Math.min(LINES_PER_WRITE, 2 * linesAtOnce)
      } catch (error) {
        // What is too much for a slow server within the time of one request is tried in smaller pieces.
        if (isTimeout(error)) linesAtOnce = Math.max(LEAST_LINES, Math.floor(linesAtOnce / 2))
        throw error
      }
    },

    async read(datastream, range, limit) {
      const rows = await query(
        `SELECT checks, flag, receivedAt, value FROM ${MEASUREMENT} WHERE ${where(datastream, range)} ORDER BY time ASC LIMIT ${limit}`,
      )
      return rows.map((row) => ({
        phenomenonTime: Number(row['time']),
        receivedAt: Number(row['receivedAt']),
        value: Number(row['value']),
        flag: row['flag'] as QualityFlag,
        checks: row['checks'] ? (String(row['checks']).split(',') as CheckName[]) : [],
      }))
    },

    async buckets(datastream, range, count) {
      const { start, width } = bucketCut(range, count)
      const offset = ((start % width) + width) % width
      const rows = await query(
        `SELECT min(value), mean(value), max(value), count(value), sum(value) FROM ${MEASUREMENT} WHERE ${where(datastream, range)} AND flag <> 'fail' GROUP BY time(${width}ms, ${offset}ms) fill(none)`,
      )
      return rows.map((row) => {
        const from = Number(row['time'])
        return {
          from: Math.max(from, range.from),
          to: Math.min(from + width, range.to),
          min: Number(row['min']),
          mean: Number(row['mean']),
          max: Number(row['max']),
          count: Number(row['count']),
          sum: Number(row['sum']),
        }
      })
    },

    async stop() {},
  }
}

function where(datastream: DatastreamId, { from, to }: TimeRange): string {
  const name = tagOf(datastream).replace(/[\\']/g, '\\$&')
  const clamp = (time: Instant) => Math.min(Math.max(time, EARLIEST + 1), LATEST)
  return `datastream = '${name}' AND time >= ${clamp(from)}ms AND time < ${clamp(to)}ms`
}

function isStorable({ phenomenonTime, value }: PositionedObservation): boolean {
  return phenomenonTime > EARLIEST && phenomenonTime < LATEST && Number.isFinite(value)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'RequestTimedOutError' || error.name === 'TimeoutError')
}

/** The server will never take this, however often it is sent. Wrong credentials, a missing database and "too many requests" can be mended. */
function isRefusal(error: unknown): error is HttpError {
  return (
    error instanceof HttpError &&
    error.statusCode >= 400 &&
    error.statusCode < 500 &&
    ![401, 403, 404, 408, 429].includes(error.statusCode)
  )
}
