import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Figure } from './spread.ts'

const DEFAULT_FILE = join(import.meta.dirname, '..', '..', 'artefacts', 'bench.json')

/** What was measured on, and how busy that was already: without it a figure says little. */
export function machine() {
  const [cpu] = cpus()
  const described = {
    processor: cpu?.model ?? 'unknown',
    processors: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${release()}`,
    node: process.versions.node,
    loadAtStart: loadavg().map((one) => Math.round(one * 100) / 100),
  }
  const { processor, processors, memoryGigabytes, node, loadAtStart } = described
  const summary = `${processors} × ${processor}, ${memoryGigabytes} GB, Node ${node}, load ${loadAtStart.join(' ')}`
  return { ...described, summary }
}

/** Writes the report as JSON; answers where to. */
export function writeReport(
  file: string | undefined,
  { figures, failures }: { figures: Record<string, Figure[]>; failures: Record<string, string> },
): string {
  const path = resolve(file ?? DEFAULT_FILE)
  mkdirSync(dirname(path), { recursive: true })
  const report = { machine: machine(), at: new Date().toISOString(), figures, failures }
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
  return path
}
