import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { Runner } from './demonstration/runner.ts'
import { createLog } from './log.ts'
import { explainStartFailure } from './start-failure.ts'

/** Says what is wrong and how to mend it, one line each, and ends. */
function refuse(...lines: string[]): never {
  for (const line of lines) process.stderr.write(`tocsin: ${line}\n`)
  process.exit(1)
}

const [major] = process.versions.node.split('.').map(Number)
if (major === undefined || major < 24) {
  refuse(
    `needs Node 24 and runs on ${process.versions.node}; start it by "pnpm gateway", which brings its own`,
  )
}

const reading = readConfig(process.env)
if (!reading.ok) refuse(...reading.faults.map(({ variable, fault }) => `${variable} ${fault}`))
const { config } = reading

const log = createLog({
  pretty: process.env['LOG_FORMAT'] === 'pretty' || process.stdout.isTTY === true,
  write: (line) => process.stdout.write(line),
})

/** State survives by design; going on after something unknown does not. The supervisor starts it again. */
function breakDown(error: unknown): never {
  log.error('gateway.broken', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  process.exit(1)
}
process.on('uncaughtException', breakDown)
process.on('unhandledRejection', breakDown)

const consoleDir = join(import.meta.dirname, '..', '..', 'dashboard', 'dist')
const flowsDir = join(import.meta.dirname, '..', '..', 'flows')
const runner = new Runner({
  config,
  log,
  consoleDir: existsSync(join(consoleDir, 'index.html')) ? consoleDir : undefined,
  flowsDir,
  onBroken: breakDown,
})
await runner.start().catch((error: unknown) => refuse(explainStartFailure(error, config)))

const { firstPassword } = runner
if (firstPassword !== undefined) {
  process.stdout.write(
    `tocsin: first start. Sign in as admin with this password, shown only now: ${firstPassword}\n`,
  )
}

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    runner.stop().then(() => process.exit(0), breakDown)
  })
}
