import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type DurationMs, SECOND } from '@tocsin/core'
import { Histogram } from './histogram.ts'
import type { LoadOptions, LoadStats } from './load.ts'

/** Options of a load that run over to a thread, so nothing to call back. */
export type ThreadedLoad = Omit<LoadOptions, 'onAcknowledged'>

export interface Duration {
  readonly seconds: number
  /** Seconds published beforehand and not counted. Default 0. */
  readonly warmUpSeconds?: number
  readonly threads: number
  /** Told once a second how things stand. */
  readonly onProgress?: (stats: LoadStats) => void
}

/** What the main thread tells a worker, and is told. */
export type LoadCommand = 'start' | 'reset' | 'stats' | 'stop'
export type LoadAnswer =
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stats'; readonly stats: Omit<LoadStats, 'latency'>; readonly counts: Float64Array }

/** Runs a load over `threads` threads, each with its share of stations and rate; answers what all of them did. */
export async function runLoadInThreads(options: ThreadedLoad, duration: Duration): Promise<LoadStats> {
  const { stations, rate } = options
  const threads = Math.max(1, Math.min(duration.threads, stations.length))
  const workers = Array.from({ length: threads }, (_, index) => {
    const share = stations.filter((_station, place) => place % threads === index)
    const own: ThreadedLoad = {
      ...options,
      stations: share,
      rate: rate === 'max' ? rate : (rate * share.length) / stations.length,
      connectsPerSecond: (options.connectsPerSecond ?? 500) / threads,
    }
    return new Worker(new URL('./thread.ts', import.meta.url), { workerData: own })
  })
  const all = (command: LoadCommand) =>
    Promise.all(
      workers.map(async (worker) => {
        worker.postMessage(command)
        return command === 'stats' || command === 'stop' ? answer(worker) : undefined
      }),
    )
  try {
    await Promise.all(workers.map(answer))
    await all('start')
    if (duration.warmUpSeconds) {
      await wait(duration.warmUpSeconds * SECOND)
      await all('reset')
    }
    const end = performance.now() + duration.seconds * SECOND
    for (let left: DurationMs = end - performance.now(); left > 0; left = end - performance.now()) {
      await wait(Math.min(left, SECOND))
      if (duration.onProgress) duration.onProgress(merged(await all('stats')))
    }
    return merged(await all('stop'))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

async function answer(worker: Worker): Promise<LoadAnswer & { kind: 'stats' | 'connected' }> {
  const [message] = (await once(worker, 'message')) as [LoadAnswer]
  if (message.kind === 'failed') throw new Error(message.reason)
  return message
}

function merged(answers: readonly (LoadAnswer | undefined)[]): LoadStats {
  const parts = answers.filter((one) => one?.kind === 'stats')
  const latency = new Histogram()
  for (const { counts } of parts) latency.merge(new Histogram(counts))
  const sum = (of: (stats: Omit<LoadStats, 'latency'>) => number) =>
    parts.reduce((total, { stats }) => total + of(stats), 0)
  return {
    elapsedMs: Math.max(...parts.map(({ stats }) => stats.elapsedMs)),
    connected: sum((stats) => stats.connected),
    accepted: sum((stats) => stats.accepted),
    acceptedPerSecond: sum((stats) => stats.acceptedPerSecond),
    readingsPerSecond: sum((stats) => stats.readingsPerSecond),
    underWay: sum((stats) => stats.underWay),
    owed: sum((stats) => stats.owed),
    errors: sum((stats) => stats.errors),
    firstError: parts.find(({ stats }) => stats.firstError !== undefined)?.stats.firstError,
    latency,
  }
}
