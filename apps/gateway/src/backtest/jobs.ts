import { type MessagePort, Worker } from 'node:worker_threads'
import type { BacktestJob, BacktestJobWithResult, BacktestResult } from '@tocsin/contract'
import { type DurationMs, HOUR, type Instant } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { ScanRequest } from '../history/scan.ts'
import type { Log } from '../log.ts'
import { type BacktestTask, type Progress, scanOf } from './backtest.ts'
import type { BacktestReply, BacktestWorkerData } from './worker-messages.ts'

/** Waiting for their turn: enough for an office, too few to fill the memory. */
const MOST_WAITING = 8
/** Those that ended and are still to be looked at. */
const MOST_KEPT = 20
const KEPT_FOR: DurationMs = HOUR
/** Collected early, so that a batch's leavings are not kept until the heap has grown by them. */
const YOUNG_MEGABYTES = 4

export interface BacktestJobsOptions {
  /** `tocsin.db`. */
  readonly database: string
  /** Opens a way through the history for another thread. Throws when there is none. */
  readonly scan: (request: ScanRequest) => MessagePort
  readonly clock: Clock
  readonly log: Log
}

/** Back-tests one after another, each in a thread of its own. They and their results live in memory, for an hour. */
export interface BacktestJobs {
  /** Undefined when too many wait already. */
  start(task: BacktestTask, by: string): BacktestJob | undefined
  /** Newest first. */
  list(): BacktestJob[]
  get(id: string): BacktestJobWithResult | undefined
  /** Ends it, running or waiting; what has ended already stays as it is. Undefined: no such job. */
  cancel(id: string): BacktestJob | undefined
  /** Cancels all of them. */
  stop(): Promise<void>
}

interface Job {
  readonly id: string
  /** Dropped when it ends: it holds the configuration of the whole county. */
  task: BacktestTask | undefined
  view: BacktestJob
  result: BacktestResult | null
}

export function createBacktestJobs(options: BacktestJobsOptions): BacktestJobs {
  const { clock, log } = options
  const jobs = new Map<string, Job>()
  let running: { readonly job: Job; readonly worker: Worker; readonly exited: Promise<void> } | undefined
  let number = 0

  function end(
    job: Job,
    outcome: Pick<BacktestJob, 'state'> & { failure?: string; result?: BacktestResult },
  ): void {
    if (job.task === undefined) return
    const { state, failure = null, result = null } = outcome
    const part = state === 'done' ? 1 : job.view.progress.part
    job.task = undefined
    job.result = result
    job.view = { ...job.view, state, failure, endedAt: clock.now(), progress: { ...job.view.progress, part } }
    log.info('backtest.ended', { job: job.id, state, ...(failure === null ? {} : { failure }) })
    forget()
  }

  /** Results an hour old, and more of them than anybody compares. */
  function forget(): void {
    const ended = [...jobs.values()].filter(({ task }) => task === undefined)
    const surplus = ended.length - MOST_KEPT
    for (const [index, { id, view }] of ended.entries()) {
      if (index < surplus || clock.now() - (view.endedAt as Instant) > KEPT_FOR) jobs.delete(id)
    }
  }

  function next(): void {
    if (running !== undefined) return
    const job = [...jobs.values()].find(({ view }) => view.state === 'queued')
    if (job?.task === undefined) return
    job.view = { ...job.view, state: 'running', startedAt: clock.now() }
    let scan: MessagePort
    try {
      scan = options.scan(scanOf(job.task))
    } catch (error) {
      end(job, { state: 'failed', failure: error instanceof Error ? error.message : String(error) })
      next()
      return
    }
    const data: BacktestWorkerData = { task: job.task, database: options.database, scan }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: data,
      transferList: [scan],
      name: 'back-test',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    worker.on('message', (reply: BacktestReply) => hear(job, reply))
    worker.on('error', (error) => end(job, { state: 'failed', failure: error.message }))
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        end(job, { state: 'failed', failure: 'its thread has ended' })
        running = undefined
        resolve()
        next()
      })
    })
    running = { job, worker, exited }
  }

  function hear(job: Job, reply: BacktestReply): void {
    switch (reply.kind) {
      case 'progress':
        if (job.task !== undefined) job.view = { ...job.view, progress: reply.progress }
        break
      case 'done':
        end(job, { state: 'done', result: reply.result })
        break
      case 'failed':
        end(job, { state: 'failed', failure: reply.failure })
        break
      default:
        reply satisfies never
    }
  }

  function cancel(job: Job): void {
    end(job, { state: 'cancelled' })
    if (running?.job === job) void running.worker.terminate()
  }

  return {
    start(task, by) {
      forget()
      const waiting = [...jobs.values()].filter(({ view }) => view.state === 'queued')
      if (waiting.length >= MOST_WAITING) return undefined
      const id = `backtest-${++number}`
      const { plan, saved, from, to } = task
      const view: BacktestJob = {
        id,
        state: 'queued',
        rule: { ...saved, name: plan.rule.name },
        from,
        to,
        by,
        requestedAt: clock.now(),
        startedAt: null,
        endedAt: null,
        progress: NOT_BEGUN,
        failure: null,
      }
      const job: Job = { id, task, view, result: null }
      jobs.set(id, job)
      log.info('backtest.queued', { job: id, rule: plan.rule.id, from, to, by })
      next()
      return job.view
    },

    list() {
      forget()
      return [...jobs.values()].map(({ view }) => view).reverse()
    },

    get(id) {
      forget()
      const job = jobs.get(id)
      return job && { ...job.view, result: job.result }
    },

    cancel(id) {
      const job = jobs.get(id)
      if (job === undefined) return undefined
      cancel(job)
      return job.view
    },

    async stop() {
      for (const job of jobs.values()) cancel(job)
      await running?.exited
    },
  }
}

const NOT_BEGUN: Progress = { part: 0, observations: 0, at: null }
