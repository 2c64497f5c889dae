import { calls, type ImportMappingInput } from '@tocsin/contract'
import { type LoadStation, runLoadInThreads } from '@tocsin/devices'
import { GatewayProcess, temporaryFolder } from '../rig/gateway-process.ts'
import { bringFile, importEnded } from '../rig/import-file.ts'
import { eventually, Office } from '../rig/office.ts'
import { settleCounty } from './county.ts'
import { type Figure, figureOf, printFigures, quantile, ratios } from './spread.ts'
import { watchGateway } from './watchers.ts'

const STATIONS = 1000
const RULES = 10
const RATE = 2000
const CONSOLES = 5
/** More than a round lasts, so that the file never ends under the load. */
const ROWS = 3_000_000
/** Rows of the import that is measured alone. */
const ROWS_ALONE = 300_000
const MOST_SLOWER = 1.5
const BEGIN = Date.UTC(2000, 0, 1)

/** How live readings fared in a round. */
interface Live {
  readonly ack: number
  readonly shown: number
}

/**
 * What an import costs those who are warned: at 2,000 readings/s, from publish to acknowledgement and to a console, in turn without an import and
 * beside one; and how fast history comes in, alone and beside that load. CSV of one value a row.
 */
export async function imports({ rounds = 5, seconds = 10 } = {}): Promise<Figure[]> {
  const folder = temporaryFolder()
  const stations = await settleCounty(folder.path, { stations: STATIONS, rules: RULES })
  const gateway = new GatewayProcess({ dataDir: folder.path })
  await gateway.start()
  const office = await Office.signIn(gateway.url)
  const consoles = await watchGateway(office, CONSOLES)
  const quiet: Live[] = []
  const beside: Live[] = []
  const [alone, loaded]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    alone.push(await importedAlone(office, round))
    quiet.push(await live(gateway.mqttPort, stations, consoles, seconds))
    const id = await begun(office, round)
    const [before, since] = [await rowsOf(office, id), performance.now()]
    beside.push(await live(gateway.mqttPort, stations, consoles, seconds))
    const { state, rows } = await rowsOf(office, id)
    if (state !== 'running') throw new Error(`the import was ${state} before the round was over`)
    loaded.push(((rows - before.rows) * 1000) / (performance.now() - since))
    await office.call(calls.cancelImport, { params: { id } })
    console.log(
      `  round ${round + 1}: PUBACK p99 ${quiet.at(-1)?.ack.toFixed(1)} → ${beside.at(-1)?.ack.toFixed(1)} ms, rows/s ${alone.at(-1)?.toFixed(0)} alone, ${loaded.at(-1)?.toFixed(0)} beside`,
    )
  }
  consoles.close()
  await gateway.stop()
  folder.remove()
  const acks = (of: readonly Live[]) => of.map(({ ack }) => ack)
  const shown = (of: readonly Live[]) => of.map((one) => one.shown)
  const most = { most: MOST_SLOWER }
  return [
    figureOf('publish → PUBACK p99 beside an import ÷ without one', ratios(acks(beside), acks(quiet)), most),
    figureOf(
      'publish → console p99 beside an import ÷ without one',
      ratios(shown(beside), shown(quiet)),
      most,
    ),
    figureOf('publish → PUBACK p99 beside an import, ms', acks(beside), { digits: 1 }),
    figureOf('publish → console p99 beside an import, ms', shown(beside), { digits: 0 }),
    figureOf('rows imported/s, nothing else to do', alone, { digits: 0 }),
    figureOf(`rows imported/s beside ${RATE} readings/s`, loaded, { digits: 0 }),
  ]
}

type Consoles = Awaited<ReturnType<typeof watchGateway>>

async function live(
  port: number,
  stations: readonly LoadStation[],
  consoles: Consoles,
  seconds: number,
): Promise<Live> {
  consoles.reset()
  const stats = await runLoadInThreads(
    { host: '127.0.0.1', port, stations, rate: RATE, connectsPerSecond: 1000 },
    { seconds, warmUpSeconds: 2, threads: 1 },
  )
  if (stats.errors > 0) throw new Error(`the load met ${stats.errors} errors: ${stats.firstError}`)
  return { ack: stats.latency.quantile(0.99), shown: quantile(consoles.values, 0.99) }
}

/** A file of other minutes in each round: what is known already would cost less. */
function csv(rows: number, first: number): Buffer {
  const lines = Array.from(
    { length: rows },
    (_, index) => `${BEGIN + (first + index) * 1000},${(index % 997) / 100}`,
  )
  return Buffer.from(`t,v\n${lines.join('\n')}\n`)
}

const MAPPING: ImportMappingInput = {
  format: 'csv',
  time: { columns: ['t'], format: 'epoch-ms' },
  columns: [{ column: 'v', datastream: 's0/level', unit: 'm' }],
}
const PART = 8 * 1024 * 1024

async function importedAlone(office: Office, round: number): Promise<number> {
  const file = csv(ROWS_ALONE, round * (ROWS + ROWS_ALONE))
  const since = performance.now()
  const id = await bringFile(office, 'alone.csv', file, MAPPING, { part: PART })
  const { counts } = await importEnded(office, id, 300_000)
  return (counts.rows * 1000) / (performance.now() - since)
}

async function begun(office: Office, round: number): Promise<string> {
  const file = csv(ROWS, round * (ROWS + ROWS_ALONE) + ROWS_ALONE)
  const id = await bringFile(office, 'beside.csv', file, MAPPING, { part: PART })
  await eventually('the import to run', async () =>
    (await rowsOf(office, id)).state === 'running' ? true : undefined,
  )
  return id
}

async function rowsOf(office: Office, id: string): Promise<{ state: string; rows: number }> {
  const { state, counts } = await office.call(calls.readImport, { params: { id } })
  return { state, rows: counts.rows }
}

if (import.meta.main) printFigures('imports', await imports())
