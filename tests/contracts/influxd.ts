import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real InfluxDB 1.x (Debian's package `influxdb`) on loopback ports of its own, in a folder of its own. */
export interface Influxd {
  readonly url: string
  /** Where its data lie. */
  readonly folder: string
  /** Starts it again on the same ports and data. */
  start(): Promise<void>
  /** Ends the process; its data stay. `SIGSTOP` and `SIGCONT` freeze and thaw it. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Ends the process and removes its data. */
  remove(): Promise<void>
}

const START_WITHIN_MS = 20_000

export async function startInfluxd(): Promise<Influxd> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-influxd-'))
  const [http, rpc] = await Promise.all([freePort(), freePort()])
  const url = `http://127.0.0.1:${http}`
  const config = join(folder, 'influxdb.conf')
  writeFileSync(
    config,
    `reporting-disabled = true
bind-address = "127.0.0.1:${rpc}"
[meta]
  dir = ${JSON.stringify(join(folder, 'meta'))}
[data]
  dir = ${JSON.stringify(join(folder, 'data'))}
  wal-dir = ${JSON.stringify(join(folder, 'wal'))}
  index-version = "inmem"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${http}"
  log-enabled = false
[logging]
  level = "error"
`,
  )
  let running: ChildProcess | undefined

  async function start(): Promise<void> {
    const child = spawn('influxd', ['-config', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    running = child
    let said = ''
    child.stderr?.on('data', (chunk) => {
      said = `${said}${chunk}`.slice(-2000)
    })
    const failed = once(child, 'error').then(([error]) => {
      throw new Error(
        `influxd could not be run (${error.message}): is the Debian package influxdb installed?`,
      )
    })
    failed.catch(() => {})
    for (const deadline = Date.now() + START_WITHIN_MS; ; ) {
      const pong = await Promise.race([failed, fetch(`${url}/ping`).catch(() => undefined)])
      if (pong?.status === 204) return
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`influxd did not start: ${said}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = running
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ends = signal !== 'SIGSTOP' && signal !== 'SIGCONT'
    const exited = ends ? once(child, 'exit') : undefined
    child.kill(signal)
    await exited
  }

  await start()
  return {
    url,
    folder,
    start,
    kill,
    async remove() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a TCP port')
  return address.port
}
