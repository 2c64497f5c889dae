import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { CallingStation, Histogram, type LoadStation, runLoadInThreads, SL651_DIALECT } from '@tocsin/devices'
import type { PersonActor } from '@tocsin/gateway/http/services'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { startGatewayUnderTest } from '../rig/gateway-under-test.ts'
import { type Figure, printFigures, showSpread, spreadOf } from './spread.ts'
import { usageOf } from './usage.ts'

const STATIONS = 1000
const RULES = 10
const WARM_UP_SECONDS = 3
const MOST_MS = 100
const ENGINEER: PersonActor = { kind: 'person', id: 'bench', name: 'bench' }

/** 1,000 SL 651 stations on a TCP connection each, one report a second each: from sending it to its acknowledgement, which comes after the fsync. */
export async function listeners({ rounds = 3, seconds = 15 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const known = await settle(folder.path)
  const gateway = new GatewayProcess({ dataDir: folder.path, environment: { TOCSIN_SL651_PORT: '0' } })
  try {
    await gateway.start()
    const port = gateway.listenerPorts['sl651'] ?? 0
    const dialect = SL651_DIALECT
    const stations = Array.from(
      { length: STATIONS },
      (_, number) => new CallingStation({ dialect, code: dialect.code(number + 1), host: '127.0.0.1', port }),
    )
    for (const station of stations) await station.modem.connect()
    await reportFor(stations, WARM_UP_SECONDS)
    const rated: Round[] = []
    for (let round = 0; round < rounds; round++) {
      const before = usageOf(gateway.pid).cpuSeconds
      const result = await reportFor(stations, seconds)
      rated.push({ ...result, cpu: (usageOf(gateway.pid).cpuSeconds - before) / seconds })
      console.log(
        `  round ${round + 1}: ${result.acknowledged} of ${result.sent} acknowledged, p50 ${result.latencies.quantile(0.5).toFixed(1)} ms, p99 ${result.latencies.quantile(0.99).toFixed(1)} ms, max ${result.latencies.max.toFixed(0)} ms; the simulator itself woke ${result.ownDelay.toFixed(0)} ms late`,
      )
    }
    for (const station of stations) await station.hangUp()
    // The rival: the same stations, gateway and machine, one reading a second each over MQTT.
    const rival: number[] = []
    for (let round = 0; round < rounds; round++) {
      const { latency } = await runLoadInThreads(
        {
          host: '127.0.0.1',
          port: gateway.mqttPort,
          stations: known,
          rate: STATIONS,
          connectsPerSecond: 1000,
        },
        { seconds, warmUpSeconds: WARM_UP_SECONDS, threads: 1 },
      )
      rival.push(latency.quantile(0.99))
    }
    const p99 = spreadOf(rated.map(({ latencies }) => latencies.quantile(0.99)))
    const lost = rated.reduce((sum, { sent, acknowledged }) => sum + sent - acknowledged, 0)
    return [
      {
        what: `${STATIONS} SL 651 stations, 1 report/s each → acknowledged after the fsync, p99, ms`,
        measured: showSpread(p99, 1),
        asked: `≤ ${MOST_MS}`,
        held: p99.median <= MOST_MS,
      },
      {
        what: '… median, ms',
        measured: showSpread(spreadOf(rated.map(({ latencies }) => latencies.quantile(0.5))), 1),
        asked: '',
        held: undefined,
      },
      {
        what: `the same stations over MQTT, ${STATIONS}/s: publish → PUBACK, p99, ms`,
        measured: showSpread(spreadOf(rival), 1),
        asked: '',
        held: undefined,
      },
      {
        what: 'the simulator’s own process woke late, p99, ms',
        measured: showSpread(spreadOf(rated.map(({ ownDelay }) => ownDelay)), 1),
        asked: '',
        held: undefined,
      },
      { what: 'reports that were not acknowledged', measured: String(lost), asked: '0', held: lost === 0 },
      {
        what: 'reports/s',
        measured: showSpread(spreadOf(rated.map(({ sent }) => sent / seconds)), 0),
        asked: `${STATIONS}`,
        held: rated.every(({ sent }) => sent >= 0.97 * STATIONS * seconds),
      },
      {
        what: 'processors used by the gateway',
        measured: showSpread(spreadOf(rated.map(({ cpu }) => cpu)), 2),
        asked: '',
        held: undefined,
      },
    ]
  } finally {
    await gateway.stop()
    folder.remove()
  }
}

interface Round {
  readonly sent: number
  readonly acknowledged: number
  readonly latencies: Histogram
  /** p99 of how late the simulator's own process woke, ms: what a loaded machine adds to every figure. */
  readonly ownDelay: number
  readonly cpu: number
}

/** Every station reports once a second, spread over the second. */
async function reportFor(stations: readonly CallingStation[], seconds: number): Promise<Omit<Round, 'cpu'>> {
  const latencies = new Histogram()
  const ownDelay = monitorEventLoopDelay({ resolution: 5 })
  ownDelay.enable()
  let sent = 0
  let acknowledged = 0
  const begun = performance.now()
  await Promise.all(
    stations.map(async (station, number) => {
      const phase = (number / stations.length) * 1000
      for (let second = 0; second < seconds; second++) {
        await wait(Math.max(1, begun + phase + second * 1000 - performance.now()))
        const level = 1 + ((number * 7 + second * 13) % 900) / 100
        const { bytes, key } = station.frame({ level, rainTotal: second / 10, battery: 12.6 })
        const sentAt = performance.now()
        sent++
        const answered = station.modem.acknowledged(key, 10_000)
        station.modem.send(bytes)
        if (!(await answered)) continue
        acknowledged++
        latencies.add(performance.now() - sentAt)
      }
    }),
  )
  ownDelay.disable()
  return { sent, acknowledged, latencies, ownDelay: ownDelay.percentile(99) / 1e6 }
}

/** A county of SL 651 stations with rules on every water level. */
async function settle(dataDir: string): Promise<LoadStation[]> {
  const gateway = await startGatewayUnderTest(dataDir)
  const { registry, rules } = gateway.services
  const profile = registry.deviceProfiles().find(({ id }) => id === SL651_DIALECT.profile)
  if (profile === undefined) throw new Error(`no device profile ${SL651_DIALECT.profile}`)
  const datastreams = profile.channels.map(({ datastream }) => datastream)
  const settled = await Promise.all(
    Array.from({ length: STATIONS }, async (_, number): Promise<LoadStation> => {
      const outcome = await registry.createStation(
        {
          id: `s${number}`,
          name: `s${number}`,
          area: `county/t${number % 20}`,
          datastreams,
          device: { profile: profile.id, code: SL651_DIALECT.code(number + 1) },
        },
        ENGINEER,
      )
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
      return { id: `s${number}`, secret: outcome.secret, datastreams: ['level'] }
    }),
  )
  for (let number = 0; number < RULES; number++) {
    const outcome = await rules.create(
      {
        name: `level ${number}`,
        appliesTo: { property: 'water-level' },
        condition: { kind: 'threshold', direction: 'above' },
        // The values lie between 1 and 10 m: none raises, all are judged by every rule.
        levels: { yellow: { raiseAt: 10.5 + number / 100, clearBelow: 10, for: '10s' } },
      },
      ENGINEER,
    )
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  }
  await gateway.settle()
  await gateway.stop()
  return settled
}

if (import.meta.main) printFigures('listeners', await listeners())
