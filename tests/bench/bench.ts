// pnpm bench [ingest] [latency] [listeners] [rules] [history] [backtest] [callout] [charts] [console] [map] [start] [--rounds N] [--seconds N]: ratios within one run, with their spread. Never part of the tests: what a
// shared machine can do in an hour says nothing of the next.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { backtest } from './backtest.ts'
import { callout } from './callout.ts'
import { charts } from './charts.ts'
import { consoleBench } from './console.ts'
import { history } from './history.ts'
import { ingest } from './ingest.ts'
import { latency } from './latency.ts'
import { listeners } from './listeners.ts'
import { map } from './map.ts'
import { rules } from './rules.ts'
import { type Figure, printFigures } from './spread.ts'
import { start } from './start.ts'

const suites: Record<string, (options: { rounds?: number; seconds?: number }) => Promise<Figure[]>> = {
  ingest,
  latency,
  listeners,
  history,
  backtest,
  callout,
  map,
  charts,
  console: consoleBench,
  rules,
  start,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, seconds: { type: 'string' } },
})
const wanted = positionals.length > 0 ? positionals : Object.keys(suites)
const unknown = wanted.filter((name) => suites[name] === undefined)
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}`)
  process.exit(1)
}
const options = {
  ...(values.rounds ? { rounds: Number(values.rounds) } : {}),
  ...(values.seconds ? { seconds: Number(values.seconds) } : {}),
}

const machine = `${cpus()[0]?.model} × ${cpus().length}, Node ${process.versions.node}`
console.log(machine)
const report: Record<string, Figure[]> = {}
for (const name of wanted) {
  console.log(`\n${name}: running…`)
  report[name] = (await suites[name]?.(options)) ?? []
}
for (const [name, figures] of Object.entries(report)) printFigures(name, figures)

const folder = join(import.meta.dirname, '..', '..', 'artefacts')
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'bench.json'),
  `${JSON.stringify({ machine, at: new Date().toISOString(), report }, null, 2)}\n`,
)
if (
  Object.values(report)
    .flat()
    .some(({ held }) => held === false)
)
  process.exitCode = 1
