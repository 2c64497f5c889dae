import type { DurationMs, Instant } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import { maskText } from '../mask.ts'
import { AtError } from './at-errors.ts'
import { withDeadline } from './deadline.ts'
import { Dialogue, type ModemPort, type Unsolicited } from './dialogue.ts'
import type { OpenPort, PortListener } from './serial-port.ts'

export interface LinkOptions {
  readonly open: OpenPort
  readonly pin?: string | undefined
  /** Between two attempts to reach a modem that is gone. */
  readonly reconnectMs?: DurationMs
  /** An opening that takes longer is abandoned. Real time: it guards against the operating system. */
  readonly openWithinMs?: DurationMs
  /** A closing that takes longer is abandoned. Real time. */
  readonly closeWithinMs?: DurationMs
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
/** A process begins and opens a port: a second on a busy machine. */
const OPEN_WITHIN: DurationMs = 10 * SECOND
const CLOSE_WITHIN: DurationMs = 2 * SECOND
/** How new messages and reports are told of, best first: makers differ in what they allow. */
const INDICATIONS = ['2,1,0,1,0', '2,1,0,2,0', '2,1,0,0,0', '1,1,0,0,0']

/**
 * Keeps a modem open and set up, however often it is pulled out. Nothing it waits for can hold it up for ever: an opening
 * that does not answer is abandoned, a modem that says nothing is closed, a closing that does not end is left behind, and
 * after each of them a port is opened anew.
 */
export class ModemLink {
  readonly #options: LinkOptions
  #dialogue: Dialogue | undefined
  #port: ModemPort | undefined
  #running = false
  #opening: AbortController | undefined
  #closing: Promise<void> = Promise.resolve()
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
    this.#became(false, 'the modem is being opened')
    this.#connecting = this.#connect()
  }

  /** Resolves soon, even if the port never does. */
  async stop(): Promise<void> {
    this.#running = false
    this.#cancelRetry?.()
    this.#opening?.abort('stopped')
    this.#ended('stopped')
    await this.#connecting
    await this.#closing
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

  /** Gives this modem up, if it is still the one: its port is closed, and one is opened in a while. */
  drop(dialogue: Dialogue, why: string): void {
    if (this.#dialogue === dialogue) this.#ended(why)
  }

  async #connect(): Promise<void> {
    const { clock, log } = this.#options
    let dialogue: Dialogue | undefined
    let over = false
    try {
      await this.#closing
      const port = await this.#open({
        data: (text) => dialogue?.heard(text),
        closed: () => {
          over = true
          if (dialogue) this.drop(dialogue, 'the modem went away')
        },
      })
      this.#port = port
      if (over) throw new Error('the modem went away')
      if (!this.#running) throw new Error('stopped')
      dialogue = new Dialogue(port, clock, this.#options.unsolicited)
      this.#dialogue = dialogue
      await this.#setUp(dialogue, port)
      this.#became(true, 'the modem is ready')
      for (const go of [...this.#waiters]) go()
      this.#options.ready()
    } catch (error) {
      if (!this.#running) return this.#ended('stopped')
      const detail = maskText(error instanceof Error ? error.message : String(error))
      log.warn('modem-not-ready', { detail })
      // If it went away in the middle, that has been seen to.
      if (dialogue === undefined || this.#dialogue === dialogue) this.#ended(detail)
    }
  }

  async #open(listener: PortListener): Promise<ModemPort> {
    const { open, openWithinMs = OPEN_WITHIN } = this.#options
    const opening = new AbortController()
    this.#opening = opening
    const stopped = new Promise<never>((_, reject) => {
      opening.signal.addEventListener('abort', () => reject(new Error(String(opening.signal.reason))))
    })
    const late = 'the port did not open'
    const opened = open(listener, opening.signal)
    try {
      return await withDeadline(Promise.race([opened, stopped]), openWithinMs, late)
    } catch (error) {
      opening.abort(late)
      // It may open all the same, when nobody wants it any more.
      opened.then(
        (port) => this.#close(port),
        () => {},
      )
      throw error
    }
  }

  async #setUp(dialogue: Dialogue, port: ModemPort): Promise<void> {
    // A modem that was left in the middle of a message takes ESC; one that has just started may miss the first line.
    port.write('\u001b')
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

  #ended(why: string): void {
    this.#dialogue?.hangUp()
    this.#dialogue = undefined
    const port = this.#port
    this.#port = undefined
    this.#became(false, why)
    if (port) this.#close(port)
    if (!this.#running) return
    const { clock, reconnectMs = RECONNECT } = this.#options
    this.#cancelRetry?.()
    this.#cancelRetry = clock.after(reconnectMs, () => {
      this.#connecting = this.#connect()
    })
  }

  #close(port: ModemPort): void {
    const { log, closeWithinMs = CLOSE_WITHIN } = this.#options
    const closed = Promise.resolve().then(() => port.close())
    this.#closing = withDeadline(closed, closeWithinMs, 'its port did not close and was abandoned').catch(
      (error: Error) => {
        log.warn('modem-port-abandoned', { detail: maskText(error.message) })
        if (!this.#state.up) this.#became(false, `${this.#state.detail}; ${error.message}`)
      },
    )
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

/** Strength and registration, asked now. Throws an `AtError`. */
export async function signalOf(dialogue: Dialogue): Promise<Signal> {
  const quality = /\+CSQ: *(\d+)/.exec((await dialogue.command('AT+CSQ')).join('\n'))?.[1]
  const network = /\+CREG: *\d+, *(\d)/.exec((await dialogue.command('AT+CREG?')).join('\n'))?.[1]
  const steps = Number(quality ?? 99)
  return { dbm: steps <= 31 ? -113 + 2 * steps : null, registered: network === '1' || network === '5' }
}
