import { runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { Office } from '../rig/office.ts'
import { settleCounty } from './county.ts'
import { type Figure, figureOf, printFigures, quantile } from './spread.ts'
import { usageOf } from './usage.ts'
import { watchGateway } from './watchers.ts'

const STATIONS = 10_000
const RULES_PER_STATION = 2
const RATE = 2000
const CONSOLES = 20
const MOST_MEGABYTES = 600
/** What a process that keeps nothing may still grow by from the second quarter to the last. */
const FLAT = 1.1

/** Resident memory with a large county for long: its peak, and whether it is flat. */
export async function soak({ minutes = 60 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, {
    stations: STATIONS,
    rules: 0,
    ownRules: STATIONS * RULES_PER_STATION,
  })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const idle = usageOf(gateway.pid).peakMegabytes
  console.log(`  settled; ${idle} MB after the start`)
  const consoles = await watchGateway(await Office.signIn(gateway.url), CONSOLES)
  const samples: number[] = []
  const sampling = setInterval(() => {
    samples.push(usageOf(gateway.pid).megabytes)
    if (samples.length % 60 === 0) console.log(`  ${samples.length / 60} min: ${samples.at(-1)} MB`)
  }, 1000)
  const stats = await runLoadInThreads(
    { host: '127.0.0.1', port: gateway.mqttPort, stations, rate: RATE, connectsPerSecond: 500 },
    { seconds: minutes * 60, warmUpSeconds: 2, threads: 1 },
  )
  clearInterval(sampling)
  const { peakMegabytes } = usageOf(gateway.pid)
  consoles.close()
  await gateway.stop()
  folder.remove()
  if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
  const quarter = Math.floor(samples.length / 4)
  const median = (part: number) => quantile(samples.slice(part * quarter, (part + 1) * quarter), 0.5)
  return [
    figureOf(
      `peak resident memory, MB (${STATIONS} stations, ${STATIONS * RULES_PER_STATION} rules, ${minutes} min)`,
      [peakMegabytes],
      {
        digits: 0,
        most: MOST_MEGABYTES,
      },
    ),
    figureOf('its median in the last quarter ÷ in the second', [median(3) / median(1)], { most: FLAT }),
    figureOf('resident memory by second, MB', samples, { digits: 0 }),
    figureOf('after the start, MB', [idle], { digits: 0 }),
    figureOf('publish → PUBACK, p99, ms', [stats.latency.quantile(0.99)], { digits: 1 }),
  ]
}

if (import.meta.main) printFigures('soak', await soak())
