import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { type FlowsSaid, type FlowsStart, type FlowsView, flowsSaid } from '@tocsin/contract'
import type { DurationMs } from '@tocsin/core'
import { type Usage, usageOf } from './usage.ts'

/** How long it may take to start, to be silent, and to end when it is asked to. */
export interface ProcessLimits {
  readonly startWithinMs: DurationMs
  readonly silentForMs: DurationMs
  readonly endWithinMs: DurationMs
  /** The most resident memory, bytes. */
  readonly memory: number
}

export interface NodeRedProcessOptions {
  /** The folder of the package: its program, and beside it the modules that it may read. */
  readonly flowsDir: string
  readonly start: FlowsStart
  readonly timeZone: string
  readonly limits: ProcessLimits
  readonly said: (message: FlowsSaid) => void
  /** Looked at ten times a second; never called where there is no /proc. */
  readonly used: (usage: Usage) => void
  /** It has ended, and why. Said once. */
  readonly ended: (end: End) => void
}

/** How a process ended, in words for the log. */
export type End = Omit<NonNullable<FlowsView['lastEnd']>, 'at'>

const LOOK_EVERY_MS = 100
/** A tick of this process so late says that the whole box stood still: nothing is to be held against Node-RED then. */
const STOOD_STILL_MS = 2000
/** Behind everything of the gateway when processors are short. */
const NICE = 10
/** Of the memory limit, for what JavaScript keeps; the rest is buffers and the program itself. */
const HEAP_SHARE = 0.6
const MEBIBYTE = 1024 * 1024
/** What it wrote last, to say why it ended. */
const KEPT_ERRORS = 4000

/** Node-RED in a process of its own, which is ended when it hangs or takes too much. */
export class NodeRedProcess {
  readonly #options: NodeRedProcessOptions
  readonly #child: ChildProcess
  readonly #look: NodeJS.Timeout
  readonly #gone: Promise<void>
  #lastLook = performance.now()
  #lastHeard = performance.now()
  #ready = false
  #errors = ''
  /** Why it was ended, where it did not end by itself. */
  #verdict: End | undefined

  constructor(options: NodeRedProcessOptions) {
    this.#options = options
    const { flowsDir, start, timeZone } = options
    this.#child = spawn(process.execPath, [...switches(options), join(flowsDir, 'src', 'main.ts')], {
      cwd: start.userDir,
      // Nothing of the gateway's own. Schedules of flows go by the site's clock.
      env: { TZ: timeZone, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      // A group of its own: it is ended with whatever it started.
      detached: process.platform !== 'win32',
    })
    this.#child.on('message', (message) => this.#hear(message))
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-KEPT_ERRORS)
    })
    this.#gone = new Promise((resolve) => {
      const over = (how: End) => {
        clearInterval(this.#look)
        options.ended(this.#verdict ?? how)
        resolve()
      }
      this.#child.once('error', (error) => {
        // Sending to one that is ending fails too; that is told by its end.
        if (this.#child.pid === undefined)
          over({ why: 'ended', detail: `it could not be started: ${error.message}` })
      })
      this.#child.once('close', (code, signal) => over(this.#reason(code, signal)))
    })
    this.#look = setInterval(() => this.#watch(), LOOK_EVERY_MS)
    if (this.pid !== undefined) yieldTo(this.pid)
    this.#child.send(start, () => {})
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM')
    const timer = setTimeout(
      () => this.#end({ why: 'silent', detail: 'it did not stop when asked' }),
      this.#options.limits.endWithinMs,
    )
    await this.#gone
    clearTimeout(timer)
  }

  #hear(message: unknown): void {
    const read = flowsSaid.safeParse(message)
    if (!read.success) return
    this.#lastHeard = performance.now()
    if (read.data.said === 'ready') this.#ready = true
    this.#options.said(read.data)
  }

  #watch(): void {
    const { limits, used } = this.#options
    const now = performance.now()
    if (now - this.#lastLook > STOOD_STILL_MS) this.#lastHeard = now
    this.#lastLook = now
    const patience = this.#ready ? limits.silentForMs : limits.startWithinMs
    if (now - this.#lastHeard > patience) {
      const seconds = Math.round(patience / 1000)
      this.#end(
        this.#ready
          ? { why: 'silent', detail: `no sign for ${seconds} s: a flow may loop without end` }
          : { why: 'slow-start', detail: `not started within ${seconds} s` },
      )
      return
    }
    const usage = this.pid === undefined ? undefined : usageOf(this.pid)
    if (usage === undefined) return
    used(usage)
    if (usage.memory > limits.memory) {
      this.#end({ why: 'memory', detail: `more than ${Math.round(limits.memory / MEBIBYTE)} MiB of memory` })
    }
  }

  /** It and all that it started, at once. */
  #end(verdict: End): void {
    this.#verdict ??= verdict
    try {
      if (process.platform !== 'win32' && this.pid !== undefined) process.kill(-this.pid, 'SIGKILL')
      else this.#child.kill('SIGKILL')
    } catch {
      // It has just ended by itself.
    }
  }

  #reason(code: number | null, signal: NodeJS.Signals | null): End {
    if (/heap out of memory/.test(this.#errors)) {
      const most = Math.round((this.#options.limits.memory * HEAP_SHARE) / MEBIBYTE)
      return { why: 'memory', detail: `more than ${most} MiB of objects` }
    }
    const how = signal === null ? `code ${code}` : `signal ${signal}`
    const said = this.#errors
      .split('\n')
      .map((line) => line.trim())
      .find((line) => /error/i.test(line))
    return { why: 'ended', detail: said === undefined ? how : `${how}: ${said.slice(0, 200)}` }
  }
}

/** What Node-RED may do: read its own code, read and write its own folder, start threads and no programs. */
function switches({ flowsDir, start, limits }: NodeRedProcessOptions): string[] {
  const root = join(flowsDir, '..', '..')
  const readable = [join(root, 'node_modules'), join(root, 'packages'), join(root, 'package.json'), flowsDir]
  return [
    `--max-old-space-size=${Math.round((limits.memory * HEAP_SHARE) / MEBIBYTE)}`,
    '--no-warnings',
    '--permission',
    '--allow-worker',
    ...[...readable, start.userDir].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${start.userDir}`,
  ]
}

/** The gateway comes first: for processors, and when memory is so short that the kernel has to choose. */
function yieldTo(pid: number): void {
  try {
    setPriority(pid, NICE)
    if (process.platform === 'linux') writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // It has ended already, or the system does not allow it.
  }
}
