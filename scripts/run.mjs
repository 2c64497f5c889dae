// Runs a package script on the pinned Node 24 and pnpm, whatever Node >= 20 the host has.
// Node built-ins only: this file is what a fresh clone runs before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@12.21.0'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [task, ...args] = process.argv.slice(2)

// npm passes its own settings down as npm_*; an inner npx or pnpm would take them for its own.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || name === 'npm_config_registry'),
)

function run(...words) {
  const { status, error } = spawnSync('npx', words, {
    cwd: root,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) console.error(`tocsin: could not run npx: ${error.message}. Node >= 20 with npm is expected.`)
  return status ?? 1
}

const installed = join(root, 'node_modules', '.modules.yaml')
const lock = join(root, 'pnpm-lock.yaml')
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  const status = run('--yes', PNPM, 'install', '--frozen-lockfile')
  if (status !== 0) process.exit(status)
}
// Silent: what the task itself says last stays last; pnpm would add its own line to a failure.
process.exit(run('--yes', '-p', PNPM, 'pnpm', '--silent', 'run', `_${task}`, ...args))
