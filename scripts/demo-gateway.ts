import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** How long a gateway may take from its start to its first answer, and from a signal to its end. */
const READY_WITHIN = 60_000
const ENDED_WITHIN = 15_000

/** Settings that the demo passes on. Not the others: a demo must not write into a real history, nor speak TLS to itself. */
const PASSED_ON = ['TOCSIN_BIND', 'TOCSIN_PUBLIC_URL', 'TOCSIN_TIME_ZONE', 'TOCSIN_FLOWS']

export interface DemoGateway {
  readonly process: ChildProcess
  /** Resolves when the process has ended, with its exit code or signal. */
  readonly ended: Promise<number | string>
  stop(): Promise<void>
}

export interface GatewayOptions {
  readonly root: string
  readonly dataDir: string
  readonly logFile: string
  readonly httpPort: number
  readonly mqttPort: number
  readonly adminPassword: string
}

/** Starts the gateway as a process of its own; its log goes to a file, what it says on stderr to this terminal. */
export function startGateway(options: GatewayOptions): DemoGateway {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('TOCSIN_') || PASSED_ON.includes(name),
  )
  const log = openSync(options.logFile, 'w')
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(options.root, 'apps/gateway/src/start.mjs')],
    {
      cwd: options.root,
      stdio: ['ignore', log, 'inherit'],
      env: {
        ...Object.fromEntries(own),
        TOCSIN_DATA_DIR: options.dataDir,
        // Only where nothing is yet: whoever has ended the demonstration is not shown it again.
        TOCSIN_DEMO: '1',
        TOCSIN_HTTP_PORT: String(options.httpPort),
        TOCSIN_MQTT_PORT: String(options.mqttPort),
        TOCSIN_ADMIN_PASSWORD: options.adminPassword,
      },
    },
  )
  closeSync(log)
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  return {
    process: child,
    ended,
    async stop() {
      child.kill('SIGTERM')
      const patience = new AbortController()
      const ending = ended.finally(() => patience.abort())
      await Promise.race([ending, wait(ENDED_WITHIN, undefined, { signal: patience.signal }).catch(() => {})])
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await ending
    },
  }
}

/** Resolves true once the gateway answers at its health page; false when it ended before, or takes over a minute. */
export async function isReady({ ended }: DemoGateway, url: string): Promise<boolean> {
  let hasEnded = false
  void ended.then(() => {
    hasEnded = true
  })
  const giveUp = performance.now() + READY_WITHIN
  while (!hasEnded && performance.now() < giveUp) {
    const answered = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => {
        await response.body?.cancel()
        return response.ok
      },
      () => false,
    )
    if (answered && !hasEnded) return true
    await wait(100)
  }
  return false
}

/** A port that can be listened on: the one asked for, or any for 0. Undefined when it is taken. */
export async function freePort(port: number, host: string): Promise<number | undefined> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
    const address = probe.address()
    return typeof address === 'object' && address !== null ? address.port : undefined
  } catch {
    return undefined
  } finally {
    probe.close()
  }
}
