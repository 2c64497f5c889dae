// Runs a package script on the pinned Node 24 and pnpm, whatever Node >= 20 the host has.
// Node built-ins only: this file is what a fresh clone runs before anything is installed.
import { spawn } from 'node:child_process'
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

const windows = process.platform === 'win32'

/**
 * Runs npx; resolves with its exit code. A signal to this process goes on to everything below it, as a group: npx ends by itself and would
 * leave what it started running.
 */
function run(...words) {
  const child = spawn('npx', words, { cwd: root, env, stdio: 'inherit', shell: windows, detached: !windows })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => (windows ? child.kill(signal) : signalGroup(child.pid, signal)))
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`tocsin: could not run npx: ${error.message}. Node >= 20 with npm is expected.`)
      resolve(1)
    })
    child.once('exit', (status) => resolve(status ?? 1))
  })
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended already.
  }
}

const installed = join(root, 'node_modules', '.modules.yaml')
const lock = join(root, 'pnpm-lock.yaml')
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  console.log(
    'tocsin: installing. Warnings about this host’s Node are harmless; Tocsin brings its own Node 24.',
  )
  const status = await run('--yes', PNPM, 'install', '--frozen-lockfile')
  if (status !== 0) process.exit(status)
}
// Silent: what the task itself says last stays last; pnpm would add its own line to a failure.
process.exit(await run('--yes', '-p', PNPM, 'pnpm', '--silent', 'run', `_${task}`, ...args))
