import {
  type Bundle,
  type Call,
  type Callout,
  type CalloutId,
  type ChannelKind,
  type Fact,
  followed,
  isLive,
  leaving,
  NO_EFFECTS,
  type Outcome,
  type PersonId,
  parseKey,
  receipt,
  take,
} from '@tocsin/core'
import type { Receipt } from '../channels/channel.ts'
import { DeliveryError } from '../channels/delivery-error.ts'
import type { Clock } from '../clock.ts'
import type { Handed } from '../lines/handed.ts'
import type { Lines } from '../lines/lines.ts'
import type { Log } from '../log.ts'
import type { Directory } from '../people/directory.ts'
import { messageOf } from './call-message.ts'
import type { CalloutHost } from './host.ts'
import type { CalloutStore } from './store.ts'
import { Stuck } from './stuck.ts'

/** A counterpart that has not taken a message after this long is given up; the call is tried again under the same key. */
const HAND_OVER_LIMIT = 60_000

export interface SenderOptions {
  readonly host: CalloutHost
  readonly store: CalloutStore
  readonly lines: Lines
  /** Where the calls of a drill on simulated channels go. */
  readonly simulated: Lines
  readonly handed: Handed
  /** What a person puts before a code, where several call-outs to them are open. */
  readonly tag: (person: PersonId, callouts: readonly CalloutId[]) => string | null
  readonly directory: Directory
  readonly clock: Clock
  readonly log: Log
}

/** Hands calls over to channels, and enters what becomes of them. */
export class Sender {
  readonly #options: SenderOptions
  /** Under way in this process. */
  readonly #sending = new Set<string>()
  readonly stuck: Stuck
  /** Calls handed to a channel since the start, and those it did not take. */
  readonly counts = { handedOver: 0, failed: 0 }
  #stopped = false
  #isRound = false
  #gathered: { readonly callout: CalloutId; readonly key: string; readonly fact: Fact }[] = []

  constructor(options: SenderOptions) {
    this.#options = options
    this.stuck = new Stuck(options.clock, options.log)
  }

  stop(): void {
    // What is known by now is entered, and nothing more is sent for it.
    this.#isRound = true
    this.#enterGathered()
    this.#stopped = true
  }

  /** Sends what may leave now. */
  send(): void {
    // What is taken changes call-outs, and whoever changes one asks to send: the outer round has it all.
    if (this.#stopped || this.#isRound) return
    this.#isRound = true
    try {
      const bundles = this.#leaving()
      const taken = this.#take(bundles)
      for (const { person, channel, calls } of bundles) {
        const mine = calls.flatMap(({ key }) => taken.get(key) ?? [])
        if (mine.length > 0) void this.#handOver(person, channel, mine)
      }
    } finally {
      this.#isRound = false
    }
  }

  #leaving(): ReturnType<typeof leaving> {
    const { store, lines, clock } = this.#options
    const callouts = store.busy().map(({ callout }) => callout)
    const paces = lines.paces()
    this.stuck.keep((id) => store.isBusy(id))
    try {
      return leaving(callouts, paces, clock.now())
    } catch {
      // One that cannot be read must not keep the calls of the others.
      const sound = callouts.filter((one) =>
        this.stuck.tries(one.id, () => leaving([one], paces, clock.now())),
      )
      return leaving(sound, paces, clock.now())
    }
  }

  /** Marks what leaves, in one change of each call-out: a county's has hundreds of calls that leave at once. */
  #take(bundles: readonly Bundle[]): Map<string, Call> {
    const calls = bundles.flatMap((bundle) => bundle.calls).filter(({ key }) => !this.#sending.has(key))
    const taken = new Map<string, Call>()
    for (const [id, keys] of keysByCallout(calls)) {
      this.stuck.tries(id, () =>
        this.#options.host.change(id, (callout, now) =>
          inTurn(callout, keys, (next, key) => {
            const one = take(next, key, now)
            if (!one.ok) return { callout: next, effects: NO_EFFECTS }
            taken.set(key, one.call)
            return one
          }),
        ),
      )
    }
    return taken
  }

  async #handOver(id: PersonId, to: Call['channel'], calls: readonly Call[]): Promise<void> {
    const { lines, simulated, handed, directory, store, clock, log } = this.#options
    const keys = calls.map(({ key }) => key)
    const isSimulated = calls.some((call) => call.simulated)
    for (const key of keys) this.#sending.add(key)
    try {
      const person = directory.person(id)
      const address = directory.addressOf(to.id)
      if (person === undefined || address === undefined) {
        throw new DeliveryError('the number is no longer there, or its key is lost', { permanent: true })
      }
      const parts = calls.flatMap((call) => {
        const stored = store.get(call.callout)
        return stored === undefined ? [] : [{ call, ...stored }]
      })
      const tag = this.#options.tag(id, [...new Set(calls.map(({ callout }) => callout))])
      // Only the console has no address: there the person themselves is looked for.
      const message = messageOf(parts, person, address ?? id, tag)
      handed.bundled(message.key, keys, clock.now())
      const sent = await (isSimulated ? simulated : lines).send(
        to.kind,
        message,
        AbortSignal.timeout(HAND_OVER_LIMIT),
      )
      this.counts.handedOver += keys.length
      const accepted = to.kind === 'telephone' && !isSimulated ? 'queued' : 'accepted'
      this.#enterSoon(keys, { type: sent.acceptedAt === null ? 'made' : accepted })
    } catch (error) {
      this.counts.failed += keys.length
      const failure = error instanceof DeliveryError ? error : undefined
      const detail = failure?.message ?? 'the channel failed'
      if (failure === undefined) {
        log.error('callout.channelFailed', { kind: to.kind, detail: String((error as Error).message) })
      }
      this.#enterSoon(keys, { type: 'failed', permanent: failure?.permanent ?? false, detail })
      // What is simulated says nothing of anybody's number.
      if (failure?.ofAddress === true && !isSimulated) directory.dead(to.id, clock.now())
    } finally {
      for (const key of keys) this.#sending.delete(key)
    }
  }

  /** What became of a hand-over: entered with whatever else becomes known in the same moment. */
  #enterSoon(keys: readonly string[], fact: Fact): void {
    if (this.#gathered.length === 0) setImmediate(() => this.#enterGathered())
    for (const key of keys) this.#gathered.push({ callout: calloutOf(key), key, fact })
  }

  #enterGathered(): void {
    const gathered = this.#gathered
    this.#gathered = []
    if (this.#stopped) return
    const facts = new Map(gathered.map(({ key, fact }) => [key, fact]))
    for (const [id, keys] of keysByCallout(gathered)) {
      this.stuck.tries(id, () =>
        this.#options.host.change(id, (callout, now) =>
          inTurn(callout, keys, (next, key) => {
            const fact = facts.get(key)
            return fact === undefined ? { callout: next, effects: NO_EFFECTS } : receipt(next, key, fact, now)
          }),
        ),
      )
    }
  }
}

/** True while somebody still wants the call to be made: nobody has answered it elsewhere, and it is not over. */
export function isWanted(callout: Callout, key: string): boolean {
  const { live } = callout
  const ring = live?.rings.find(({ calls }) => calls.some((call) => call.key === key))
  if (live === null || ring === undefined) return false
  const call = ring.calls.find((one) => one.key === key)
  if (call?.droppedAt != null && call.facts.madeAt === null) return false
  if (live.purpose !== 'call') return true
  return isLive(callout) && (ring.state === 'ringing' || ring.state === 'over')
}

/** What a channel's news means: that nobody picked up a telephone is no failure of the line. */
export function factOf(kind: ChannelKind, fact: Receipt['fact']): Fact {
  if (typeof fact === 'string') return { type: fact }
  const { permanent, detail } = fact.failed
  return kind === 'telephone' && !permanent ? { type: 'unanswered' } : { type: 'failed', permanent, detail }
}

/** One thing after another to the same call-out, as one change. */
function inTurn(
  callout: Callout,
  keys: readonly string[],
  act: (callout: Callout, key: string) => Outcome,
): Outcome {
  const nothing: Outcome = { callout, effects: NO_EFFECTS }
  return keys.reduce((outcome, key) => followed(outcome, (next) => act(next, key)), nothing)
}

function keysByCallout(
  calls: readonly { readonly callout: CalloutId; readonly key: string }[],
): Map<CalloutId, string[]> {
  const byCallout = new Map<CalloutId, string[]>()
  for (const { callout, key } of calls) {
    const keys = byCallout.get(callout)
    if (keys === undefined) byCallout.set(callout, [key])
    else keys.push(key)
  }
  return byCallout
}

function calloutOf(key: string): CalloutId {
  return parseKey(key).callout
}
