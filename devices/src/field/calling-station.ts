import { connect, type Socket } from 'node:net'
import { type Instant, joined } from '@tocsin/core'
import type { Dialect, Measured } from './dialect.ts'

/** SL 651-2014 6.3.1.2: a report that is not acknowledged is sent again at most twice. */
const MOST_REPEATS = 2

export interface CallingStationOptions {
  readonly dialect: Dialect
  readonly code: string
  readonly host: string
  readonly port: number
  /** Shared by several stations behind one modem; without it the station calls by itself. */
  readonly modem?: Modem
  /** How far its clock is off when it starts, ms. */
  readonly clockOffMs?: number
  readonly answerWithinMs?: number
}

interface Awaited {
  readonly key: string
  readonly resolve: () => void
}

/** A modem: one connection to the centre, for one station or several. */
export class Modem {
  readonly #dialect: Dialect
  readonly #host: string
  readonly #port: number
  #socket: Socket | undefined
  #pending: Uint8Array = new Uint8Array(0)
  /** Everything that came down, for whoever wants to look. */
  onHeard: ((bytes: Uint8Array) => void) | undefined
  readonly #awaited: Awaited[] = []
  readonly #clocks = new Map<string, (to: Instant) => void>()
  #connecting: Promise<void> | undefined

  constructor(dialect: Dialect, host: string, port: number) {
    this.#dialect = dialect
    this.#host = host
    this.#port = port
  }

  get isConnected(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed
  }

  /** Calls the centre, unless it is connected. The stations behind it share one call. */
  connect(): Promise<void> {
    if (this.isConnected) return Promise.resolve()
    this.#connecting ??= this.#call().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  async #call(): Promise<void> {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
    this.#pending = new Uint8Array(0)
    socket.on('data', (chunk) => this.#hear(chunk))
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    socket.on('error', () => {})
    this.#socket = socket
  }

  send(bytes: Uint8Array): void {
    this.#socket?.write(bytes)
  }

  /** What sets the clock of the station under this code. */
  onClock(code: string, set: (to: Instant) => void): void {
    this.#clocks.set(code, set)
  }

  /** Resolves true when what bears the key is acknowledged, false when that takes longer. */
  acknowledged(key: string, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const awaited: Awaited = {
        key,
        resolve: () => {
          clearTimeout(timer)
          resolve(true)
        },
      }
      const timer = setTimeout(() => {
        this.#awaited.splice(this.#awaited.indexOf(awaited), 1)
        resolve(false)
      }, withinMs)
      this.#awaited.push(awaited)
    })
  }

  async hangUp(): Promise<void> {
    const socket = this.#socket
    if (socket === undefined || socket.destroyed) return
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      socket.destroy()
    })
  }

  #hear(chunk: Uint8Array): void {
    this.onHeard?.(chunk)
    this.#pending = this.#pending.length === 0 ? chunk : joined(this.#pending, chunk)
    for (;;) {
      const found = this.#dialect.hear(this.#pending)
      if (found === undefined) return
      this.#pending = found.rest
      const { heard } = found
      if (heard.kind === 'set-clock') {
        this.#clocks.get(heard.code)?.(heard.to)
        for (const reply of heard.replies) this.send(reply)
      } else if (heard.kind === 'acknowledged') {
        const index = this.#awaited.findIndex(({ key }) => key === heard.key)
        if (index >= 0) this.#awaited.splice(index, 1)[0]?.resolve()
      }
    }
  }
}

/** A station that calls the centre: it reports, waits for the acknowledgement, sends again, and lets its clock be set. */
export class CallingStation {
  readonly code: string
  readonly modem: Modem
  readonly #dialect: Dialect
  readonly #answerWithinMs: number
  #serial = 0
  /** How far its clock is off, ms. */
  clockOffMs: number
  /** How often its clock was set. */
  clockSet = 0
  repeats = 0

  constructor(options: CallingStationOptions) {
    const { dialect, code, host, port, modem = new Modem(dialect, host, port) } = options
    this.#dialect = dialect
    this.code = code
    this.modem = modem
    this.clockOffMs = options.clockOffMs ?? 0
    this.#answerWithinMs = options.answerWithinMs ?? dialect.answerWithinMs
    modem.onClock(code, (to) => {
      this.clockOffMs = to - Date.now()
      this.clockSet++
    })
  }

  /** The time by the station's own clock. */
  now(): Instant {
    return Date.now() + this.clockOffMs
  }

  /** A frame that was not sent yet. */
  frame(measured: Measured, at = this.now()): { bytes: Uint8Array; key: string } {
    this.#serial = (this.#serial % 65_535) + 1
    return this.#dialect.report(this.code, this.#serial, at, measured)
  }

  /** Reports; resolves true when it was acknowledged, false when even the repetitions were not. Calls when it is not connected. */
  async report(measured: Measured, at = this.now()): Promise<boolean> {
    const { bytes, key } = this.frame(measured, at)
    for (let repeat = 0; repeat <= MOST_REPEATS; repeat++) {
      if (repeat > 0) this.repeats++
      try {
        await this.modem.connect()
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 500))
        continue
      }
      const acknowledged = this.modem.acknowledged(key, this.#answerWithinMs)
      this.modem.send(bytes)
      if (await acknowledged) return true
    }
    return false
  }

  keepAlive(): void {
    const frame = this.#dialect.keepAlive(this.code, this.#serial, this.now())
    if (frame !== undefined) this.modem.send(frame)
  }

  hangUp(): Promise<void> {
    return this.modem.hangUp()
  }
}
