import { setTimeout as wait } from 'node:timers/promises'
import { type DurationMs, type Instant, SECOND, type StationId } from '@tocsin/core'
import { Connection, type LoadStation } from './connection.ts'
import { Histogram } from './histogram.ts'

export interface LoadOptions {
  readonly host: string
  readonly port: number
  readonly stations: readonly LoadStation[]
  /** Publishes per second over all stations; `max`: each connection keeps its window full. */
  readonly rate: number | 'max'
  /** Publishes under way per connection. Default 16, under the gateway's limit for one client. */
  readonly inflight?: number
  /** Items per publish, 1 to 1,000. Default 1. */
  readonly itemsPerPublish?: number
  /** New connections per second. Default 500. */
  readonly connectsPerSecond?: number
  /** Connect again, and send again what was unacknowledged, when a link goes. Default false: it stays away and is counted. */
  readonly reconnect?: boolean
  /** Told of every acknowledged publish: its first item's time; the value follows by `valueAt`. Costs CPU; for ledgers in tests. */
  readonly onAcknowledged?: (station: StationId, ts: Instant) => void
}

/** What a load did so far. Times in milliseconds. */
export interface LoadStats {
  /** From the start of publishing to the last look (or the stop). */
  readonly elapsedMs: DurationMs
  readonly connected: number
  /** Publishes acknowledged, and the readings in them. */
  readonly accepted: number
  readonly acceptedPerSecond: number
  readonly readingsPerSecond: number
  /** Sent and not acknowledged. */
  readonly underWay: number
  /** Due by the rate and not sent, because the windows were full. */
  readonly owed: number
  readonly errors: number
  /** The first error's words. */
  readonly firstError: string | undefined
  /** From when a publish was due to its PUBACK: one that had to wait for its turn is not flattered. */
  readonly latency: Histogram
}

export interface Load {
  /** Connects every station. Rejects when none gets in; those refused are counted as errors. */
  connect(): Promise<void>
  /** Begins to publish. */
  start(): void
  /** Forgets what was counted and begins anew: after a warm-up. */
  reset(): void
  stats(): LoadStats
  /** Stops publishing, waits up to `graceMs` for what is under way, disconnects. */
  stop(graceMs?: DurationMs): Promise<LoadStats>
}

const INFLIGHT = 16
const CONNECTS_PER_SECOND = 500
/** How often publishes that have fallen due are sent: short beside any latency asserted, long beside the work of a round. */
const ROUND: DurationMs = 4
const RETRY_AFTER: DurationMs = 250
const GRACE: DurationMs = 5 * SECOND

/** Makes a load that runs in this thread; `runLoadInThreads` spreads one over several. */
export function createLoad(options: LoadOptions): Load {
  const { rate, inflight = INFLIGHT, itemsPerPublish = 1 } = options
  const datastreams = options.stations[0]?.datastreams.length ?? 0
  let latency = new Histogram()
  let accepted = 0
  let sent = 0
  let errors = 0
  let firstError: string | undefined
  let startedAt = 0
  let stoppedAt: number | undefined
  let running = false
  let closing = false
  let timer: NodeJS.Timeout | undefined
  let turn = 0
  // Acknowledgements of one chunk come in one go: their connections are refilled together, with one write each.
  let refill: Connection[] = []

  function fail(reason: string): void {
    errors++
    firstError ??= reason
  }

  const connections = options.stations.map(
    (station) =>
      new Connection({
        host: options.host,
        port: options.port,
        station,
        inflight,
        itemsPerPublish,
        onAcknowledged(connection, ts, dueAt) {
          accepted++
          latency.add(performance.now() - dueAt)
          options.onAcknowledged?.(station.id, ts)
          if (rate !== 'max' || !running) return
          if (refill.length === 0) queueMicrotask(topUp)
          if (refill.at(-1) !== connection) refill.push(connection)
        },
        onClosed(connection, reason) {
          if (closing) return
          fail(`${station.id}: ${reason}`)
          if (options.reconnect) void reopen(connection)
        },
      }),
  )

  async function reopen(connection: Connection): Promise<void> {
    while (!closing) {
      await wait(RETRY_AFTER)
      const opened = await connection.open().then(
        () => true,
        () => false,
      )
      if (opened) {
        if (closing) connection.close()
        else if (running && rate === 'max') fill(connection, Date.now(), performance.now())
        return
      }
    }
  }

  function fill(connection: Connection, now: Instant, dueAt: number): void {
    while (connection.hasRoom) {
      connection.publish(now, dueAt)
      sent++
    }
    connection.flush()
  }

  function topUp(): void {
    const now = Date.now()
    const dueAt = performance.now()
    const batch = refill
    refill = []
    for (const connection of batch) if (running) fill(connection, now, dueAt)
  }

  /** Sends what has fallen due, each station in turn. */
  function round(perSecond: number): void {
    const at = performance.now()
    const due = Math.floor(((at - startedAt) / SECOND) * perSecond)
    const now = Date.now()
    const touched = new Set<Connection>()
    let full = 0
    while (sent < due && full < connections.length) {
      const connection = connections[turn] as Connection
      turn = (turn + 1) % connections.length
      if (!connection.hasRoom) {
        full++
        continue
      }
      full = 0
      connection.publish(now, startedAt + (sent / perSecond) * SECOND)
      sent++
      touched.add(connection)
    }
    for (const connection of touched) connection.flush()
  }

  function stats(): LoadStats {
    const elapsedMs = startedAt === 0 ? 0 : (stoppedAt ?? performance.now()) - startedAt
    const acceptedPerSecond = elapsedMs > 0 ? (accepted / elapsedMs) * SECOND : 0
    // What fell due since the last round is not late yet.
    const due = rate === 'max' ? sent : Math.floor(((elapsedMs - 2 * ROUND) / SECOND) * rate)
    return {
      elapsedMs,
      connected: connections.filter(({ isOpen }) => isOpen).length,
      accepted,
      acceptedPerSecond,
      readingsPerSecond: acceptedPerSecond * itemsPerPublish * datastreams,
      underWay: connections.reduce((sum, { underWay }) => sum + underWay, 0),
      owed: Math.max(0, due - sent),
      errors,
      firstError,
      latency,
    }
  }

  return {
    async connect() {
      const perSecond = options.connectsPerSecond ?? CONNECTS_PER_SECOND
      const opening: Promise<void>[] = []
      const from = performance.now()
      for (const [index, connection] of connections.entries()) {
        const ahead = from + (index / perSecond) * SECOND - performance.now()
        if (ahead > 1) await wait(ahead)
        opening.push(connection.open().catch((error: Error) => fail(error.message)))
      }
      await Promise.all(opening)
      if (connections.every(({ isOpen }) => !isOpen))
        throw new Error(`no station could connect: ${firstError}`)
    },
    start() {
      if (running) return
      running = true
      startedAt = performance.now()
      if (rate === 'max') for (const connection of connections) fill(connection, Date.now(), startedAt)
      else timer = setInterval(round, ROUND, rate)
    },
    reset() {
      latency = new Histogram()
      accepted = 0
      sent = 0
      errors = 0
      firstError = undefined
      startedAt = performance.now()
    },
    stats,
    async stop(graceMs = GRACE) {
      running = false
      clearInterval(timer)
      stoppedAt = performance.now()
      const counted = stats()
      const patience = performance.now() + graceMs
      while (
        connections.some(({ underWay, isOpen }) => isOpen && underWay > 0) &&
        performance.now() < patience
      ) {
        await wait(10)
      }
      closing = true
      // Rates are those of the time of publishing; what came in afterwards belongs to the count all the same.
      const final = { ...stats(), connected: counted.connected, acceptedPerSecond: counted.acceptedPerSecond }
      for (const connection of connections) connection.close()
      return { ...final, readingsPerSecond: counted.readingsPerSecond, owed: counted.owed }
    },
  }
}
