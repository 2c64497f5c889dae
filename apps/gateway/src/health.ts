import type { Health, Part, Status } from '@tocsin/contract'
import type { Box } from './box/box.ts'
import type { Hearing } from './box/hearing.ts'
import type { Broker } from './broker/broker.ts'
import type { County } from './county/county.ts'
import type { Disk } from './disk.ts'
import type { DiskForecast } from './disk-forecast.ts'
import type { Flows } from './flows/flows.ts'
import type { ShippedHistory } from './history/history-service.ts'
import type { Journal } from './journal/journal.ts'
import type { Listeners } from './listeners/listeners.ts'
import type { Live } from './live/live.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import { part } from './part.ts'
import type { RulesHost } from './rules/host.ts'

export interface Watched {
  readonly broker: Broker
  readonly listeners: Listeners
  readonly county: Pick<County, 'part'>
  readonly journal: Journal
  readonly host: RulesHost
  readonly history: ShippedHistory
  readonly live: Pick<Live, 'stats'>
  readonly disk: Disk
  readonly forecast: Pick<DiskForecast, 'growth' | 'fills'>
  /** What speaks against relying on call-outs; undefined when nothing does. */
  readonly calloutFault: () => Part | undefined
  readonly box: Pick<Box, 'watch' | 'heartbeat' | 'morning'>
  readonly hearing: Pick<Hearing, 'part'>
  readonly flows: Pick<Flows, 'part'>
  readonly outgoing: Pick<Outgoing, 'part'>
  readonly eventLoop: { part(): Part }
  readonly clockPart: () => Part
}

/** Entries on disk that wait for the judge before an operator should know. */
const MAX_JUDGE_BACKLOG = 50_000

/** How each part fares. Down: warnings cannot be relied on. Degraded: something else suffers. */
export function assessHealth(watched: Watched): Health {
  const { broker, listeners, county, journal, host, history, live, calloutFault, box, flows, outgoing } =
    watched
  const parts: Record<string, Part> = {
    broker: part('ok', 'broker-serving', { stations: broker.stats().stations }),
    ...listening(listeners),
    ...only('county', county.part()),
    journal: keeping(journal),
    rules: rules(host),
    callout: calloutFault() ?? part('ok', 'callout-ready'),
    blindSpots: blindSpots(box.watch),
    heartbeat: box.heartbeat?.part() ?? part('ok', 'heartbeat-off'),
    morning: box.morning?.part() ?? part('ok', 'morning-off'),
    ...history.status(),
    flows: flows.part(),
    ...only('outgoing', outgoing.part()),
    consoles: watched.hearing.part(),
    live: part('ok', 'live-serving', { clients: live.stats().clients }),
    disk: disk(watched),
    eventLoop: watched.eventLoop.part(),
    clock: watched.clockPart(),
  }
  return { status: worst(Object.values(parts).map(({ status }) => status)), parts }
}

/** Said only where something is listened to or asked. */
function listening(listeners: Listeners): Record<string, Part> {
  const views = listeners.views()
  if (views.length === 0) return {}
  const connections = views.map((view) => `${view.protocol} ${view.connections}`).join(', ')
  return { listeners: part('ok', 'listeners-serving', { connections }) }
}

function keeping(journal: Journal): Part {
  const { failure, refusal, slow, last } = journal
  if (failure !== undefined) {
    return part('down', 'journal-failing', { sinceAt: failure.since, detail: failure.detail })
  }
  if (refusal !== undefined) return part('down', 'journal-refusing', { detail: refusal })
  if (slow !== undefined) return part('degraded', 'journal-slow', { limitMs: slow })
  return part('ok', 'journal-keeping', { position: last })
}

function only(name: string, part: Part | undefined): Record<string, Part> {
  return part === undefined ? {} : { [name]: part }
}

function rules({ failure, backlog, judge }: RulesHost): Part {
  if (failure !== undefined) {
    return part('down', 'rules-unsaved', { sinceAt: failure.since, detail: failure.detail })
  }
  if (backlog > MAX_JUDGE_BACKLOG) return part('degraded', 'rules-behind', { waiting: backlog })
  const broken = judge.brokenRules.map(({ rule, detail }) => `${rule} (${detail})`)
  if (broken.length > 0) return part('degraded', 'rules-broken', { rules: broken.join('; ') })
  return part('ok', 'rules-judging', { position: judge.position })
}

/** Anybody may ask for health: how many, and not which. */
function blindSpots({ counts: { villages, cannot, soon }, failure }: Box['watch']): Part {
  if (failure) {
    return part('degraded', 'villages-not-looked-at', { sinceAt: failure.since, detail: failure.detail })
  }
  if (cannot > 0) return part('degraded', 'villages-cannot', { cannot, villages })
  if (soon > 0) return part('degraded', 'villages-soon', { soon, villages })
  return villages === 0 ? part('ok', 'villages-none') : part('ok', 'villages-all', { villages })
}

/** Beyond a year nobody has to know when. */
const LONGEST_FORECAST_DAYS = 365

function disk({ disk, forecast: { growth, fills } }: Pick<Watched, 'disk' | 'forecast'>): Part {
  const now = disk.part()
  if (now.status !== 'ok') return now
  const mebibytes = Math.floor(disk.freeBytes / 1024 / 1024)
  const days = growth?.daysLeft === undefined ? undefined : Math.max(1, Math.floor(growth.daysLeft))
  if (fills) {
    return days === undefined
      ? part('degraded', 'disk-scarce', { mebibytes })
      : part('degraded', 'disk-filling', { mebibytes, days })
  }
  return days === undefined || days > LONGEST_FORECAST_DAYS
    ? now
    : part('ok', 'disk-lasting', { mebibytes, days })
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('down')) return 'down'
  return statuses.includes('degraded') ? 'degraded' : 'ok'
}
