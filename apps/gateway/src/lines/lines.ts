import {
  CHANNEL_KINDS,
  type ChannelKind,
  type DurationMs,
  type Instant,
  MINUTE,
  type Pace,
  type Paces,
  USUAL_PACES,
} from '@tocsin/core'
import type { Channel, ChannelHealth, ChannelListener, OutgoingMessage, Sent } from '../channels/channel.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import { simulatedChannels } from '../channels/simulated-lines.ts'
import type { Clock } from '../clock.ts'
import type { CallbackSetup } from './build.ts'

/** One that is down and does not mend itself is tried again after this long: only a message shows that it takes some. */
const TRY_AGAIN: DurationMs = MINUTE
/** A success is written down so often at most. */
const NOTE_EVERY: DurationMs = MINUTE

/** A channel in use, as the office calls it. */
export interface Line {
  readonly id: string
  readonly name: string
  readonly channel: Channel
  readonly callback: CallbackSetup | null
  /** The address as the channel takes it; undefined where it is none of its own. */
  readonly address: (address: string) => string | undefined
  /** It finds out by itself when it can send again. */
  readonly mendsItself: boolean
  /** After it was started: for so long that it is down says nothing yet. */
  readonly opensWithinMs: DurationMs
  /** It reaches nobody, and what it says is of nobody's number. */
  readonly simulated: boolean
}

export interface LineState extends ChannelHealth {
  readonly lastSuccessAt: Instant | null
  /** Under way, or waiting for a turn. */
  readonly underWay: number
}

export interface LinesOptions {
  readonly clock: Clock
  readonly lastSuccess: (id: string) => Instant | null
  readonly succeeded: (id: string, at: Instant) => void
  /** The provider has told its own id of a message, for reports that name nothing else. */
  readonly named?: (line: Line, providerId: string, message: string) => void
}

interface Use {
  line: Line
  startedAt: Instant | null
  failedAt: Instant | null
  succeededAt: Instant | null
  notedAt: Instant | null
  underWay: number
}

function newUse(line: Line, succeededAt: Instant | null): Use {
  return { line, startedAt: null, failedAt: null, succeededAt, notedAt: null, underWay: 0 }
}

/** The channels that this box has. Of several of a kind the first that is not down is taken. They come, change and go while it runs. */
export class Lines {
  readonly #options: LinesOptions
  readonly #uses = new Map<string, Use>()
  #listenerOf: ((line: Line) => ChannelListener) | undefined

  /** With what is always there. */
  constructor(fixed: readonly Line[], options: LinesOptions) {
    this.#options = options
    for (const line of fixed) this.#uses.set(line.id, newUse(line, options.lastSuccess(line.id)))
  }

  /** In the order in which those of a kind are tried. */
  all(): Line[] {
    return [...this.#uses.values()].map(({ line }) => line)
  }

  get(id: string): Line | undefined {
    return this.#uses.get(id)?.line
  }

  state(id: string): LineState | undefined {
    const use = this.#uses.get(id)
    return use && { ...use.line.channel.health(), lastSuccessAt: use.succeededAt, underWay: use.underWay }
  }

  /**
   * Puts a line in its place, started if the others are. The one of the same id is stopped first, for a port can be open once: what it has
   * under way fails for now and is sent again.
   */
  async put(line: Line): Promise<void> {
    const before = this.#uses.get(line.id)
    const succeededAt = before?.succeededAt ?? this.#options.lastSuccess(line.id)
    await before?.line.channel.stop()
    const use = newUse(line, succeededAt)
    this.#uses.set(line.id, use)
    if (this.#listenerOf !== undefined) await this.#start(use, this.#listenerOf)
  }

  async remove(id: string): Promise<void> {
    const use = this.#uses.get(id)
    this.#uses.delete(id)
    await use?.line.channel.stop()
  }

  /** Those named come first, in this order. */
  order(ids: readonly string[]): void {
    for (const id of [...ids, ...[...this.#uses.keys()].filter((one) => !ids.includes(one))]) {
      const use = this.#uses.get(id)
      if (use === undefined) continue
      this.#uses.delete(id)
      this.#uses.set(id, use)
    }
  }

  /**
   * Sends by the first line of the kind that takes the address and is not down; by the next one at once when it is certain that nothing has left.
   * Throws a `DeliveryError`.
   */
  async send(kind: ChannelKind, message: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
    let failure: unknown
    for (const use of this.#candidates(kind, message.address)) {
      try {
        return await this.#sendBy(use, message, signal)
      } catch (error) {
        failure = error
        const mayGoOn = error instanceof DeliveryError && !error.maybeSent && !error.ofAddress
        if (!mayGoOn || signal.aborted) throw error
      }
    }
    throw failure ?? nothingTakes(kind)
  }

  /** Sends by this line and no other. */
  async sendBy(id: string, message: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
    const use = this.#uses.get(id)
    if (use === undefined || use.line.address(message.address) === undefined) {
      throw nothingTakes(use?.line.channel.kind ?? 'any')
    }
    return await this.#sendBy(use, message, signal)
  }

  async #sendBy(use: Use, message: OutgoingMessage, signal: AbortSignal): Promise<Sent> {
    const { line } = use
    const address = line.address(message.address) ?? message.address
    use.underWay++
    try {
      const sent = await line.channel.send({ ...message, address }, signal)
      use.failedAt = null
      this.#note(use)
      if (line.callback !== null && sent.providerId !== null) {
        this.#options.named?.(line, sent.providerId, message.key)
      }
      return sent
    } catch (error) {
      if (!(error instanceof DeliveryError && error.ofAddress)) use.failedAt = this.#options.clock.now()
      throw error
    } finally {
      use.underWay--
    }
  }

  #note(use: Use): void {
    const now = this.#options.clock.now()
    use.succeededAt = now
    if (use.notedAt !== null && Math.abs(now - use.notedAt) < NOTE_EVERY) return
    use.notedAt = now
    // Where a person telephones nothing was proved yet.
    if (use.line.channel.kind !== 'telephone') this.#options.succeeded(use.line.id, now)
  }

  #candidates(kind: ChannelKind, address: string): Use[] {
    const uses = [...this.#uses.values()].filter(
      ({ line }) => line.channel.kind === kind && line.address(address) !== undefined,
    )
    const alive = uses.filter((use) => !this.#isDown(use))
    return alive.length > 0 ? alive : uses
  }

  #isDown({ line, startedAt, failedAt }: Use): boolean {
    if (line.channel.health().status !== 'down') return false
    // What is only just being opened costs nobody an attempt: the call waits for it, and is sent again when that was in vain.
    if (startedAt !== null && Math.abs(this.#options.clock.now() - startedAt) < line.opensWithinMs)
      return false
    if (line.mendsItself || failedAt === null) return true
    return Math.abs(this.#options.clock.now() - failedAt) < TRY_AGAIN
  }

  /** Facts that some channel of the kind can know; undefined: there is none. */
  knows(kind: ChannelKind): readonly string[] | undefined {
    const ofKind = this.all().filter(({ channel }) => channel.kind === kind)
    if (ofKind.length === 0) return undefined
    return [...new Set(ofKind.flatMap(({ channel }) => channel.capabilities.knows))]
  }

  /** Kinds by which nothing can be sent now: not set up, or known to be down. */
  down(): ChannelKind[] {
    const uses = [...this.#uses.values()]
    return CHANNEL_KINDS.filter((kind) =>
      uses.every((use) => use.line.channel.kind !== kind || this.#isDown(use)),
    )
  }

  /** Of each kind that there is, how the line fares by which one would be sent. */
  health(): (ChannelHealth & { readonly kind: ChannelKind })[] {
    return CHANNEL_KINDS.flatMap((kind) => {
      const uses = [...this.#uses.values()].filter(({ line }) => line.channel.kind === kind)
      const use = uses.find((one) => !this.#isDown(one)) ?? uses[0]
      return use === undefined ? [] : [{ kind, ...use.line.channel.health() }]
    })
  }

  /** How fast messages may leave by each kind: the usual lines, at the rate of the line by which one would be sent. */
  paces(): Paces {
    const rates = CHANNEL_KINDS.flatMap((kind) => {
      const perMinute = this.#rate(kind)
      return perMinute === undefined ? [] : [[kind, { ...USUAL_PACES[kind], perMinute }]]
    })
    const parts = this.#rate('sms-modem')
    return {
      ...USUAL_PACES,
      ...Object.fromEntries(rates),
      ...(parts !== undefined && { 'sms-modem': modemPace(parts, 1) }),
      // The queue of calls to be telephoned holds them all: the operators see how many wait, and take the gravest first.
      telephone: { eachMs: 0 },
    }
  }

  /** How fast people are reached by each kind, to plan with: a modem's messages are of several parts, and a call takes an operator's time. */
  plannedPaces(): Paces {
    const parts = this.#rate('sms-modem')
    const { telephone } = USUAL_PACES
    return {
      ...this.paces(),
      ...(parts !== undefined && { 'sms-modem': modemPace(parts, PARTS) }),
      ...(telephone !== undefined && { telephone }),
    }
  }

  #rate(kind: ChannelKind): number | undefined {
    // A robot puts together what is too much by itself, and each has a pace of its own.
    if (USUAL_PACES[kind] === undefined) return undefined
    const uses = [...this.#uses.values()].filter(({ line }) => line.channel.kind === kind)
    return (uses.find((use) => !this.#isDown(use)) ?? uses[0])?.line.channel.capabilities.perMinute
  }

  /** The way to send by a kind, whichever line of it is taken; undefined: there is none. */
  by(kind: ChannelKind): Pick<Channel, 'send'> | undefined {
    if (!this.all().some(({ channel }) => channel.kind === kind)) return undefined
    return { send: (message, signal) => this.send(kind, message, signal) }
  }

  async start(listenerOf: (line: Line) => ChannelListener): Promise<void> {
    this.#listenerOf = listenerOf
    for (const use of [...this.#uses.values()]) await this.#start(use, listenerOf)
  }

  async #start(use: Use, listenerOf: (line: Line) => ChannelListener): Promise<void> {
    use.startedAt = this.#options.clock.now()
    await use.line.channel.start(listenerOf(use.line))
  }

  async stop(): Promise<void> {
    this.#listenerOf = undefined
    // What goes through another first.
    for (const line of this.all().reverse()) await line.channel.stop()
  }
}

/** A line that is always there, or set up by the environment. */
export function fixedLine(id: string, channel: Channel): Line {
  // Whether a screen is open the console knows at any time.
  const mendsItself = channel.kind === 'console'
  const shared = { callback: null, mendsItself, opensWithinMs: 0, simulated: false }
  return { id, name: id, channel, address: (address) => address, ...shared }
}

export function simulatedLine(channel: Channel): Line {
  return { ...fixedLine(`simulated-${channel.kind}`, channel), simulated: true }
}

/** Those of the demonstration: the two at which somebody of the office sits, and simulated ones of all other kinds. */
export function demonstrationLines(desk: readonly Channel[], clock: Clock): Line[] {
  const kinds = desk.map(({ kind }) => kind)
  const others = simulatedChannels(clock).filter(({ kind }) => !kinds.includes(kind))
  return [...desk.map((channel) => fixedLine(channel.kind, channel)), ...others.map(simulatedLine)]
}

/** A warning with what to answer is so many parts of an SMS. */
const PARTS = 2

/** One message after another, each of so many parts. */
function modemPace(partsPerMinute: number, parts: number): Pace {
  return {
    atOnce: 1,
    eachMs: Math.ceil((MINUTE * parts) / partsPerMinute),
    perMinute: partsPerMinute / parts,
  }
}

function nothingTakes(kind: string): DeliveryError {
  return new DeliveryError(`no channel of the kind ${kind} takes this address`, {
    permanent: true,
    ofAddress: false,
  })
}
