import type { Health, Part, PipelineView, Stage } from '@tocsin/contract'
import { type DurationMs, type Instant, type Judge, SECOND, type Station } from '@tocsin/core'
import type { Calling } from '../callout/callout.ts'
import type { Clock } from '../clock.ts'
import type { Watched } from '../health.ts'
import type { Log } from '../log.ts'
import { part } from '../part.ts'
import type { Pipeline } from '../pipeline.ts'
import { ClockWatch } from './clock-watch.ts'
import { Cores } from './cores.ts'
import { EventLoop } from './event-loop.ts'
import type { Requests } from './requests.ts'
import { StageFigures, type StageMeter } from './stage-figures.ts'
import { type StationSurvey, surveyStations } from './station-survey.ts'

export interface SelfWatchOptions {
  readonly watched: Omit<Watched, 'eventLoop' | 'clockPart'>
  readonly calling: Pick<Calling, 'busy' | 'overdue' | 'counts'>
  readonly decoded: Pipeline['decoded']
  readonly requests: Requests
  readonly openWarnings: () => number
  readonly stations: () => readonly Station[]
  readonly judge: () => Judge
  readonly health: () => Health
  readonly clock: Clock
  readonly log: Log
  readonly startedAt: Instant
}

const LOOK_EVERY: DurationMs = 10 * SECOND
/** Ten thousand stations take some milliseconds. */
const SURVEY_EVERY: DurationMs = 5 * SECOND
/** From one unreadable part in so many on, decoding is told as suffering: less is one bad device. */
const MANY = 20

/** The gateway looks at itself: figures of each stage, the event loop, the clock; and one line in the log when a part fares otherwise than before. */
export class SelfWatch {
  readonly eventLoop: EventLoop
  readonly clockWatch = new ClockWatch()
  readonly #options: SelfWatchOptions
  readonly #figures: StageFigures
  readonly #cores = new Cores()
  #usedCores: number | null = null
  #survey: StationSurvey = { stations: 0, heard: 0, heardLately: 0, ahead: 0 }
  #surveyedAtMs = Number.NEGATIVE_INFINITY
  #known = new Map<string, Part>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: SelfWatchOptions) {
    this.#options = options
    this.eventLoop = new EventLoop(options.log)
    this.#figures = new StageFigures(metersOf(options))
  }

  /** How the stations stand; looked at anew when that was some seconds ago. */
  get survey(): StationSurvey {
    const nowMs = performance.now()
    if (nowMs - this.#surveyedAtMs >= SURVEY_EVERY) {
      const { stations, judge, clock } = this.#options
      this.#surveyedAtMs = nowMs
      this.#survey = surveyStations(stations(), judge(), clock.now())
    }
    return this.#survey
  }

  clockPart(): Part {
    return this.clockWatch.part(this.survey)
  }

  start(): void {
    this.eventLoop.start()
    this.#figures.start()
    this.look()
    this.#timer = setInterval(() => this.look(), LOOK_EVERY)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#figures.stop()
    this.eventLoop.stop()
  }

  /** Every ten seconds by the host's own clock. */
  look(): void {
    const { health, log, watched } = this.#options
    this.#usedCores = this.#cores.look()
    watched.journal.look()
    for (const [name, now] of Object.entries(health().parts)) {
      const before = this.#known.get(name)
      if (before?.status !== now.status && !(before === undefined && now.status === 'ok')) {
        const level = now.status === 'ok' ? 'info' : now.status === 'down' ? 'error' : 'warn'
        log[level]('health.changed', {
          part: name,
          from: before?.status ?? 'ok',
          to: now.status,
          detail: now.detail,
        })
      }
      this.#known.set(name, now)
    }
  }

  view(): PipelineView {
    const { clock, startedAt, health, watched } = this.#options
    const { parts } = health()
    return {
      at: clock.now(),
      startedAt,
      stages: this.#figures.views((stage) => this.#partOf(stage, parts)),
      machine: {
        eventLoop: this.eventLoop.part(),
        disk: parts['disk'] ?? watched.disk.part(),
        clock: this.clockPart(),
        residentBytes: process.memoryUsage.rss(),
        cores: this.#usedCores,
      },
    }
  }

  #partOf(stage: Stage, parts: Readonly<Record<string, Part>>): Part {
    const known = parts[stage]
    if (known !== undefined) return known
    switch (stage) {
      case 'device':
        return devices(this.survey)
      case 'decode':
        return this.#decoding()
      case 'quality': {
        const flagged = this.#figures.errorsLately('quality')
        return flagged === 0 ? part('ok', 'quality-well') : part('ok', 'quality-flagging', { flagged })
      }
      case 'warnings': {
        const { failure } = this.#options.watched.host
        return failure === undefined
          ? part('ok', 'warnings-well', { open: this.#options.openWarnings() })
          : part('down', 'rules-unsaved', { sinceAt: failure.since, detail: failure.detail })
      }
      default: {
        const failures = this.#figures.errorsLately('console')
        return failures === 0 ? part('ok', 'console-well') : part('degraded', 'console-failing', { failures })
      }
    }
  }

  #decoding(): Part {
    const rejections = this.#figures.errorsLately('decode')
    if (rejections === 0) return part('ok', 'decode-well')
    const read = this.#figures.doneLately('decode')
    return part(rejections * MANY >= read ? 'degraded' : 'ok', 'decode-rejecting', { rejections })
  }
}

function devices({ stations, heard }: StationSurvey): Part {
  if (stations === 0) return part('ok', 'devices-none')
  return heard === 0
    ? part('degraded', 'devices-silent', { stations })
    : part('ok', 'devices-heard', { heard, stations })
}

/** Every stage as it tells of itself, in the order of the flow. */
function metersOf({ watched, calling, decoded, requests }: SelfWatchOptions): StageMeter[] {
  const { broker, journal, host, history, live } = watched
  const { flags, counts } = host
  const longest = () => calling.overdue().reduce((most, { overdueMs }) => Math.max(most, overdueMs), 0)
  const { acknowledging } = broker.stats()
  const store = (stage: 'history' | 'influx'): StageMeter[] => {
    const figures = history.shipping(stage)
    if (figures === undefined) return []
    return [
      {
        stage,
        done: () => history.shipping(stage)?.shipped ?? 0,
        errors: () => {
          const { failures = 0, lost = 0, setAside = 0 } = history.shipping(stage) ?? {}
          return failures + lost + setAside
        },
        waiting: () => history.backlog()[stage],
        lagMs: () => history.shipping(stage)?.lagMs,
        took: figures.took,
      },
    ]
  }
  return [
    { stage: 'device' },
    {
      stage: 'broker',
      done: () => broker.stats().frames,
      errors: () => Object.values(broker.stats().refused).reduce((sum, count) => sum + count, 0),
      waiting: () => broker.stats().inflight,
      took: acknowledging,
    },
    { stage: 'decode', done: () => decoded.readings, errors: () => decoded.rejections },
    {
      stage: 'journal',
      done: () => journal.entries,
      errors: () => journal.failures,
      waiting: () => journal.backlog,
      lagMs: () => journal.lagMs,
      took: journal.committing,
    },
    {
      stage: 'quality',
      done: () => Object.values(flags).reduce((sum, count) => sum + count, 0),
      errors: () => flags.suspect + flags.fail + flags.missing,
    },
    { stage: 'rules', done: () => counts.readings, waiting: () => host.backlog, took: host.judging },
    {
      stage: 'warnings',
      done: () => counts.events,
      errors: () => counts.failedSaves,
      took: host.raising,
    },
    {
      stage: 'callout',
      done: () => calling.counts.handedOver,
      errors: () => calling.counts.failed,
      waiting: () => calling.overdue().length,
      lagMs: longest,
    },
    ...store('history'),
    ...store('influx'),
    {
      stage: 'live',
      done: () => live.stats().batches + live.stats().events,
      errors: () => live.stats().cutOff,
    },
    {
      stage: 'console',
      done: () => requests.answered,
      errors: () => requests.failed,
      took: requests.took,
    },
  ]
}
