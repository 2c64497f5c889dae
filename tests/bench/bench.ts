// pnpm bench [suite …] [--rounds N] [--seconds N] [--minutes N] [--report FILE]: ratios within one run, with their spread. Never part of the
// tests: what a shared machine can do in an hour says nothing of the next.
import { parseArgs } from 'node:util'
import { backtest } from './backtest.ts'
import { callout } from './callout.ts'
import { charts } from './charts.ts'
import { consoleBench } from './console.ts'
import { consoles } from './consoles.ts'
import { history } from './history.ts'
import { imports } from './imports.ts'
import { ingest } from './ingest.ts'
import { latency } from './latency.ts'
import { listeners } from './listeners.ts'
import { map } from './map.ts'
import { machine, writeReport } from './report.ts'
import { restart } from './restart.ts'
import { rules } from './rules.ts'
import { soak } from './soak.ts'
import { type Figure, printFigures } from './spread.ts'
import { start } from './start.ts'

export interface BenchOptions {
  rounds?: number
  /** Length of a round. */
  seconds?: number
  /** Length of a soak. */
  minutes?: number
}

type Suite = (options: BenchOptions) => Promise<Figure[]>

const suites: Record<string, Suite> = {
  ingest,
  latency,
  history,
  rules,
  backtest,
  callout,
  map,
  consoles,
  restart,
  listeners,
  imports,
  charts,
  console: consoleBench,
  start,
}
/** Run when named: an hour, unless told otherwise. */
const long: Record<string, Suite> = { soak }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    minutes: { type: 'string' },
    report: { type: 'string' },
  },
})
const known = { ...suites, ...long }
const wanted = positionals.length > 0 ? positionals : Object.keys(suites)
const unknown = wanted.filter((name) => known[name] === undefined)
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${Object.keys(known).join(', ')}`)
  process.exit(1)
}
const options: BenchOptions = {}
for (const name of ['rounds', 'seconds', 'minutes'] as const) {
  const value = values[name]
  if (value === undefined) continue
  if (!(Number(value) > 0)) {
    console.error(`bench: --${name} ${value} is not a number above 0`)
    process.exit(1)
  }
  options[name] = Number(value)
}

const { summary } = machine()
console.log(summary)
const figures: Record<string, Figure[]> = {}
const failures: Record<string, string> = {}
for (const name of wanted) {
  console.log(`\n${name}: running…`)
  try {
    figures[name] = (await known[name]?.(options)) ?? []
  } catch (error) {
    // The others are worth having.
    failures[name] = error instanceof Error ? (error.stack ?? error.message) : String(error)
    console.error(`${name}: ${failures[name]}`)
  }
}
console.log(`\n${summary}`)
for (const [name, measured] of Object.entries(figures)) printFigures(name, measured)
for (const name of Object.keys(failures)) console.log(`\n${name}\n  ✗ did not finish`)
const asked = Object.values(figures)
  .flat()
  .filter(({ held }) => held !== undefined)
const held = asked.filter((one) => one.held).length
const file = writeReport(values.report ?? process.env['BENCH_REPORT'], { figures, failures })
console.log(`\n${held} of ${asked.length} goals met; in numbers: ${file}`)
if (held < asked.length || Object.keys(failures).length > 0) process.exitCode = 1
// What a suite that failed has left open must not keep this running.
process.exit()
