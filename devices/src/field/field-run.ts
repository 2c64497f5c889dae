import { calls } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import { Histogram } from '../load/histogram.ts'
import { register } from '../registration.ts'
import type { Session } from '../session.ts'
import { CallingStation, Modem } from './calling-station.ts'
import type { Dialect } from './dialect.ts'
import { type Misbehaviour, spoiled } from './misbehaviour.ts'

/** Where the simulated stations call unless told otherwise. */
export const FIELD_PORTS = { sl651: 9651, szy206: 9206, hj212: 9212 } as const
/** One report in so many is spoiled. */
const SPOILED = 5
const KEEP_ALIVE: DurationMs = 40_000
const TELL: DurationMs = 5000

export interface FieldRun {
  readonly dialect: Dialect
  readonly host: string
  readonly port: number
  readonly stations: number
  readonly everyMs: DurationMs
  readonly clockOffMs: number
  readonly misbehaviour: Misbehaviour | undefined
  readonly behindOneModem: boolean
}

export interface FieldCounts {
  acknowledged: number
  unanswered: number
  repeats: number
  spoiled: number
  clocksSet: number
  readonly latency: Histogram
}

/** Registers the stations of a run at this gateway, each by the device profile of its protocol. */
export async function registerField(session: Session, dialect: Dialect, count: number): Promise<void> {
  const { profiles } = await session(calls.listDeviceProfiles, {})
  const profile = profiles.find(({ id }) => id === dialect.profile)
  if (profile === undefined) throw new Error(`the gateway has no device profile ${dialect.profile}`)
  for (let number = 1; number <= count; number++) {
    const id = `${dialect.protocol}-${number}`
    const datastreams = profile.channels.map(({ datastream }) => datastream)
    const device = { profile: profile.id, code: dialect.code(number) }
    await register(
      session,
      { id, name: id, area: 'field', datastreams, tags: ['simulated'], device },
      'unused',
    )
  }
}

/** Lets stations call for so long: a river that rises and falls, rain, a battery, a gas. */
export async function runField(
  run: FieldRun,
  seconds: number,
  onProgress: (counts: FieldCounts) => void,
): Promise<FieldCounts> {
  const { dialect, host, port, everyMs, clockOffMs } = run
  const counts: FieldCounts = {
    acknowledged: 0,
    unanswered: 0,
    repeats: 0,
    spoiled: 0,
    clocksSet: 0,
    latency: new Histogram(),
  }
  const shared = run.behindOneModem ? new Modem(dialect, host, port) : undefined
  const stations = Array.from({ length: run.stations }, (_, number) => {
    const modem = shared === undefined ? {} : { modem: shared }
    return new CallingStation({ dialect, code: dialect.code(number + 1), host, port, clockOffMs, ...modem })
  })
  const until = performance.now() + seconds * 1000
  const tell = setInterval(() => onProgress(sum(counts, stations)), TELL)
  const alive = setInterval(() => {
    for (const station of stations) if (station.modem.isConnected) station.keepAlive()
  }, KEEP_ALIVE)
  await Promise.all(stations.map((station, number) => live(station, number, run, counts, until, everyMs)))
  clearInterval(tell)
  clearInterval(alive)
  for (const station of stations) await station.hangUp()
  return sum(counts, stations)
}

async function live(
  station: CallingStation,
  number: number,
  run: FieldRun,
  counts: FieldCounts,
  until: number,
  everyMs: DurationMs,
): Promise<void> {
  // Spread over the interval, as stations that were set up at different times are.
  await pause(Math.min((number / run.stations) * everyMs, until - performance.now()))
  for (let count = 1; performance.now() < until; count++) {
    const begun = performance.now()
    const tide = Math.sin(Date.now() / 600_000 + number)
    const measured = {
      level: 2.5 + 1.6 * tide,
      rainTotal: count * 0.2,
      battery: 12.6,
      gases: { a21005: 1 + tide, a21004: 40 + 10 * tide },
    }
    if (run.misbehaviour !== undefined && count % SPOILED === 0 && station.modem.isConnected) {
      for (const piece of spoiled(station.frame(measured).bytes, run.misbehaviour)) station.modem.send(piece)
      counts.spoiled++
    } else if (await station.report(measured)) {
      counts.acknowledged++
      counts.latency.add(performance.now() - begun)
    } else counts.unanswered++
    await pause(Math.min(begun + everyMs, until) - performance.now())
  }
}

function sum(counts: FieldCounts, stations: readonly CallingStation[]): FieldCounts {
  counts.repeats = stations.reduce((total, { repeats }) => total + repeats, 0)
  counts.clocksSet = stations.reduce((total, { clockSet }) => total + clockSet, 0)
  return counts
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(1, ms)))
}
