import { type LoadStation, runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { settleCounty } from './county.ts'
import { startBareAedes, startMosquitto } from './rivals/brokers.ts'
import { startNodeRed } from './rivals/node-red.ts'
import { type Figure, figureOf, printFigures, ratios } from './spread.ts'
import { usageOf } from './usage.ts'
import { watchGateway, watchNodeRed } from './watchers.ts'

const STATIONS = 1000
const RULES = 10
const CONSOLES = 20
const LEAST_OF_A_BROKER = 0.65
const LEAST_OF_NODE_RED = 5
const MOST_CPU = 2
const WARM_UP_SECONDS = 2

/** What a round of load against one broker gave. */
interface Round {
  readonly acceptedPerSecond: number
  readonly cpuMicroseconds: number
}

/** Something that takes the load, and the rounds it has had. */
interface Contender {
  readonly name: string
  readonly mqttPort: number
  readonly pid: number
  readonly rounds: Round[]
}

/**
 * Readings accepted, durable, judged and shown to twenty consoles a second, beside what others acknowledge on the same machine with the same
 * load: by turns, several rounds, so that whatever else the machine does meets all. The brokers keep, judge and show nothing; Node-RED does what
 * the gateway does, but for keeping it before it acknowledges.
 */
export async function ingest({ rounds = 5, seconds = 8 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const [aedes, mosquitto, nodeRed] = [await startBareAedes(), await startMosquitto(), await startNodeRed()]
  const office = await Office.signIn(gateway.url)
  const shown = [await watchGateway(office, CONSOLES), await watchNodeRed(nodeRed.liveUrl, CONSOLES)]
  const contender = (name: string, { mqttPort, pid }: { mqttPort: number; pid: number }): Contender => ({
    name,
    mqttPort,
    pid,
    rounds: [],
  })
  const ours = contender('Tocsin', gateway)
  const theirs = [aedes, mosquitto, nodeRed].map((one) => contender(one.name, one))
  const [bare, mosca, red] = theirs as [Contender, Contender, Contender]
  for (let round = 0; round < rounds; round++) {
    for (const one of [...theirs, ours]) one.rounds.push(await measure(one, stations, seconds))
    const said = [ours, ...theirs].map(
      (one) => `${one.name} ${Math.round(one.rounds[round]?.acceptedPerSecond ?? 0)}`,
    )
    console.log(`  round ${round + 1}, readings/s: ${said.join(', ')}`)
  }

  // Acknowledged means judged: nothing may be left over.
  const begun = performance.now()
  const site = await eventually(
    'everything to be judged and shipped',
    async () => {
      const health = await Office.health(gateway.url)
      if (health.status === 'down') throw new Error(JSON.stringify(health))
      const now = await office.site()
      return now.backlog.judge === 0 && now.backlog.history === 0 ? now : undefined
    },
    120_000,
  )
  const shippedAfter = (performance.now() - begun) / 1000
  const { peakMegabytes } = usageOf(gateway.pid)
  const redPeak = usageOf(nodeRed.pid).peakMegabytes
  // InfluxDB is still taking in what Node-RED has handed to it.
  const acknowledged = red.rounds.reduce(
    (sum, one) => sum + one.acceptedPerSecond * (seconds + WARM_UP_SECONDS),
    0,
  )
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const stored = await nodeRed.stored()
  for (const one of shown) one.close()
  for (const one of [aedes, mosquitto, nodeRed]) await one.stop()
  await gateway.stop()
  folder.remove()

  const perSecond = ({ rounds: had }: Contender) => had.map((one) => one.acceptedPerSecond)
  const cpu = ({ rounds: had }: Contender) => had.map((one) => one.cpuMicroseconds)
  const broker = { least: LEAST_OF_A_BROKER }
  return [
    figureOf(
      'durable, judged readings/s ÷ PUBACK/s of bare aedes',
      ratios(perSecond(ours), perSecond(bare)),
      broker,
    ),
    figureOf('… ÷ PUBACK/s of Mosquitto', ratios(perSecond(ours), perSecond(mosca)), broker),
    figureOf('… ÷ PUBACK/s of Node-RED, batched', ratios(perSecond(ours), perSecond(red)), {
      least: LEAST_OF_NODE_RED,
    }),
    figureOf('CPU per reading ÷ bare aedes (all threads)', ratios(cpu(ours), cpu(bare)), { most: MOST_CPU }),
    ...[ours, ...theirs].flatMap((one) => [
      figureOf(`${one.name}: readings/s`, perSecond(one)),
      figureOf(`${one.name}: CPU per reading, µs`, cpu(one), { digits: 1 }),
    ]),
    figureOf('everything in DuckDB after the last round, s', [shippedAfter], { digits: 1 }),
    figureOf('readings judged in all', [site.counts.readings]),
    figureOf('what Node-RED had stored by then ÷ what it had acknowledged', [stored / acknowledged]),
    figureOf('peak resident memory, MB', [peakMegabytes], { digits: 0 }),
    figureOf('Node-RED: peak resident memory, MB (without InfluxDB)', [redPeak], { digits: 0 }),
  ]
}

async function measure(
  { mqttPort: port, pid }: Contender,
  stations: readonly LoadStation[],
  seconds: number,
): Promise<Round> {
  const before = usageOf(pid)
  const options = { host: '127.0.0.1', port, stations, rate: 'max' as const, connectsPerSecond: 1000 }
  const stats = await runLoadInThreads(options, { seconds, warmUpSeconds: WARM_UP_SECONDS, threads: 1 })
  if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
  const spent = usageOf(pid).cpuSeconds - before.cpuSeconds
  // CPU counts the warm-up too; readings of the warm-up are taken to come at the same rate.
  const readings = stats.acceptedPerSecond * (seconds + WARM_UP_SECONDS)
  return { acceptedPerSecond: stats.acceptedPerSecond, cpuMicroseconds: (spent * 1e6) / readings }
}

if (import.meta.main) printFigures('ingest', await ingest())
