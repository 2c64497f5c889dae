import { connect, type Socket } from 'node:net'
import {
  type Binding,
  type DurationMs,
  type Instant,
  type ModbusCodec,
  type ModbusLink,
  modbusFor,
  NO_BYTES,
  type Received,
  type RejectionReason,
  SECOND,
  type StationId,
  say,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Delivery, Origin } from '../listeners/delivery.ts'

const CONNECT_TIMEOUT: DurationMs = 5 * SECOND
/** A serial line behind a converter at 1200 baud takes two seconds for the longest answer. */
const ANSWER_TIMEOUT: DurationMs = 3 * SECOND
/** The first wait after a failure, and the longest. */
const BACK_OFF: DurationMs = SECOND
const MOST_BACK_OFF: DurationMs = 300 * SECOND

/** A device on a line, and when it is asked next. */
interface Asked {
  readonly binding: Binding
  readonly codec: ModbusCodec
  readonly everyMs: DurationMs
  dueAt: Instant
  failures: number
}

export interface LineOptions {
  readonly endpoint: string
  readonly delivery: Delivery
  readonly clock: Clock
  readonly counts: { frames: number; answered: number; refused: number }
  onStation(station: StationId, connected: boolean): void
}

/**
 * One connection to a device, or to a serial server with several behind it, where one must have answered before the next is asked. A device that does
 * not answer is asked ever less often, up to five minutes, and does not keep the others from being asked.
 */
export class Line {
  readonly #options: LineOptions
  readonly #devices = new Map<StationId, Asked>()
  readonly #there = new Set<StationId>()
  #socket: Socket | undefined
  #timer: NodeJS.Timeout | undefined
  #asking: Promise<void> | undefined
  #stopped = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  get isConnected(): boolean {
    return this.#socket !== undefined
  }

  get size(): number {
    return this.#devices.size
  }

  /** Asks these devices from now on, and no others. */
  serve(bindings: readonly Binding[]): void {
    const wanted = new Map(bindings.map((binding) => [binding.station.id, binding]))
    for (const [id, { binding }] of this.#devices) {
      if (wanted.get(id) === binding) wanted.delete(id)
      else {
        this.#devices.delete(id)
        this.#meet(id, false)
      }
    }
    const now = this.#options.clock.now()
    for (const [id, binding] of wanted) {
      const { station, profile } = binding
      const { unit = profile.modbus?.unit ?? 1 } = station.device ?? {}
      const everyMs = profile.modbus?.everyMs ?? 60 * SECOND
      const codec = modbusFor({ ...profile, modbus: { unit, everyMs } }, id)
      if (codec === undefined) continue
      this.#devices.set(id, { binding, codec, everyMs, dueAt: now, failures: 0 })
    }
    this.#schedule()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#hangUp()
    await this.#asking
    for (const id of [...this.#there]) this.#meet(id, false)
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    if (this.#stopped || this.#asking !== undefined || this.#devices.size === 0) return
    const next = Math.min(...[...this.#devices.values()].map(({ dueAt }) => dueAt))
    const wait = Math.min(Math.max(0, next - this.#options.clock.now()), 60 * SECOND)
    this.#timer = setTimeout(() => {
      this.#asking = this.#askDue().finally(() => {
        this.#asking = undefined
        this.#schedule()
      })
    }, wait)
  }

  async #askDue(): Promise<void> {
    const now = this.#options.clock.now()
    const due = [...this.#devices.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .toSorted((a, b) => a.dueAt - b.dueAt)
    for (const device of due) {
      if (this.#stopped) return
      await this.#ask(device)
    }
  }

  async #ask(device: Asked): Promise<void> {
    const { binding, codec, everyMs } = device
    const { id } = binding.station
    const begun = this.#options.clock.now()
    try {
      for (const request of codec.requests) await this.#exchange(device, request)
      device.failures = 0
      // On the grid of its interval, so that an answer that took long does not shift the next.
      device.dueAt = Math.max(device.dueAt + everyMs, begun + everyMs / 2)
      this.#meet(id, true)
    } catch (error) {
      if (this.#stopped) return
      device.failures++
      const wait = Math.min(BACK_OFF * 2 ** (device.failures - 1), MOST_BACK_OFF)
      device.dueAt = this.#options.clock.now() + wait
      this.#hangUp()
      this.#meet(id, false)
      // Said once; its silence is the rules' to judge.
      if (device.failures === 1)
        this.#tell(
          device,
          say('polling', { endpoint: this.#options.endpoint, reason: (error as Error).message }),
        )
    }
  }

  async #exchange({ binding, codec }: Asked, request: ModbusCodec['requests'][number]): Promise<void> {
    const socket = await this.#connected()
    const { counts, clock, delivery } = this.#options
    const asked = codec.ask(codec.opened, request)
    let link: ModbusLink = asked.link
    counts.frames++
    const received = await new Promise<Received>((resolve, reject) => {
      const done = (finish: () => void) => {
        clearTimeout(timer)
        socket.off('data', hear)
        socket.off('close', gone)
        finish()
      }
      const hear = (chunk: Buffer) => {
        const step = codec.receive(link, chunk, { receivedAt: clock.now(), zone: binding.profile.zone })
        link = step.link
        const [answer] = step.received.filter(({ purpose }) => purpose !== 'refused')
        if (answer !== undefined) done(() => resolve(answer))
        else if (step.received.length > 0) {
          counts.refused++
          this.#refuse(binding, step.received)
        }
      }
      const gone = () => done(() => reject(new Error(say('closed'))))
      const timer = setTimeout(
        () => done(() => reject(new Error(say('no-answer', { seconds: ANSWER_TIMEOUT / 1000 })))),
        ANSWER_TIMEOUT,
      )
      socket.on('data', hear)
      socket.once('close', gone)
      socket.write(asked.bytes)
    })
    counts.answered++
    const [exception] = received.purpose === 'readings' ? [] : received.rejections
    if (exception !== undefined) throw new Error(exception.reason)
    await new Promise<void>((resolve, reject) => {
      delivery.deliver(received, this.#origin(binding), clock.now(), (delivered) =>
        delivered.kind === 'not-kept' ? reject(delivered.failure) : resolve(),
      )
    })
  }

  #refuse(binding: Binding, received: readonly Received[]): void {
    const { delivery, clock } = this.#options
    for (const one of received) delivery.deliver(one, this.#origin(binding), clock.now(), () => {})
  }

  #tell({ binding }: Asked, reason: RejectionReason): void {
    const { id } = binding.station
    this.#refuse(binding, [
      {
        bytes: NO_BYTES,
        purpose: 'refused',
        station: id,
        values: [],
        rejections: [{ path: '', reason, excerpt: '' }],
      },
    ])
  }

  #origin(binding: Binding): Origin {
    const { id } = binding.station
    return {
      protocol: binding.profile.protocol,
      address: this.#options.endpoint,
      bindingFor: (code) => (code === id ? binding : undefined),
      speaker: id,
    }
  }

  async #connected(): Promise<Socket> {
    if (this.#socket !== undefined) return this.#socket
    const at = this.#options.endpoint.lastIndexOf(':')
    const host = this.#options.endpoint.slice(0, at).replace(/^\[|\]$/g, '')
    const port = Number(this.#options.endpoint.slice(at + 1))
    const socket = connect({ host, port, noDelay: true, keepAlive: true })
    this.#socket = socket
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = undefined
    })
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(say('connect-late', { seconds: CONNECT_TIMEOUT / 1000 })))
        socket.destroy()
      }, CONNECT_TIMEOUT)
      socket.once('connect', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      socket.once('close', () => {
        clearTimeout(timer)
        reject(new Error(say('closed')))
      })
    })
    return socket
  }

  #hangUp(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #meet(id: StationId, isThere: boolean): void {
    if (this.#there.has(id) === isThere) return
    if (isThere) this.#there.add(id)
    else this.#there.delete(id)
    this.#options.onStation(id, isThere)
  }
}
