import { spawnSync } from 'node:child_process'
import { HOUR, type JournalEntry, Judge, MINUTE, type RuleDefinition, type Station } from '@tocsin/core'
import { type Figure, printFigures, showSpread, spreadOf } from './spread.ts'

const T0 = Date.UTC(2026, 6, 1)
const MEGABYTE = 2 ** 20
/** 512 entries of 8 bytes for each of 1,000 gauges, what one turn of merging leaves for the next, and a block of them. */
const SINGLES = (1000 * (512 + 128 + 256) * 8) / MEGABYTE + 4
const WINDOWS = { orange: [40, 65, 95, 120, 160], red: [60, 90, 130, 150, 200] }

/** One judge with one datastream at each of so many stations, and rules on all of them. */
class Load {
  readonly judge = new Judge()
  readonly #stations: readonly string[]
  #position = 0

  constructor(
    stations: number,
    datastream: Station['datastreams'][number],
    rules: readonly RuleDefinition[],
  ) {
    this.#stations = Array.from({ length: stations }, (_, number) => `s${number}`)
    const by = { kind: 'system' } as const
    for (const id of this.#stations) {
      const station = { id, name: id, area: 'a', datastreams: [datastream] }
      this.#take({ type: 'config', at: T0, by, change: { kind: 'station', station } })
    }
    for (const [number, rule] of rules.entries()) {
      const saved = { ...rule, id: `rule-${number}`, version: 1 }
      this.#take({ type: 'config', at: T0, by, change: { kind: 'rule', rule: saved } })
    }
  }

  #take(entry: JournalEntry): void {
    this.judge.take(entry, ++this.#position)
  }

  /** Every station reports once at each of `times`, each report an entry of its own, as they come over MQTT. */
  report(times: Iterable<number>, value: (turn: number, station: number) => number): number {
    let count = 0
    let turn = 0
    for (const at of times) {
      for (let station = 0; station < this.#stations.length; station++) {
        const id = this.#stations[station] as string
        const reading = {
          datastream: `${id}/v`,
          phenomenonTime: at,
          receivedAt: at,
          value: value(turn, station),
        }
        this.#take({ type: 'readings', at, station: id, readings: [reading], rejections: [] })
      }
      count += this.#stations.length
      turn++
      this.judge.saved()
    }
    return count
  }
}

function* every(step: number, from: number, count: number): Iterable<number> {
  for (let index = 0; index < count; index++) yield from + (index + 1) * step
}

const RAIN = {
  name: 'v',
  property: 'rainfall',
  unit: 'mm',
  intervalMs: MINUTE,
  form: 'increment',
} as const
const RAIN_RULE: RuleDefinition = {
  name: 'rain',
  appliesTo: { area: 'a' },
  condition: { kind: 'accumulation' },
  levels: { orange: { anyOf: windows(WINDOWS.orange) }, red: { anyOf: windows(WINDOWS.red) } },
}

function windows(amounts: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    ['1h', '3h', '6h', '12h', '24h'].map((label, index) => [label, amounts[index] ?? 0]),
  )
}

/** Observations a second through the whole judge, quality included: ten threshold rules of two levels each on every one. */
function thresholds(rounds: number, minutes: number): number[] {
  const datastream = {
    name: 'v',
    property: 'water-level',
    unit: 'm',
    intervalMs: MINUTE,
    span: [0, 12],
    maxRatePerMinute: 1e9,
  } as const
  const rules = Array.from(
    { length: 10 },
    (_, number): RuleDefinition => ({
      name: `level ${number}`,
      appliesTo: { area: 'a' },
      condition: { kind: 'threshold', direction: 'above' },
      levels: {
        yellow: { raiseAt: 10 + number / 10, clearBelow: 9, for: '10s' },
        red: { raiseAt: 11.5, clearBelow: 11 },
      },
    }),
  )
  // One observation in a thousand raises, so that it is not only the way past the rules that is measured.
  const value = (turn: number, station: number) =>
    (turn * 7 + station) % 1000 === 0 ? 11 : 5 + ((turn * 31 + station) % 40) / 10
  return timed(new Load(1000, datastream, rules), rounds, minutes, value)
}

/** The same with the rain rule: five windows from 1 to 24 h, two levels. */
function rain(rounds: number, minutes: number): number[] {
  const value = (turn: number, station: number) => ((turn + station) % 5 === 0 ? 0.2 : 0)
  return timed(new Load(1000, RAIN, [RAIN_RULE]), rounds, minutes, value)
}

/**
 * Observations a second of one core, round by round; the first, in which the code gets warm, is left out. The time is what all
 * threads of the process used together, collector and compiler too: it is the same whether the machine has other things to do or not.
 */
function timed(
  load: Load,
  rounds: number,
  minutes: number,
  value: (turn: number, station: number) => number,
): number[] {
  const rates: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const begun = process.cpuUsage()
    const count = load.report(every(MINUTE, T0 + round * minutes * MINUTE, minutes), value)
    const { user, system } = process.cpuUsage(begun)
    if (round > 0) rates.push(count / ((user + system) / 1e6))
  }
  return rates
}

/** Megabytes of so many datastreams with 24 h windows after so many wet hours, reporting every `step`; in a process of its own. */
function megabytes(stations: number, step: number, hours = 26): Memory {
  const script = `
    import { memoryAfter } from ${JSON.stringify(import.meta.filename)}
    console.log(JSON.stringify(memoryAfter(${stations}, ${step}, ${hours})))`
  const child = spawnSync(process.execPath, ['--input-type=module', '--expose-gc', '-e', script], {
    encoding: 'utf8',
  })
  if (child.status !== 0) throw new Error(`the memory child ended with ${child.status}: ${child.stderr}`)
  return JSON.parse(child.stdout) as Memory
}

interface Memory {
  /** Objects and arrays that are in use. */
  readonly kept: number
  /** With what the collector has not given back, and Node itself. */
  readonly resident: number
}

export function memoryAfter(stations: number, step: number, hours: number): Memory {
  const load = new Load(stations, RAIN, [RAIN_RULE])
  load.report(every(step, T0, (hours * HOUR) / step), () => 0.2)
  // Twice: what lies outside the heap is given back by the collection after the one that finds it unused.
  for (let turn = 0; turn < 2; turn++) (globalThis as { gc?: () => void }).gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { kept: Math.round((heapUsed + external) / MEGABYTE), resident: Math.round(rss / MEGABYTE) }
}

/** What judging costs, on one core, without disk or network. */
export async function rules({ rounds = 5 } = {}): Promise<Figure[]> {
  const byThreshold = spreadOf(thresholds(rounds, 2000))
  const byRain = spreadOf(rain(rounds, 1500))
  const all = megabytes(10_000, MINUTE)
  const [slow, fast] = [megabytes(1000, MINUTE), megabytes(1000, 10_000)]
  const [long, longer] = [megabytes(300, MINUTE, 80), megabytes(300, 10_000, 80)]
  return [
    {
      what: 'observations/s on one core, 10 threshold rules each',
      measured: showSpread(byThreshold),
      asked: '≥ 1,000,000',
      held: byThreshold.median >= 1_000_000,
    },
    {
      what: 'observations/s on one core, five-window rain rule',
      measured: showSpread(byRain),
      asked: '≥ 300,000',
      held: byRain.median >= 300_000,
    },
    {
      what: 'MB kept for 10,000 gauges, 24 h windows, wet every minute',
      measured: `${all.kept} (resident ${all.resident})`,
      asked: '≤ 300',
      held: all.kept <= 300,
    },
    {
      what: 'MB kept for 1,000 gauges wet every 10 s, beside every minute',
      measured: `${fast.kept} beside ${slow.kept}`,
      asked: 'at most the 512 newest reports more',
      held: fast.kept - slow.kept <= SINGLES,
    },
    {
      what: 'MB kept for 300 of them after 80 wet hours, by when all is kept that ever is',
      measured: `${longer.kept} beside ${long.kept}`,
      asked: 'at most the 512 newest reports more',
      held: longer.kept - long.kept <= 0.3 * SINGLES + 1,
    },
  ]
}

if (import.meta.main) printFigures('rules', await rules())
