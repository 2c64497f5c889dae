import type { Health, Part, Status } from '@tocsin/contract'
import type { Box } from './box/box.ts'
import type { Broker } from './broker/broker.ts'
import type { County } from './county/county.ts'
import type { Disk } from './disk.ts'
import type { DiskForecast } from './disk-forecast.ts'
import type { Flows } from './flows/flows.ts'
import type { ShippedHistory } from './history/history-service.ts'
import type { Journal } from './journal/journal.ts'
import type { Listeners } from './listeners/listeners.ts'
import type { Outgoing } from './outgoing/outgoing.ts'
import type { RulesHost } from './rules/host.ts'

export interface Watched {
  readonly broker: Broker
  readonly listeners: Listeners
  readonly county: Pick<County, 'part'>
  readonly journal: Journal
  readonly host: RulesHost
  readonly history: ShippedHistory
  readonly disk: Disk
  readonly forecast: Pick<DiskForecast, 'growth' | 'fills' | 'said'>
  /** What speaks against relying on call-outs; undefined when nothing does. */
  readonly calloutFault: () => string | undefined
  readonly box: Pick<Box, 'watch' | 'heartbeat' | 'morning'>
  readonly flows: Pick<Flows, 'part'>
  readonly outgoing: Pick<Outgoing, 'part'>
}

/** Entries on disk that wait for the judge before an operator should know. */
const MAX_JUDGE_BACKLOG = 50_000

const ok = (detail: string): Part => ({ status: 'ok', detail })
const down = (detail: string): Part => ({ status: 'down', detail })
const degraded = (detail: string): Part => ({ status: 'degraded', detail })

/** How each part fares, in words for an operator. Down: warnings cannot be relied on. Degraded: something else suffers. */
export function assessHealth({
  broker,
  listeners,
  county,
  journal,
  host,
  history,
  disk,
  forecast,
  calloutFault,
  box,
  flows,
  outgoing,
}: Watched): Health {
  const { stations } = broker.stats()
  const since = (at: number) => new Date(at).toISOString()
  const mebibytes = Math.floor(disk.freeBytes / 1024 / 1024)
  const free = [`${mebibytes} MiB free`, forecast.said()].filter((one) => one !== '').join(', ')
  const parts: Record<string, Part> = {
    broker: ok(`${stations} stations connected`),
    ...listening(listeners),
    ...only('county', county.part()),
    journal: journal.failure
      ? down(
          `cannot be written since ${since(journal.failure.since)}: ${journal.failure.detail}; readings are not acknowledged`,
        )
      : journal.refusal
        ? down(`readings are not acknowledged: ${journal.refusal}`)
        : ok(`position ${journal.last}`),
    rules: rules(host),
    callout: callout(calloutFault()),
    blindSpots: blindSpots(box.watch),
    heartbeat: box.heartbeat?.part() ?? ok('no outside watcher is set up (TOCSIN_HEARTBEAT_URL)'),
    morning: box.morning?.part() ?? ok('no morning message is sent (TOCSIN_MORNING_MESSAGE=off)'),
    ...history.status(),
    flows: flows.part(),
    ...only('outgoing', outgoing.part()),
    disk: disk.short
      ? down(`${mebibytes} MiB free; readings are not acknowledged until there is more`)
      : disk.low
        ? degraded(`only ${mebibytes} MiB free; make room before readings are refused`)
        : forecast.fills
          ? degraded(`${free}; make room in time`)
          : ok(free),
  }
  return { status: worst(Object.values(parts).map(({ status }) => status)), parts }
}

/** Said only where something is listened to or asked. */
function listening(listeners: Listeners): Record<string, Part> {
  const views = listeners.views()
  if (views.length === 0) return {}
  const said = views.map(({ protocol, connections }) => `${protocol} ${connections}`)
  return { listeners: ok(`connections: ${said.join(', ')}`) }
}

function only(name: string, part: Part | undefined): Record<string, Part> {
  return part === undefined ? {} : { [name]: part }
}

function rules({ failure, backlog, judge }: RulesHost): Part {
  if (failure) {
    return down(`warnings cannot be saved since ${new Date(failure.since).toISOString()}: ${failure.detail}`)
  }
  if (backlog > MAX_JUDGE_BACKLOG) return degraded(`${backlog} entries wait to be judged`)
  const broken = judge.brokenRules.map(({ rule, detail }) => `${rule} (${detail})`)
  if (broken.length > 0) return degraded(`not judged: ${broken.join('; ')}`)
  return ok(`judged up to ${judge.position}`)
}

function callout(fault: string | undefined): Part {
  return fault === undefined ? ok('what is due is done') : down(fault)
}

/** Anybody may ask for health: how many, and not which. */
function blindSpots({ counts: { villages, cannot, soon }, failure }: Box['watch']): Part {
  if (failure) {
    return degraded(
      `villages are not looked at since ${new Date(failure.since).toISOString()}: ${failure.detail}`,
    )
  }
  if (cannot > 0) return degraded(`${cannot} of ${villages} villages cannot be warned`)
  if (soon > 0) return degraded(`${soon} of ${villages} villages cannot be warned within a day`)
  return ok(villages === 0 ? 'no villages are entered' : `all of ${villages} villages can be warned`)
}

function worst(statuses: readonly Status[]): Status {
  if (statuses.includes('down')) return 'down'
  return statuses.includes('degraded') ? 'degraded' : 'ok'
}
