import { setTimeout as wait } from 'node:timers/promises'
import { type BacktestBody, type BacktestResult, calls } from '@tocsin/contract'
import { type LoadStation, type LoadStats, runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { type Figure, printFigures, showSpread, spreadOf } from './spread.ts'
import { usageOf } from './usage.ts'
import { FROM, ROWS, settleYear, TO } from './year.ts'

const MOST_SECONDS = 15
const MOST_MEGABYTES = 400
/** Live readings while a back-test runs, and as many without one. */
const LIVE_RATE = 1000
const RULE: BacktestBody['rule'] = {
  name: 'Rivers of the county',
  appliesTo: { area: 'county', property: 'water-level' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: {
    yellow: { raiseAt: 2.9, clearBelow: 2.7, for: '10m' },
    red: { raiseAt: 4, clearBelow: 3.8 },
  },
}

/**
 * One rule on a year of 50 gauges at one reading a minute, asked for over HTTP and timed to its result; then live readings with and without
 * a back-test beside them, by turns.
 */
export async function backtest({ rounds = 3 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleYear(folder.path)
  console.log(`  ${ROWS.toLocaleString('en')} observations are in DuckDB`)

  const seconds: number[] = []
  const peaks: number[] = []
  let result: BacktestResult | undefined
  for (let round = 0; round < rounds; round++) {
    // A gateway of its own, so that its peak is this back-test's.
    const gateway = new GatewayProcess({ dataDir: folder.path })
    await gateway.start()
    const office = await Office.signIn(gateway.url)
    const idle = usageOf(gateway.pid).peakMegabytes
    const begun = performance.now()
    result = await resultOf(office)
    seconds.push((performance.now() - begun) / 1000)
    peaks.push(usageOf(gateway.pid).peakMegabytes)
    console.log(`  round ${round + 1}: ${seconds.at(-1)?.toFixed(1)} s, ${peaks.at(-1)} MB (idle ${idle} MB)`)
    await gateway.stop()
  }

  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const alone: LoadStats[] = []
  const beside: LoadStats[] = []
  for (let round = 0; round < rounds; round++) {
    alone.push(await live(gateway, stations))
    const { id } = await office.call(calls.startBacktest, { body: { rule: RULE, from: FROM, to: TO } })
    beside.push(await live(gateway, stations))
    const job = await office.call(calls.cancelBacktest, { params: { id } })
    console.log(
      `  live round ${round + 1}: p99 ${p99(alone).toFixed(1)} ms alone, ${p99(beside).toFixed(1)} ms beside a back-test (${Math.round(job.progress.part * 100)} % of it)`,
    )
  }
  await gateway.stop()
  folder.remove()

  const time = spreadOf(seconds)
  const memory = spreadOf(peaks)
  return [
    {
      what: 'a year of 50 stations, request → result, s',
      measured: showSpread(time, 1),
      asked: `≤ ${MOST_SECONDS}`,
      held: time.median <= MOST_SECONDS,
    },
    {
      what: 'observations judged per second',
      measured: showSpread(spreadOf(seconds.map((one) => ROWS / one))),
      asked: '',
      held: undefined,
    },
    {
      what: 'peak resident memory of the whole gateway, MB',
      measured: showSpread(memory, 0),
      asked: `≤ ${MOST_MEGABYTES}`,
      held: memory.median <= MOST_MEGABYTES,
    },
    {
      what: 'raises in it',
      measured: String(result?.outcome.summary.raises),
      asked: '200: 50 gauges, 4 floods',
      held: result?.outcome.summary.raises === 200,
    },
    {
      what: `p99 of publish → PUBACK at ${LIVE_RATE}/s, alone, ms`,
      measured: showSpread(spreadOf(alone.map(({ latency }) => latency.quantile(0.99))), 1),
      asked: '',
      held: undefined,
    },
    {
      what: '… beside a back-test, ms',
      measured: showSpread(spreadOf(beside.map(({ latency }) => latency.quantile(0.99))), 1),
      asked: '',
      held: undefined,
    },
    {
      what: 'live readings/s beside a back-test ÷ alone',
      measured: showSpread(
        spreadOf(beside.map((one, round) => one.acceptedPerSecond / (alone[round]?.acceptedPerSecond ?? 0))),
      ),
      asked: '≥ 0.98',
      held: beside.every(
        (one, round) => one.acceptedPerSecond >= 0.98 * (alone[round]?.acceptedPerSecond ?? 0),
      ),
    },
  ]
}

async function resultOf(office: Office): Promise<BacktestResult> {
  const { id } = await office.call(calls.startBacktest, { body: { rule: RULE, from: FROM, to: TO } })
  for (;;) {
    const job = await office.call(calls.getBacktest, { params: { id } })
    if (job.result !== null) return job.result
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(`${job.state}: ${job.failure}`)
    await wait(100)
  }
}

function live(gateway: GatewayProcess, stations: readonly LoadStation[]): Promise<LoadStats> {
  return runLoadInThreads(
    { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: LIVE_RATE },
    { seconds: 5, warmUpSeconds: 1, threads: 1 },
  )
}

function p99(rounds: readonly LoadStats[]): number {
  return rounds.at(-1)?.latency.quantile(0.99) ?? Number.NaN
}

if (import.meta.main) printFigures('backtest', await backtest())
