import type { DurationMs, Instant } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { maskText } from '../mask.ts'
import { AtError } from './at-errors.ts'
import { Dialogue, type ModemPort, type Unsolicited } from './dialogue.ts'
import type { OpenPort } from './serial-port.ts'

export interface LinkOptions {
  readonly open: OpenPort
  readonly pin?: string | undefined
  /** Between two attempts to reach a modem that is gone. */
  readonly reconnectMs?: DurationMs
  readonly clock: Clock
  readonly log: Log
  readonly unsolicited: (said: Unsolicited) => void
  /** The modem is ready, at first and after each time it was gone. */
  readonly ready: () => void
}

export interface Signal {
  /** Null: the modem does not know. Below −105 sending mostly fails. */
  readonly dbm: number | null
  readonly registered: boolean
}

const RECONNECT: DurationMs = 5 * SECOND
/** How new messages and reports are told of, best first: makers differ in what they allow. */
const INDICATIONS = ['2,1,0,1,0', '2,1,0,2,0', '2,1,0,0,0', '1,1,0,0,0']

/** Keeps a modem open and set up, however often it is pulled out. */
export class ModemLink {
  readonly #options: LinkOptions
  #dialogue: Dialogue | undefined
  #port: ModemPort | undefined
  #running = false
  #cancelRetry: (() => void) | undefined
  #connecting: Promise<void> = Promise.resolve()
  #waiters = new Set<() => void>()
  #pinRefused = false
  #state: { up: boolean; since: Instant; detail: string }

  constructor(options: LinkOptions) {
    this.#options = options
    this.#state = { up: false, since: options.clock.now(), detail: 'not started' }
  }

  get state(): { readonly up: boolean; readonly since: Instant; readonly detail: string } {
    return this.#state
  }

  /** The modem, if it is set up. */
  get current(): Dialogue | undefined {
    return this.#state.up ? this.#dialogue : undefined
  }

  start(): void {
    this.#running = true
    this.#connecting = this.#connect()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#cancelRetry?.()
    await this.drop('stopped')
    await this.#connecting
  }

  /** The modem, set up; waits for one that is being plugged in. Undefined when none is within `withinMs`. */
  async dialogue(withinMs: DurationMs, signal: AbortSignal): Promise<Dialogue | undefined> {
    if (this.current || signal.aborted) return this.current
    await new Promise<void>((resolve) => {
      const go = () => {
        cancel()
        this.#waiters.delete(go)
        signal.removeEventListener('abort', go)
        resolve()
      }
      const cancel = this.#options.clock.after(withinMs, go)
      this.#waiters.add(go)
      signal.addEventListener('abort', go, { once: true })
    })
    return this.current
  }

  /** Gives the port up: it is opened anew in a while. For a modem that has stopped answering. */
  async drop(why: string): Promise<void> {
    const port = this.#port
    this.#closed(why)
    await port?.close()
  }

  /** Strength and registration, asked now. Throws an `AtError`. */
  async signal(): Promise<Signal> {
    const dialogue = this.#dialogue
    if (!dialogue) throw new AtError('gone', 'the modem is gone')
    const quality = /\+CSQ: *(\d+)/.exec((await dialogue.command('AT+CSQ')).join('\n'))?.[1]
    const network = /\+CREG: *\d+, *(\d)/.exec((await dialogue.command('AT+CREG?')).join('\n'))?.[1]
    const steps = Number(quality ?? 99)
    return { dbm: steps <= 31 ? -113 + 2 * steps : null, registered: network === '1' || network === '5' }
  }

  async #connect(): Promise<void> {
    const { open, log, clock } = this.#options
    try {
      let dialogue: Dialogue | undefined
      const port = await open({
        data: (text) => dialogue?.heard(text),
        closed: () => {
          if (this.#dialogue === dialogue) this.#closed('the modem went away')
        },
      })
      if (!this.#running) return void (await port.close())
      dialogue = new Dialogue(port, clock, this.#options.unsolicited)
      this.#port = port
      this.#dialogue = dialogue
      await this.#setUp(dialogue)
      this.#became(true, 'the modem is ready')
      for (const go of [...this.#waiters]) go()
      this.#options.ready()
    } catch (error) {
      const detail = maskText(error instanceof Error ? error.message : String(error))
      log.warn('modem-not-ready', { detail })
      await this.drop(detail)
    }
  }

  async #setUp(dialogue: Dialogue): Promise<void> {
    // A modem that was left in the middle of a message takes ESC; one that has just started may miss the first line.
    this.#port?.write('\u001b')
    await dialogue.command('AT').catch(() => dialogue.command('AT'))
    await dialogue.command('ATE0')
    await dialogue.command('AT+CMEE=1').catch(() => [])
    await this.#unlock(dialogue)
    await dialogue.command('AT+CMGF=0')
    for (const indications of INDICATIONS) {
      try {
        await dialogue.command(`AT+CNMI=${indications}`)
        return
      } catch (error) {
        if (!(error instanceof AtError) || error.kind !== 'refused') throw error
      }
    }
    // It tells of nothing by itself; the sweep each minute finds the replies.
  }

  async #unlock(dialogue: Dialogue): Promise<void> {
    const state = (await dialogue.command('AT+CPIN?')).join(' ')
    if (state.includes('READY')) return
    const { pin } = this.#options
    if (!/SIM PIN\b/.test(state) || pin === undefined) throw new Error(`the SIM card is locked: ${state}`)
    // Three wrong ones lock the card for good: one is enough to know.
    if (this.#pinRefused) throw new Error('the SIM card refused its PIN; it is not tried again')
    try {
      await dialogue.command(`AT+CPIN="${pin.replace(/\D/g, '')}"`)
    } catch (error) {
      if (error instanceof AtError && error.kind === 'refused') this.#pinRefused = true
      throw new Error('the SIM card refused its PIN; it is not tried again')
    }
  }

  #closed(why: string): void {
    this.#dialogue?.hangUp()
    this.#dialogue = undefined
    this.#port = undefined
    this.#became(false, why)
    if (!this.#running) return
    const { clock, reconnectMs = RECONNECT } = this.#options
    this.#cancelRetry?.()
    this.#cancelRetry = clock.after(reconnectMs, () => {
      this.#connecting = this.#connect()
    })
  }

  #became(up: boolean, detail: string): void {
    if (up !== this.#state.up) {
      this.#options.log.info('modem', {
        from: this.#state.up ? 'up' : 'down',
        to: up ? 'up' : 'down',
        detail,
      })
      this.#state = { up, since: this.#options.clock.now(), detail }
    } else this.#state = { ...this.#state, detail }
  }
}
