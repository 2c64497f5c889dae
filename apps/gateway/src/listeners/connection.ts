import type { Socket } from 'node:net'
import {
  type Binding,
  type Codec,
  type CodecContext,
  clockCorrection,
  HALF_FRAME_AFTER,
  type Instant,
  NO_BYTES,
  type Protocol,
  type Received,
  type StationId,
} from '@tocsin/core'
import { Rate } from '../broker/rate.ts'
import type { Clock } from '../clock.ts'
import type { ClockKeeper } from './clock-keeper.ts'
import type { Delivered, Delivery, Origin } from './delivery.ts'
import type { ListenerLimits } from './limits.ts'

/** The standards write local times without a zone; they are those of the country. */
export const STANDARD_ZONE = 'Asia/Shanghai'
/** A command behind an acknowledgement in one segment is overread by some stations. */
const COMMAND_AFTER = 300

export interface ConnectionOptions {
  readonly codec: Codec<unknown>
  readonly delivery: Delivery
  readonly limits: ListenerLimits
  readonly clock: Clock
  readonly clocks: ClockKeeper
  readonly counts: { frames: number; answered: number; refused: number; inflight: number }
  bindingFor(code: string): Binding | undefined
  /** A station has spoken on a connection for the first time, or the connection it spoke on is gone. */
  onStation(station: StationId, connected: boolean): void
  /** Why a connection was closed from here. */
  onClosed(reason: string): void
  /** A clock that was told the time. */
  onCorrected(station: StationId, offMs: number): void
}

/**
 * One connection of a modem: its bytes become frames, each frame is handed to the journal, and is acknowledged when it is there. Several stations may
 * speak on it. It is not read while too much of it waits, so that TCP slows the sender and nothing is lost.
 */
export class Connection implements Origin {
  readonly address: string
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #rate: Rate
  readonly #stations = new Set<StationId>()
  #link: unknown
  #inflight = 0
  #refusedInRow = 0
  #wait: NodeJS.Timeout | undefined
  #ended = false
  #closed = false
  speaker: StationId | undefined

  constructor(socket: Socket, address: string, options: ConnectionOptions) {
    this.#socket = socket
    this.address = address
    this.#options = options
    const { limits, codec } = options
    this.#rate = new Rate(limits.readingsPerSecond, limits.readingsBurst)
    this.#link = codec.opened
    socket.setNoDelay(true)
    // A modem that lost its network says nothing of it.
    socket.setKeepAlive(true, 60_000)
    socket.setTimeout(limits.strangerTimeoutMs, () =>
      this.close(
        this.speaker === undefined ? 'no frame of a registered station came in time' : 'silent for too long',
      ),
    )
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('end', () => {
      this.#ended = true
      this.#endIfDone()
    })
    // The network's doing; 'close' follows.
    socket.on('error', () => {})
    socket.once('close', () => this.#gone())
  }

  get protocol(): Protocol {
    return this.#options.codec.protocol
  }

  /** Frames that wait for the journal. */
  get inflight(): number {
    return this.#inflight
  }

  bindingFor(code: string): Binding | undefined {
    return this.#options.bindingFor(code)
  }

  /** Lets time pass for half a frame, and for packets that are missing. */
  tick(): void {
    if (!this.#closed) this.#receive(NO_BYTES)
  }

  /** Reads nothing more; what is under way is still acknowledged. */
  hold(): void {
    this.#socket.pause()
  }

  close(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.onClosed(reason)
    this.#socket.destroy()
  }

  #receive(bytes: Uint8Array, at: Instant = this.#options.clock.now()): void {
    const { codec, clocks } = this.#options
    const context: CodecContext = {
      receivedAt: at,
      zone: STANDARD_ZONE,
      stayOnline: this.speaker !== undefined && clocks.isOff(this.speaker),
    }
    try {
      const { link, received } = codec.receive(this.#link, bytes, context)
      this.#link = link
      for (const one of received) {
        if (this.#closed) return
        this.#take(one, at)
      }
    } catch (error) {
      // One station's frame must not end the process, or it would end it again at every repetition.
      this.close(`failed: ${(error as Error).stack}`)
      return
    }
    this.#slow()
  }

  #take(received: Received, at: Instant): void {
    const { delivery, counts, limits } = this.#options
    counts.frames++
    counts.inflight++
    this.#inflight++
    const { stations, readings } = delivery.deliver(received, this, at, (delivered) =>
      this.#delivered(received, delivered),
    )
    for (const station of stations) this.#meet(station)
    if (readings > 0) this.#rate.take(readings)
    const [station] = stations
    if (received.purpose !== 'refused' && station !== undefined) {
      this.#refusedInRow = 0
      this.speaker = station
      if (received.sentAt !== undefined) this.#compareClocks(received, station, received.sentAt, at)
      return
    }
    if (received.purpose === 'refused') counts.refused++
    if (++this.#refusedInRow >= limits.refusedInRow) {
      this.close(`${this.#refusedInRow} pieces one after another were no frame of a registered station`)
    }
  }

  #delivered(received: Received, delivered: Delivered): void {
    this.#inflight--
    this.#options.counts.inflight--
    if (this.#closed) return
    if (delivered.kind === 'not-kept') {
      // Without an acknowledgement it sends again.
      this.close(delivered.failure.message)
      return
    }
    if (delivered.kind === 'kept' && received.answer !== undefined) this.#answer(received.answer)
    this.#endIfDone()
    if (this.#wait === undefined && this.#socket.isPaused() && this.#mayRead()) this.#socket.resume()
  }

  /** Opens again at half, so that it takes in a batch and not one frame. */
  #mayRead(): boolean {
    const { limits, counts } = this.#options
    if (this.#inflight === 0) return true
    return this.#inflight <= limits.inflightFrames / 2 && counts.inflight < limits.inflightFramesInAll
  }

  #answer(bytes: Uint8Array): void {
    const { counts, limits } = this.#options
    this.#socket.write(bytes)
    counts.answered++
    if (this.#socket.writableLength > limits.unreadBytes) this.close('it does not read what is answered')
  }

  #compareClocks(received: Received, station: StationId, sentAt: Instant, at: Instant): void {
    const { clocks, clock, onCorrected } = this.#options
    if (!clocks.heard(station, sentAt, at)) return
    setTimeout(() => {
      if (this.#closed || this.#ended) return
      const command = clockCorrection(this.protocol, received, clock.now(), STANDARD_ZONE)
      if (command === undefined) return
      this.#answer(command)
      onCorrected(station, sentAt - at)
    }, COMMAND_AFTER)
  }

  #meet(station: StationId): void {
    if (this.#stations.has(station)) return
    if (this.#stations.size === 0) this.#socket.setTimeout(this.#options.limits.idleTimeoutMs)
    this.#stations.add(station)
    this.#options.onStation(station, true)
  }

  #slow(): void {
    if (this.#closed) return
    const { limits, counts } = this.#options
    // Whoever waits for nothing is not held: nothing would open it again.
    const full = this.#inflight >= limits.inflightFrames || counts.inflight >= limits.inflightFramesInAll
    if (full && this.#inflight > 0) this.#socket.pause()
    const wait = this.#rate.take(0)
    if (wait <= 0 || this.#wait !== undefined) return
    this.#socket.pause()
    this.#wait = setTimeout(() => {
      this.#wait = undefined
      if (this.#mayRead()) this.#socket.resume()
    }, Math.ceil(wait))
  }

  /** The station has closed its half: the other one follows when everything of it is acknowledged. */
  #endIfDone(): void {
    if (this.#ended && this.#inflight === 0) this.#socket.end()
  }

  #gone(): void {
    clearTimeout(this.#wait)
    // Half a frame will not be finished any more: said now, as if its time had run out.
    const now = this.#options.clock.now()
    const { received } = this.#options.codec.receive(this.#link, NO_BYTES, {
      receivedAt: now + HALF_FRAME_AFTER + 1,
      zone: STANDARD_ZONE,
    })
    this.#closed = true
    for (const one of received) {
      if (one.purpose === 'refused') this.#options.delivery.deliver(one, this, now, () => {})
    }
    for (const station of this.#stations) this.#options.onStation(station, false)
    this.#stations.clear()
  }
}
