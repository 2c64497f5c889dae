// pnpm scenario FILE…: plays rules with their tests in virtual time. One line a scenario, what differs below it; exit code 1 when any fails.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { playText, type ScenarioAnswer } from '../apps/gateway/src/scenarios/play.ts'
import { reportLines } from '../apps/gateway/src/scenarios/report.ts'

const { values, positionals } = parseArgs({
  options: {
    verbose: { type: 'boolean', short: 'v', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
  allowPositionals: true,
})

if (values.help || positionals.length === 0) {
  console.log(
    'pnpm scenario [--verbose] FILE|FOLDER…\n\nPlays scenarios (.yaml, .yml, .json); docs/scenarios.md says how they are written.',
  )
  process.exit(values.help ? 0 : 1)
}

let failed = 0
const files = positionals.flatMap(filesOf)
for (const file of files) {
  const answer = play(file)
  if (!answer.ok || !answer.outcome.passed) failed++
  for (const line of reportLines(file, answer, values.verbose)) console.log(line)
}
console.log(`${files.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0

/** A rule that throws is a fault of Tocsin's, and no reason to keep silent about the other files. */
function play(file: string): ScenarioAnswer {
  try {
    return playText(readFileSync(file, 'utf8'))
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { ok: false, faults: [{ path: '', message: `it threw: ${message}`, expected: 'an outcome' }] }
  }
}

/** A file itself, or the scenarios in a folder and below. */
function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    console.error(`${path}: no such file or folder`)
    process.exit(1)
  }
  if (!found.isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
