import type { FlowsView } from '@tocsin/contract'
import type { DurationMs, Instant } from '@tocsin/core'
import type { Log } from '../log.ts'
import {
  type End,
  NodeRedProcess,
  type NodeRedProcessOptions,
  type ProcessLimits,
} from './node-red-process.ts'
import { recent, restartAfter } from './restarts.ts'
import type { Usage } from './usage.ts'

/** A share of a processor for so long is more than flows should need. */
const BUSY_SHARE = 0.8
const BUSY_FOR_MS: DurationMs = 30_000

type Start = Omit<NodeRedProcessOptions['start'], 'safe'>

export interface SupervisorOptions {
  readonly flowsDir: string
  readonly timeZone: string
  readonly limits: ProcessLimits
  readonly log: Log
  /** What a new process is told. Its secrets are made for it alone. */
  readonly begin: () => Promise<Start>
  /** The process is gone: what was lent to it ends. */
  readonly over: () => void
}

type State =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting'; readonly safe: boolean; readonly process: NodeRedProcess | undefined }
  | { readonly kind: 'running' | 'safe-mode'; readonly process: NodeRedProcess; readonly port: number }
  | { readonly kind: 'restarting'; readonly at: Instant; readonly timer: NodeJS.Timeout }

/** Starts Node-RED, starts it again when it has ended, later each time, and without its flows when it keeps ending. Nothing waits for it. */
export class Supervisor {
  readonly #options: SupervisorOptions
  #state: State = { kind: 'off' }
  #since = Date.now()
  /** Those that still count, oldest first. */
  #ends: Instant[] = []
  #count = 0
  #lastEnd: FlowsView['lastEnd'] = null
  #usage: Usage | undefined
  /** Processor time and when it was read, now and some seconds ago. */
  #samples: { readonly at: number; readonly processor: number }[] = []
  #busySince: number | undefined
  #stopping = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  start(): void {
    void this.#launch(false)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#leave()
  }

  /** Anew, with its flows: somebody has looked after them. */
  async restart(): Promise<void> {
    this.#ends = []
    await this.#leave()
    if (!this.#stopping) await this.#launch(false)
  }

  /** Where the editor listens; undefined while there is none. */
  get port(): number | undefined {
    return this.#state.kind === 'running' || this.#state.kind === 'safe-mode' ? this.#state.port : undefined
  }

  view(): FlowsView {
    const { limits } = this.#options
    const state = this.#state
    const runs = this.port !== undefined
    return {
      state: state.kind,
      since: this.#since,
      nextAt: state.kind === 'restarting' ? state.at : null,
      ends: this.#count,
      lastEnd: this.#lastEnd,
      memory: runs && this.#usage ? { bytes: this.#usage.memory, limit: limits.memory } : null,
      processor: runs ? this.#share() : null,
      busyForMs: runs ? this.#busyFor() : null,
    }
  }

  #become(state: State): void {
    if (state.kind !== this.#state.kind) {
      this.#options.log.info('flows.state', { from: this.#state.kind, to: state.kind })
    }
    this.#state = state
    this.#since = Date.now()
  }

  /** Ends what runs, or the waiting for it, without counting that as a failure. */
  async #leave(): Promise<void> {
    const state = this.#state
    this.#become({ kind: 'off' })
    if (state.kind === 'restarting') clearTimeout(state.timer)
    else if (state.kind !== 'off') await state.process?.stop()
  }

  async #launch(safe: boolean): Promise<void> {
    const { flowsDir, timeZone, limits, log } = this.#options
    this.#become({ kind: 'starting', safe, process: undefined })
    const begun = this.#state
    this.#samples = []
    this.#usage = undefined
    this.#busySince = undefined
    let start: Start
    try {
      start = await this.#options.begin()
    } catch (error) {
      if (this.#state === begun) {
        this.#ended({ why: 'ended', detail: `it could not be prepared: ${(error as Error).message}` })
      }
      return
    }
    // Stopped, or started anew, meanwhile.
    if (this.#state !== begun) return
    const process: NodeRedProcess = new NodeRedProcess({
      flowsDir,
      timeZone,
      limits,
      start: { ...start, safe },
      said: (message) => {
        switch (message.said) {
          case 'ready':
            this.#become({ kind: safe ? 'safe-mode' : 'running', process, port: message.port })
            break
          case 'flows-started':
            // Somebody has deployed them again: they get a fresh chance.
            if (this.#state.kind === 'safe-mode') {
              this.#ends = []
              this.#become({ ...this.#state, kind: 'running' })
            }
            break
          case 'log':
            log[message.level]('flows.said', { text: message.text })
            break
          case 'alive':
            break
        }
      },
      used: (usage) => this.#note(usage),
      ended: (end) => {
        this.#options.over()
        // Whoever stopped it knows.
        if ('process' in this.#state && this.#state.process === process) this.#ended(end)
      },
    })
    this.#become({ kind: 'starting', safe, process })
  }

  #ended(end: End): void {
    const now = Date.now()
    this.#count += 1
    this.#lastEnd = { at: now, ...end }
    this.#ends = [...recent(this.#ends, now), now]
    const { after, safe } = restartAfter(this.#ends, now)
    this.#options.log.warn('flows.ended', { ...end, againInMs: after, safe })
    const timer = setTimeout(() => void this.#launch(safe), after)
    this.#become({ kind: 'restarting', at: now + after, timer })
  }

  #note(usage: Usage): void {
    const at = performance.now()
    this.#usage = usage
    this.#samples.push({ at, processor: usage.processor })
    while ((this.#samples[0]?.at ?? at) < at - 5000) this.#samples.shift()
    const share = this.#share() ?? 0
    this.#busySince = share > BUSY_SHARE ? (this.#busySince ?? at) : undefined
  }

  #share(): number | null {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.at - first.at < 1000) return null
    return ((last.processor - first.processor) * 1000) / (last.at - first.at)
  }

  #busyFor(): number | null {
    if (this.#busySince === undefined) return null
    const busyFor = performance.now() - this.#busySince
    return busyFor < BUSY_FOR_MS ? null : Math.round(busyFor)
  }
}
