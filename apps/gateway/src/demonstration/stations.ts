import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DemonstrationView } from '@tocsin/contract'
import type { Log } from '../log.ts'

/** What the process of the stations is told, once. */
export interface StationsOrder {
  /** Of the gateway's HTTP. */
  readonly url: string
  readonly mqtt: string
  /** Of an administrator of the demonstration. */
  readonly token: string
  /** Where it keeps what it must remember. */
  readonly file: string
}

/** What it says. */
export type StationsNews =
  | { readonly kind: 'moments'; readonly moments: DemonstrationView['moments'] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'said'; readonly line: string }

/** How long it may take to write down what it must remember. */
const STOP_WITHIN = 5000
const AGAIN_AFTER = 5000

/** Where its program lies; undefined where the simulated stations are not installed. */
export function stationsProgram(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve('@tocsin/devices/demonstration'))
  } catch {
    return undefined
  }
}

/** The simulated stations of the demonstration, in a process of their own: they come in by the same door as real ones. */
export class DemonstrationStations {
  readonly #program: string
  readonly #order: StationsOrder
  readonly #log: Log
  #child: ChildProcess | undefined
  #again: NodeJS.Timeout | undefined
  #stopped = false
  #state: Pick<DemonstrationView, 'state' | 'detail' | 'moments'> = {
    state: 'starting',
    detail: '',
    moments: [],
  }

  constructor(program: string, order: StationsOrder, log: Log) {
    this.#program = program
    this.#order = order
    this.#log = log
  }

  get view(): Pick<DemonstrationView, 'state' | 'detail' | 'moments'> {
    return this.#state
  }

  start(): void {
    const child = fork(this.#program, [], {
      execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0205'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // It talks to this very gateway alone, whose certificate is for another name.
      env: this.#order.url.startsWith('https:') ? { NODE_TLS_REJECT_UNAUTHORIZED: '0' } : {},
    })
    this.#child = child
    child.on('message', (news: StationsNews) => this.#hear(news))
    child.on('error', (error) => this.#fail(error.message))
    child.on('exit', (code, signal) => {
      if (this.#stopped) return
      this.#fail(this.#state.state === 'failed' ? this.#state.detail : `ended with ${code ?? signal}`)
      this.#again = setTimeout(() => this.start(), AGAIN_AFTER)
    })
    child.send(this.#order)
  }

  #hear(news: StationsNews): void {
    if (news.kind === 'moments') this.#state = { ...this.#state, moments: news.moments }
    else if (news.kind === 'ready') this.#state = { ...this.#state, state: 'on', detail: '' }
    else if (news.kind === 'failed') this.#fail(news.detail)
    else this.#log.info('demonstration.said', { line: news.line })
  }

  #fail(detail: string): void {
    this.#log.error('demonstration.failed', { detail })
    this.#state = { ...this.#state, state: 'failed', detail }
  }

  /** Ends the process, after it has written down what it must remember. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#again)
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN)
    await ended
    clearTimeout(impatient)
  }
}
