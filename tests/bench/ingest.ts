import { runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { eventually, Office } from '../rig/office.ts'
import { startBareAedes, usageOf } from './child.ts'
import { settleCounty } from './county.ts'
import { type Figure, printFigures, showSpread, spreadOf } from './spread.ts'

const STATIONS = 1000
const RULES = 10
const LEAST_RATIO = 0.4

/** What a round of load against one broker gave. */
interface Round {
  readonly acceptedPerSecond: number
  readonly cpuMicrosecondsPerReading: number
  readonly p99Ms: number
}

/**
 * Readings accepted, durable and judged per second, beside what bare aedes acknowledges on the same machine with the same load: by turns,
 * several rounds, so that whatever else the machine does meets both.
 */
export async function ingest({ rounds = 5, seconds = 8 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const bare = await startBareAedes()
  const ours: Round[] = []
  const theirs: Round[] = []
  for (let round = 0; round < rounds; round++) {
    theirs.push(await measure(bare.port, bare.pid, seconds))
    ours.push(await measure(gateway.mqttPort, gateway.pid, seconds))
    console.log(
      `  round ${round + 1}: ${Math.round(ours[round]?.acceptedPerSecond ?? 0)}/s beside ${Math.round(theirs[round]?.acceptedPerSecond ?? 0)}/s`,
    )
  }
  await bare.stop()

  // Acknowledged means judged: nothing may be left over.
  const office = await Office.signIn(gateway.url)
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
  await gateway.stop()
  folder.remove()

  const ratios = spreadOf(
    ours.map((our, round) => our.acceptedPerSecond / (theirs[round]?.acceptedPerSecond ?? Number.NaN)),
  )
  const cpu = spreadOf(
    ours.map(
      (our, round) =>
        our.cpuMicrosecondsPerReading / (theirs[round]?.cpuMicrosecondsPerReading ?? Number.NaN),
    ),
  )
  return [
    {
      what: 'durable, judged readings/s ÷ PUBACK/s of bare aedes',
      measured: showSpread(ratios),
      asked: `≥ ${LEAST_RATIO}`,
      held: ratios.median >= LEAST_RATIO,
    },
    {
      what: 'durable, judged readings/s',
      measured: showSpread(spreadOf(ours.map((one) => one.acceptedPerSecond))),
      asked: '',
      held: undefined,
    },
    {
      what: 'PUBACK/s of bare aedes',
      measured: showSpread(spreadOf(theirs.map((one) => one.acceptedPerSecond))),
      asked: '',
      held: undefined,
    },
    {
      what: 'CPU per reading ÷ bare aedes (all threads)',
      measured: showSpread(cpu),
      asked: '',
      held: undefined,
    },
    {
      what: 'CPU per reading, µs',
      measured: showSpread(spreadOf(ours.map((one) => one.cpuMicrosecondsPerReading)), 1),
      asked: '',
      held: undefined,
    },
    {
      what: 'everything in DuckDB after the last round, s',
      measured: shippedAfter.toFixed(1),
      asked: '',
      held: undefined,
    },
    {
      what: 'readings judged in all',
      measured: site.counts.readings.toLocaleString('en'),
      asked: '',
      held: undefined,
    },
    { what: 'peak resident memory, MB', measured: String(peakMegabytes), asked: '', held: undefined },
  ]

  async function measure(port: number, pid: number, length: number): Promise<Round> {
    const warmUpSeconds = 2
    const before = usageOf(pid)
    const options = { host: '127.0.0.1', port, stations, rate: 'max' as const, connectsPerSecond: 1000 }
    const stats = await runLoadInThreads(options, { seconds: length, warmUpSeconds, threads: 1 })
    if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
    const spent = usageOf(pid).cpuSeconds - before.cpuSeconds
    // CPU counts the warm-up too; readings of the warm-up are taken to come at the same rate.
    const readings = stats.acceptedPerSecond * (length + warmUpSeconds)
    return {
      acceptedPerSecond: stats.acceptedPerSecond,
      cpuMicrosecondsPerReading: (spent * 1e6) / readings,
      p99Ms: stats.latency.quantile(0.99),
    }
  }
}

if (import.meta.main) printFigures('ingest', await ingest())
