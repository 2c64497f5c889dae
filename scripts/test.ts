// Everything that must hold before a change is merged. `npm test` gets here through run.mjs and pnpm, under Node 24.
// With arguments only Vitest runs, and gets them: `npm test -- tests/contracts` or `npm test -- --project unit`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { ensureDebianPackages } from './debian-packages.ts'
import { readVitestReport } from './vitest-report.ts'

const root = join(import.meta.dirname, '..')
const args = process.argv.slice(2)
const ci = ['true', '1'].includes(process.env['CI'] ?? '')

let passed = 0
const failures: string[] = []

function say(line: string): void {
  console.log(`tocsin: ${line}`)
}

/** Ends the run with the line that CI and people look for. */
function finish(): never {
  if (failures.length > 0) {
    console.log('\nFailed:')
    for (const failure of failures) console.log(`  ${failure}`)
  }
  console.log(`\n${passed} passed, ${failures.length} failed`)
  process.exit(failures.length > 0 ? 1 : 0)
}

/** Runs a command of the workspace, its output passing through; answers its exit code. */
function run(command: string, words: readonly string[]): number {
  const { status, error } = spawnSync(command, words, {
    cwd: root,
    // Nothing here asks anything, and stdin may be closed. Errors go where the rest goes, so that the count stays last.
    stdio: ['ignore', 1, 1],
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    },
  })
  if (error) say(`could not run ${command}: ${error.message}`)
  return status ?? 1
}

/** One static check: it counts like a test. */
function step(title: string, command: string, words: readonly string[]): void {
  say(title)
  if (run(command, words) === 0) passed += 1
  else failures.push(`${title} (${[command, ...words].join(' ')})`)
}

const packages = ensureDebianPackages(say)
if (!packages.ok) {
  say(`${packages.reason}. Run this first:\n\n    ${packages.command}\n`)
  failures.push(packages.reason)
  // What does not need them is still worth knowing, unless one command is all that stands in the way.
  if (process.getuid?.() !== 0) finish()
}

if (args.length === 0) {
  step('format, lint and folder boundaries', 'biome', ['check', '--error-on-warnings', '.'])
  step('types', 'tsc', ['-b'])
  step('build of the dashboard', 'pnpm', ['build'])
}

say(args.length === 0 ? 'all tests' : `only the tests of: ${args.join(' ')}`)
const scratch = mkdtempSync(join(tmpdir(), 'tocsin-test-'))
const reportFile = join(scratch, 'report.json')
const status = run('vitest', [
  'run',
  ...args,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile}`,
])
const report = readVitestReport(reportFile, root)
rmSync(scratch, { recursive: true, force: true })

passed += report.passed
failures.push(...report.failures)
// An error outside every test (an unhandled rejection, no test found) shows only in the exit code.
if (status !== 0 && report.failures.length === 0) failures.push(`vitest ended with exit code ${status}`)
// A name filter (-t) leaves tests out on purpose.
const filteredByName = args.some((arg) => arg === '-t' || arg.startsWith('--testNamePattern'))
for (const skipped of filteredByName ? [] : report.skipped) {
  if (ci) failures.push(`skipped, which CI does not allow: ${skipped}`)
  else say(`skipped: ${skipped}`)
}
finish()
