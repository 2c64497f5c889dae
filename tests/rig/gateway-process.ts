import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'gateway', 'src', 'start.mjs')

/** Known to the tests only; the gateway makes its first user with it. */
export const ADMIN_PASSWORD = 'a-test-password-of-no-use-elsewhere'

/** A folder that goes away when the test is over. */
export function temporaryFolder(parent = tmpdir()): { path: string; remove: () => void } {
  const path = mkdtempSync(join(parent, 'tocsin-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface GatewayProcessOptions {
  readonly dataDir: string
  readonly environment?: Readonly<Record<string, string>>
}

/** The gateway as an operator runs it: a process of its own, that can be killed and started again on the same data and ports. */
export class GatewayProcess {
  readonly #options: GatewayProcessOptions
  #child: ChildProcess | undefined
  #exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }> | undefined
  httpPort = 0
  mqttPort = 0
  /** Of the protocols that are listened to. */
  readonly listenerPorts: Record<string, number> = {}
  /** Everything it has written, over all its lives. */
  output = ''

  constructor(options: GatewayProcessOptions) {
    this.#options = options
  }

  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts it and waits until it is in service; answers how long that took. */
  async start(): Promise<number> {
    const begun = performance.now()
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        TOCSIN_DATA_DIR: this.#options.dataDir,
        TOCSIN_ADMIN_PASSWORD: ADMIN_PASSWORD,
        // The ports of its first life, so that devices find it again.
        TOCSIN_HTTP_PORT: String(this.httpPort),
        TOCSIN_MQTT_PORT: String(this.mqttPort),
        ...this.#options.environment,
        ...Object.fromEntries(
          Object.entries(this.listenerPorts).map(([protocol, port]) => [
            `TOCSIN_${protocol.toUpperCase()}_PORT`,
            String(port),
          ]),
        ),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.#exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
    let life = ''
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        life += chunk
        this.output += chunk
        const started = /\{[^\n]*"event":"gateway.started"[^\n]*\}/.exec(life)
        if (started === null) return
        const said = JSON.parse(started[0]) as Record<string, number>
        this.httpPort = said['http'] ?? 0
        this.mqttPort = said['mqtt'] ?? 0
        for (const protocol of ['sl651', 'szy206', 'hj212']) {
          const port = said[protocol]
          if (port !== undefined) this.listenerPorts[protocol] = port
        }
        resolve()
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}:\n${life}`)))
    })
    return performance.now() - begun
  }

  /** Ends it without a chance to clean up. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#exited
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal)
  }

  /** Ends it as a supervisor does; answers its exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill('SIGTERM')
    return (await this.#exited)?.code ?? null
  }

  get ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#exited ?? Promise.resolve({ code: null, signal: null })
  }
}
