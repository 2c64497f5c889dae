import type { OutgoingLine, OutgoingView } from '@tocsin/contract'
import {
  type AreaPath,
  areaContains,
  type DurationMs,
  type Instant,
  MINUTE,
  type Observation,
  SECOND,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { observationsMessage, testMessage, warningMessage } from './message.ts'
import { type Message, Refused, type Sender } from './sender.ts'
import type { Followed, Target, TargetStore } from './store.ts'

export interface PublisherOptions {
  readonly target: Target
  readonly store: TargetStore
  readonly sender: Sender
  readonly clock: Clock
  readonly log: Log
  /** True where nothing that is told is to be acted on. */
  readonly exercise: () => boolean
  /** Where a datastream's station stands. */
  readonly areaOf: (station: string) => AreaPath | undefined
}

/** One try. */
const PATIENCE: DurationMs = 10 * SECOND
/** After a failure, and twice as long after each that follows. */
const FIRST_WAIT: DurationMs = SECOND
const LONGEST_WAIT: DurationMs = 5 * MINUTE
/** A message that is refused so often in a row stands aside for those behind it. */
const REFUSED_ENOUGH = 3
/** Observations that wait: some minutes of a county. More are given up, the oldest first. */
const MOST_WAITING = 10_000
const BATCH = 1000

type State = Pick<OutgoingView, 'state' | 'since' | 'detail' | 'nextAt' | 'lastSentAt'>

/**
 * Tells one system. Events of warnings go one after another in the order in which they were written, and how far it has come is stored: what
 * was under way at a crash is sent again, with the same key. Observations go beside them from memory, and are given up when they become too many.
 */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #stopping = new AbortController()
  readonly #loops: Promise<void>[] = []
  #wake: (() => void) | undefined
  #waiting: Observation[] = []
  #lost = 0
  #untold = 0
  #batches = 0
  #state: State

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#state = { state: 'waiting', since: options.clock.now(), detail: '', nextAt: null, lastSentAt: null }
  }

  view(): State {
    return this.#state
  }

  start(): void {
    const { warnings, observations } = this.#options.target.settings
    if (warnings) this.#loops.push(this.#follow())
    if (observations) this.#loops.push(this.#pass())
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the gateway stops'))
    this.#wake?.()
    await Promise.all(this.#loops)
    this.#tellLost()
    await this.#options.sender.close()
  }

  /** Events were saved. */
  stir(): void {
    this.#wake?.()
  }

  observed(observations: readonly Observation[]): void {
    const { settings } = this.#options.target
    if (!settings.observations) return
    for (const one of observations) if (this.#concerns(one)) this.#waiting.push(one)
    const over = this.#waiting.length - MOST_WAITING
    if (over <= 0) return
    this.#waiting.splice(0, over)
    this.#lost += over
    this.#untold += over
  }

  async #follow(): Promise<void> {
    const { store, target } = this.#options
    let tries = 0
    while (!this.#stopped) {
      const [next] = this.#guard(() => this.#skip(store.next(target.id))) ?? []
      if (next === undefined) {
        await this.#asleep()
        continue
      }
      tries += 1
      const message = warningMessage(next, { target: target.id, exercise: this.#options.exercise() })
      const failure = await this.#send(message)
      if (this.#stopped && failure !== undefined) return
      const line = this.#line(message, next.event.id, tries)
      if (failure === undefined) {
        // What cannot be kept is sent again, with the same key.
        if (
          this.#guard(() => store.followed(target.id, next.number, { ...line, outcome: 'sent' })) ===
          undefined
        ) {
          await this.#fails('what was sent could not be noted', tries)
          continue
        }
        this.#sends()
        tries = 0
        continue
      }
      const detail = failure.message
      if (failure instanceof Refused && tries >= REFUSED_ENOUGH) {
        if (
          this.#guard(() =>
            store.putAside(target.id, next.number, { ...line, outcome: 'refused', detail }),
          ) === undefined
        ) {
          await this.#fails('what was refused could not be noted', tries)
          continue
        }
        this.#options.log.error('outgoing.refused', { target: target.id, event: next.event.id, detail })
        tries = 0
        continue
      }
      // The first failure of many is told, and each that follows is counted in what is told at the end.
      if (tries === 1) this.#guard(() => store.note(target.id, { ...line, outcome: 'failed', detail }))
      await this.#fails(detail, tries)
    }
  }

  /** What does not concern it need not be sent. */
  #skip(events: readonly Followed[]): readonly Followed[] {
    const { store, target } = this.#options
    const { area } = target.settings
    const first = events.findIndex(({ warning }) => area === undefined || areaContains(area, warning.area))
    const last = events.at(first < 0 ? -1 : first - 1)
    if (first !== 0 && last !== undefined) store.followed(target.id, last.number)
    if (first >= 0) return events.slice(first)
    return events.length === 0 ? [] : this.#skip(store.next(target.id))
  }

  async #pass(): Promise<void> {
    const { target, store } = this.#options
    let tries = 0
    let batch: { readonly messages: Message[]; readonly count: number; readonly lost: number } | undefined
    while (!this.#stopped) {
      if (batch === undefined) {
        await this.#rest(target.settings.everySeconds * SECOND)
        this.#tellLost()
        if (this.#waiting.length === 0) continue
        const observations = this.#waiting.splice(0, BATCH)
        batch = { messages: this.#batch(observations), count: observations.length, lost: this.#untold }
        this.#untold = 0
      }
      const [message] = batch.messages
      if (message === undefined) {
        batch = undefined
        continue
      }
      tries += 1
      const failure = await this.#send(message)
      if (failure === undefined) {
        batch.messages.shift()
        tries = 0
        this.#sends()
        continue
      }
      if (this.#stopped) return
      const line = { ...this.#line(message, String(batch.count), tries), detail: failure.message }
      if (failure instanceof Refused) {
        this.#guard(() => store.lose(target.id, batch?.count ?? 0, { ...line, outcome: 'refused' }))
        batch = undefined
        tries = 0
        continue
      }
      if (tries === 1) this.#guard(() => store.note(target.id, { ...line, outcome: 'failed' }))
      await this.#fails(failure.message, tries)
    }
  }

  /** One message, or one for each topic. */
  #batch(observations: readonly Observation[]): Message[] {
    const { target, clock, exercise, areaOf } = this.#options
    const { settings } = target
    const groups = new Map<string, { parts: Record<string, string>; observations: Observation[] }>()
    for (const one of observations) {
      const [station = '', datastream = ''] = one.datastream.split('/')
      const whole = { area: areaOf(station) ?? '', station, datastream }
      const named = Object.entries(whole).filter(
        ([part]) => settings.kind === 'mqtt' && settings.topic.includes(`{${part}}`),
      )
      const key = JSON.stringify(named)
      const group = groups.get(key) ?? { parts: Object.fromEntries(named), observations: [] }
      group.observations.push(one)
      groups.set(key, group)
    }
    const now = clock.now()
    return [...groups.values()].map((group) =>
      observationsMessage(group.observations, group.parts, {
        key: `${target.id}-${now}-${++this.#batches}`,
        lost: this.#untold,
        at: now,
        exercise: exercise(),
      }),
    )
  }

  #tellLost(): void {
    const { target, store, clock } = this.#options
    if (this.#lost === 0) return
    const [count, at] = [this.#lost, clock.now()]
    this.#lost = 0
    const detail = `more than ${MOST_WAITING} waited`
    const line: OutgoingLine = {
      at,
      kind: 'observations',
      subject: String(count),
      outcome: 'lost',
      detail,
      tries: 0,
    }
    this.#guard(() => store.lose(target.id, count, line))
  }

  #concerns({ datastream }: Observation): boolean {
    const { area } = this.#options.target.settings
    if (area === undefined) return true
    const own = this.#options.areaOf(datastream.split('/', 1)[0] as string)
    return own !== undefined && areaContains(area, own)
  }

  async #send(message: Message): Promise<Error | undefined> {
    return sendOnce(this.#options.sender, message, this.#stopping.signal)
  }

  #line(message: Message, subject: string, tries: number): OutgoingLine {
    return { at: this.#options.clock.now(), kind: message.kind, subject, outcome: 'sent', detail: '', tries }
  }

  #sends(): void {
    const now = this.#options.clock.now()
    const since = this.#state.state === 'sending' ? this.#state.since : now
    this.#state = { state: 'sending', since, detail: '', nextAt: null, lastSentAt: now }
  }

  async #fails(detail: string, tries: number): Promise<void> {
    const { clock, log, target } = this.#options
    const now = clock.now()
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1))
    if (this.#state.state !== 'failing') log.warn('outgoing.failing', { target: target.id, detail })
    const since = this.#state.state === 'failing' ? this.#state.since : now
    this.#state = { ...this.#state, state: 'failing', since, detail, nextAt: now + wait }
    await this.#rest(wait)
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** The database may be busy or full for a moment: nothing that is judged waits for it, and it is tried again. */
  #guard<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#options.log.error('outgoing.notKept', {
        target: this.#options.target.id,
        detail: (error as Error).message,
      })
      return undefined
    }
  }

  /** Until events are saved; now and then it is looked in any case. */
  async #asleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 5 * SECOND)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  #rest(duration: DurationMs): Promise<void> {
    const { signal } = this.#stopping
    return new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, duration)
      signal.addEventListener('abort', end)
    })
  }
}

/** One try; answers why it failed, without anything that the other side said. */
export async function sendOnce(
  sender: Sender,
  message: Message,
  stopping?: AbortSignal,
): Promise<Error | undefined> {
  const patience = AbortSignal.timeout(PATIENCE)
  try {
    await sender.send(message, stopping === undefined ? patience : AbortSignal.any([patience, stopping]))
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error
    if (patience.aborted) return new Error(`no answer within ${PATIENCE / SECOND} s`)
    const { code, message: said } = error as Error & { code?: string }
    return new Error(said !== '' ? said.slice(0, 200) : (code ?? 'the connection failed'))
  }
}

export function testNow(sender: Sender, target: string, at: Instant): Promise<Error | undefined> {
  return sendOnce(sender, testMessage(target, at))
}
