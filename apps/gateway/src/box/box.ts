import type { DatabaseSync } from 'node:sqlite'
import type { BoxSummary, Health } from '@tocsin/contract'
import type { Judge, Warning } from '@tocsin/core'
import type { Calling } from '../callout/callout.ts'
import type { ChannelListener } from '../channels/channel.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { BoxService } from '../http/box-service.ts'
import type { Log } from '../log.ts'
import { localMoment } from '../people/local-moment.ts'
import type { People } from '../people/people.ts'
import type { Presence } from '../registry/presence.ts'
import type { Registry } from '../registry/registry.ts'
import type { BoxFound } from './box-warning.ts'
import { BoxWatch } from './box-watch.ts'
import { channelFindings, overdueFindings, uncalledFindings } from './desk-notices.ts'
import { Heartbeat } from './heartbeat.ts'
import { deskOf, Morning } from './morning.ts'
import { type MorningFigures, morningText } from './morning-words.ts'
import { createReach } from './reach.ts'
import { SelfFindings } from './self-findings.ts'

export interface BoxOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  readonly log: Log
  readonly config: Pick<Config, 'timeZone' | 'heartbeatUrl' | 'morningMinute'>
  readonly judge: () => Judge
  readonly registry: Registry
  readonly presence: Presence
  readonly people: People
  readonly calling: Calling
  readonly openWarnings: () => readonly Warning[]
  readonly health: () => Health
  /** What else is wrong with the box. */
  readonly findings: (open: readonly Warning[]) => readonly BoxFound[]
  readonly onChange: (summary: BoxSummary) => void
}

/** The box watches itself: whether it could warn, whether what is due is done; and tells the desk, an outside watcher, and each morning the leader. */
export interface Box {
  readonly watch: BoxWatch
  /** Undefined: no outside watcher is set up. */
  readonly heartbeat: Heartbeat | undefined
  /** Undefined: no morning message is sent. */
  readonly morning: Morning | undefined
  readonly service: BoxService
  /** News of the morning message is taken here; all else goes on. */
  listening(listener: ChannelListener): ChannelListener
  start(): void
  stop(): void
}

export function createBox(options: BoxOptions): Box {
  const { database, clock, log, config, judge, registry, presence, people, calling } = options
  const { openWarnings, health, onChange } = options
  const { timeZone, heartbeatUrl, morningMinute } = config
  const moment = localMoment(timeZone)
  const reach = createReach({
    clock,
    judge,
    stations: () => registry.stations(),
    rules: () => registry.rules(),
    plans: () => calling.plans(),
    areas: () => people.areas.all(),
    world: () => calling.world(),
    paces: () => calling.lines.plannedPaces(),
    personName: (id) => people.directory.nameOf(id),
    moment,
  })
  const self = new SelfFindings(moment)
  const heartbeat =
    heartbeatUrl === undefined ? undefined : new Heartbeat({ url: heartbeatUrl, clock, log, health })
  const morning =
    morningMinute === undefined
      ? undefined
      : new Morning({
          database,
          atMinute: morningMinute,
          timeZone,
          clock,
          log,
          world: () => calling.world(),
          desk: () => deskOf(calling.world()),
          channel: (kind) => calling.lines.by(kind),
          addressOf: (channel) => people.directory.addressOf(channel),
          delivered: (channel, at) => people.directory.delivered(channel, at),
          said: () => morningText(figures()),
        })
  const watch = new BoxWatch({
    database,
    clock,
    log,
    reach,
    sources: [
      () => overdueFindings(calling.overdue(), calling.fault(), moment),
      () => self.of(health().parts),
      () => {
        const open = openWarnings()
        return [...uncalledFindings(calling.uncalled(open), areaName), ...options.findings(open)]
      },
      () => channelFindings(calling.lines.health()),
      () => heartbeat?.findings() ?? [],
      () => morning?.findings() ?? [],
    ],
    onChange,
  })

  function areaName(path: string): string {
    return people.areas.all().find((area) => area.path === path)?.name ?? path
  }

  function figures(): MorningFigures {
    const now = clock.now()
    const views = presence.views()
    const heard = views.filter(
      ({ lastSeenAt, latenessMs }) => lastSeenAt !== null && now - lastSeenAt <= latenessMs,
    )
    const down = Object.entries(health().parts).filter(([, { status }]) => status === 'down')
    const problems = people.roster.check().findings.filter(({ weight }) => weight === 'problem')
    return {
      stations: views.length,
      heard: heard.length,
      openWarnings: openWarnings().length,
      ...watch.counts,
      rosterProblems: problems.length,
      down: down.map(([name]) => name),
      trial: calling.service.settings().trial !== null,
      moment: moment(now),
    }
  }

  return {
    watch,
    heartbeat,
    morning,
    service: watch.service(),
    listening: (listener) => morning?.listening(listener) ?? listener,
    start() {
      watch.start()
      heartbeat?.start()
      morning?.start()
    },
    stop() {
      morning?.stop()
      heartbeat?.stop()
      watch.stop()
    },
  }
}
