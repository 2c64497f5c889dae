import type { LoadStation } from '@tocsin/devices'
import { runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { ReportingStation } from '../rig/station.ts'
import { settleCounty } from './county.ts'
import { startNodeRed } from './rivals/node-red.ts'
import { type Figure, figureOf, printFigures, quantile } from './spread.ts'
import { usageOf } from './usage.ts'
import { type Watchers, watchGateway, watchNodeRed } from './watchers.ts'

const STATIONS = 1000
const RULES = 10
const RATE = 10_000
const CONSOLES = 50
/** Gauges that cross every threshold, one after the other, while the others report. */
const GAUGES = 20
const CROSSINGS_PER_SECOND = 10
const MOST_VALUE_MS = 150
const MOST_WARNING_MS = 50
const WARM_UP_SECONDS = 3

/** Something that shows what comes, and what was measured of it, round by round. */
interface Contender {
  readonly name: string
  readonly mqttPort: number
  readonly pid: number
  readonly watchers: Watchers
  readonly gauges: readonly ReportingStation[]
  readonly values: number[]
  readonly warnings: number[]
  readonly acks: number[]
  readonly processors: number[]
}

/**
 * At 10,000 readings/s with 50 consoles that watch every station: from publishing (a reading's own `ts`) to the value on a console, and, of
 * gauges that cross a threshold meanwhile, to the warning on one. Beside Node-RED with a websocket, in turn.
 */
export async function consoles({ rounds = 5, seconds = 10 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const settled = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  // The gauges have links of their own, so the load does not speak for them.
  const [crossing, stations] = [settled.slice(0, GAUGES), settled.slice(GAUGES)]
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const nodeRed = await startNodeRed()
  const connect = (port: number) =>
    Promise.all(crossing.map(({ id, secret }) => ReportingStation.connect(id, secret, port)))
  const ours: Contender = {
    name: 'Tocsin',
    mqttPort: gateway.mqttPort,
    pid: gateway.pid,
    watchers: await watchGateway(await Office.signIn(gateway.url), CONSOLES),
    gauges: await connect(gateway.mqttPort),
    ...nothingYet(),
  }
  const theirs: Contender = {
    name: 'Node-RED',
    mqttPort: nodeRed.mqttPort,
    pid: nodeRed.pid,
    watchers: await watchNodeRed(nodeRed.liveUrl, CONSOLES),
    gauges: await connect(nodeRed.mqttPort),
    ...nothingYet(),
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of [theirs, ours]) await measure(one, stations, seconds)
    for (const one of [ours, theirs]) {
      console.log(
        `  round ${round + 1}, ${one.name}: value p99 ${one.values.at(-1)} ms, warning p99 ${one.warnings.at(-1)} ms, PUBACK p99 ${one.acks.at(-1)?.toFixed(1)} ms, ${one.processors.at(-1)?.toFixed(2)} processors`,
      )
    }
  }
  for (const { gauges, watchers } of [ours, theirs]) {
    watchers.close()
    for (const gauge of gauges) await gauge.leaves()
  }
  await nodeRed.stop()
  await gateway.stop()
  folder.remove()
  return [
    figureOf(`publish → console, p99, ms (${RATE}/s, ${CONSOLES} consoles)`, ours.values, {
      digits: 0,
      most: MOST_VALUE_MS,
    }),
    figureOf('… Node-RED', theirs.values, { digits: 0 }),
    figureOf('publish → warning on a console, p99, ms', ours.warnings, { digits: 0, most: MOST_WARNING_MS }),
    figureOf('… Node-RED, which keeps neither reading nor warning', theirs.warnings, { digits: 0 }),
    figureOf('publish → PUBACK meanwhile, p99, ms', ours.acks, { digits: 1 }),
    figureOf('… Node-RED', theirs.acks, { digits: 1 }),
    figureOf('processors used', ours.processors),
    figureOf('… Node-RED', theirs.processors),
  ]
}

const nothingYet = () => ({ values: [], warnings: [], acks: [], processors: [] })

async function measure(
  { name, mqttPort: port, pid, watchers, gauges, values, warnings, acks, processors }: Contender,
  stations: readonly LoadStation[],
  seconds: number,
): Promise<void> {
  const load = runLoadInThreads(
    { host: '127.0.0.1', port, stations, rate: RATE, connectsPerSecond: 1000 },
    { seconds, warmUpSeconds: WARM_UP_SECONDS, threads: 1 },
  )
  // Connecting takes a second of it.
  await pause(WARM_UP_SECONDS * 1000 + 1000)
  watchers.reset()
  const before = usageOf(pid).cpuSeconds
  const begun = performance.now()
  const until = begun + (seconds - 2) * 1000
  let crossings = 0
  for (let turn = 0; performance.now() < until; turn++) {
    const gauge = gauges[turn % gauges.length] as ReportingStation
    // Over every threshold, and well below them in the next turn.
    const crosses = Math.floor(turn / gauges.length) % 2 === 0
    if (crosses) crossings++
    await gauge.reports(Date.now(), { level: crosses ? 20 - Math.random() : 1 + Math.random() })
    await pause(begun + ((turn + 1) * 1000) / (2 * CROSSINGS_PER_SECOND) - performance.now())
  }
  for (const gauge of gauges) await gauge.reports(Date.now(), { level: 1 + Math.random() })
  processors.push((usageOf(pid).cpuSeconds - before) / ((performance.now() - begun) / 1000))
  const stats = await load
  if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
  if (watchers.warnings.length < crossings) {
    throw new Error(`${name}: ${crossings} crossings, and ${watchers.warnings.length} warnings were shown`)
  }
  values.push(quantile(watchers.values, 0.99))
  warnings.push(quantile(watchers.warnings, 0.99))
  acks.push(stats.latency.quantile(0.99))
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

if (import.meta.main) printFigures('consoles', await consoles())
