import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What users would otherwise run, as a process of its own on the loopback. */
export interface Rival {
  readonly name: string
  readonly mqttPort: number
  readonly pid: number
  /** From its start until it took a connection, ms. */
  readonly startedWithinMs: number
  stop(): Promise<void>
}

const START_WITHIN_MS = 30_000

export interface RivalOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly mqttPort: number
  readonly cwd?: string
}

/** Starts a rival and waits until its MQTT port takes connections. It ends with whoever started it. */
export async function startRival({ name, command, args, mqttPort, cwd }: RivalOptions): Promise<Rival> {
  const begun = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  let said = ''
  const hear = (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000)
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const failed = once(child, 'error').then(([error]) => {
    throw new Error(`${name} could not be run: ${(error as Error).message}`)
  })
  failed.catch(() => {})
  while (!(await Promise.race([failed, accepts(mqttPort)]))) {
    if (child.exitCode !== null || performance.now() - begun > START_WITHIN_MS) {
      end()
      throw new Error(`${name} did not start: ${said}`)
    }
    await wait(10)
  }
  return {
    name,
    mqttPort,
    pid: child.pid ?? 0,
    startedWithinMs: performance.now() - begun,
    async stop() {
      process.off('exit', end)
      await ended(child)
    },
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await Promise.race([exited, wait(3000).then(() => child.kill('SIGKILL'))])
  await exited
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
