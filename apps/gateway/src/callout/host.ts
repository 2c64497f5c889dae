import type { Bilingual } from '@tocsin/contract'
import {
  type Area,
  begin,
  type Callout,
  type CalloutId,
  close,
  due,
  endExercises,
  follow,
  followed,
  type Instant,
  isLive,
  type Level,
  NO_EFFECTS,
  nextAt,
  type Outcome,
  type Plan,
  planFor,
  type Rule,
  type Start,
  stepped,
  villagesOf,
  type Warning,
  type WarningEvent,
  type World,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { CalloutStore, Followed } from './store.ts'
import { detailOf, type Failure, Stuck } from './stuck.ts'

/** Whoever works off what is due looks so often. */
const TICK = 1000
/** A warning's event is followed as soon as it is saved; what has taken so long is not on its way. */
const FOLLOWED_WITHIN = 2000

export interface CalloutHostOptions {
  readonly store: CalloutStore
  readonly clock: Clock
  readonly log: Log
  readonly plans: () => readonly Plan[]
  readonly rules: () => readonly Rule[]
  /** Many rows: asked for when somebody must be found in it. */
  readonly world: (simulated: boolean) => World
  readonly areas: () => readonly Area[]
  /** Who may order people to move, and give the all-clear. */
  readonly authorised: () => readonly string[]
  readonly said: (warning: Warning) => Bilingual
  /** Something was kept: there may be calls to send, and calls that need not be made any more. */
  readonly onChange: () => void
}

/**
 * Hosts core's call-outs: follows the events of warnings, works off what is due each second, and keeps each change with all that belongs to it in
 * one transaction. Nothing of it lives in memory only: after a crash it goes on from what is stored.
 */
export class CalloutHost {
  readonly #options: CalloutHostOptions
  #cancelTick: (() => void) | undefined
  #failure: Failure | undefined
  readonly stuck: Stuck

  constructor(options: CalloutHostOptions) {
    this.#options = options
    this.stuck = new Stuck(options.clock, options.log)
  }

  /** Since when, and why, nobody is called at all; undefined when somebody is. */
  get failure(): Failure | undefined {
    return this.#failure
  }

  start(): void {
    const tick = () => {
      this.#guard(() => this.#work())
      this.#cancelTick = this.#options.clock.after(TICK, tick)
    }
    tick()
  }

  stop(): void {
    this.#cancelTick?.()
    this.#cancelTick = undefined
  }

  /** Warnings' events were saved. */
  ruled(): void {
    if (this.#cancelTick === undefined) return
    this.#guard(() => this.#follow())
  }

  /** The host's clock was set. */
  stepped(from: Instant, to: Instant): void {
    for (const { callout } of this.#options.store.busy()) {
      this.stuck.tries(callout.id, () => this.change(callout.id, (one) => stepped(one, from, to)))
    }
  }

  /** A change from outside; what becomes due by it is done with it. Undefined when there is no such call-out. */
  change(id: CalloutId, act: (callout: Callout, now: Instant) => Outcome): Callout | undefined {
    const { store, clock } = this.#options
    const stored = store.get(id)
    if (stored === undefined) return undefined
    const now = clock.now()
    const outcome = followed(act(stored.callout, now), (next) => this.#due(next, now))
    if (outcome.callout !== stored.callout) {
      store.together(() => store.replace(stored.callout, outcome, stored.said))
      this.#options.onChange()
    }
    return outcome.callout
  }

  /** Begins a call-out by hand. */
  begin(
    start: Omit<Start, 'plans' | 'authorised' | 'villages' | 'id'>,
    said: Bilingual,
  ): ReturnType<typeof begin> {
    const { store, clock, plans, authorised, areas } = this.#options
    const now = clock.now()
    const begun = begin(
      {
        ...start,
        id: `${start.exercise ? 'exercise' : start.origin.kind}-${store.count() + 1}`,
        plans: plans(),
        villages: villagesOf(areas(), start.area),
        authorised: authorised(),
      },
      [],
      now,
    )
    if (!begun.ok) return begun
    const outcome = followed(begun, (next) => this.#due(next, now))
    store.together(() => {
      store.insert(outcome, said)
      if (start.exercise !== true) this.#endExercises(now)
    })
    this.#options.onChange()
    return { ok: true, ...outcome }
  }

  /** Those of them for which people should be called by now and no call-out was ever begun: no plan is for their level and place. */
  uncalled(warnings: readonly Warning[]): Warning[] {
    const { store, clock } = this.#options
    const since = clock.now() - FOLLOWED_WITHIN
    return warnings.filter(
      (warning) =>
        warning.raisedAt <= since &&
        isCalledFor(warning) &&
        this.#isHazard(warning) &&
        store.ofWarning(warning.id).length === 0,
    )
  }

  #work(): void {
    const { store, onChange } = this.#options
    for (const event of store.setAside()) this.#followAgain(event)
    this.#follow()
    for (const { callout } of store.busy()) this.stuck.tries(callout.id, () => this.#goOn(callout))
    this.stuck.keep((id) => store.isBusy(id))
    onChange()
  }

  #goOn(callout: Callout): void {
    const { store, clock } = this.#options
    const at = nextAt(callout)
    if (at !== null && at <= clock.now()) {
      this.change(callout.id, (one) => ({ callout: one, effects: NO_EFFECTS }))
    }
    const { state, origin } = callout
    // Answered, and the warning is over: nothing more can come of it.
    if (state.kind === 'met' && origin.kind === 'warning' && store.isClosed(origin.warning)) {
      this.change(callout.id, close)
    }
  }

  #due(callout: Callout, now: Instant): Outcome {
    const at = nextAt(callout)
    // The world is many rows: it is looked at when somebody must be found in it.
    return at === null || at > now
      ? { callout, effects: NO_EFFECTS }
      : due(callout, this.#options.world(callout.simulated === true), now)
  }

  /** What the warnings' events do to call-outs, with how far they have been followed, in one transaction. */
  #follow(): void {
    const { store, onChange } = this.#options
    for (let batch = store.unfollowed(); batch.length > 0; batch = store.unfollowed()) {
      try {
        store.together(() => {
          for (const { warning, event } of batch) this.#followOne(warning, event)
        }, batch.at(-1)?.number)
      } catch {
        for (const one of batch) this.#followAlone(one)
      }
      onChange()
    }
  }

  /** One event that throws is set aside, and holds up no other. */
  #followAlone({ number, warning, event }: Followed): void {
    const { store, clock, log } = this.#options
    try {
      store.together(() => this.#followOne(warning, event), number)
    } catch (error) {
      const detail = detailOf(error)
      store.together(() => store.putAside(number, clock.now(), detail), number)
      log.error('callout.notFollowed', { warning: warning.id, event: event.type, detail })
    }
  }

  #followAgain({ number, warning, event }: Followed): void {
    const { store, log } = this.#options
    try {
      store.together(() => {
        this.#followOne(warning, event)
        store.takeBack(number)
      })
      log.info('callout.followedLate', { warning: warning.id, event: event.type })
    } catch {
      // It was said when it was set aside, and health goes on saying so.
    }
  }

  #followOne(warning: Warning, event: WarningEvent): void {
    const { store, clock } = this.#options
    const now = clock.now()
    if (rings(event) && isCalledFor(warning) && this.#isHazard(warning)) this.#endExercises(now)
    const live = store.busy().find(({ callout }) => isOf(callout, warning) && isLive(callout))
    if (live === undefined) {
      if (rings(event)) this.#raise(warning, event.level, now)
      return
    }
    // Cleared and acknowledged closes a warning by itself; neither, nor both, stops calls. Somebody who closes it says why.
    if (event.type === 'closed' && event.note === undefined && live.callout.state.kind !== 'met') return
    const said = rings(event) ? this.#options.said(warning) : live.said
    const wanted = this.#wanted(warning, 'level' in event ? event.level : warning.level)
    const outcome = followed(follow(live.callout, event, wanted, now), (next) => this.#due(next, now))
    store.replace(live.callout, outcome, said)
  }

  #raise(warning: Warning, level: Level, now: Instant): void {
    const { store, authorised, said } = this.#options
    if (!isCalledFor(warning) || !this.#isHazard(warning)) return
    const wanted = this.#wanted(warning, level)
    if (!wanted.villages.some((village) => planFor(wanted.plans, level, village) !== undefined)) return
    const earlier = store.ofWarning(warning.id).map(({ callout }) => callout)
    const start: Start = {
      ...wanted,
      origin: { kind: 'warning', warning: warning.id },
      area: warning.area,
      authorised: authorised(),
    }
    const begun = begin(start, earlier, now)
    if (!begun.ok) {
      this.#options.log.error('callout.notBegun', { warning: warning.id, refusal: begun.refusal.kind })
      return
    }
    store.insert(
      followed(begun, (next) => this.#due(next, now)),
      said(warning),
    )
  }

  /** What is wrong with a sensor or a rule is the engineer's to mend; villages are called for hazards. */
  #isHazard({ rule }: Warning): boolean {
    const kind = this.#options.rules().find(({ id }) => id === rule.id)?.condition.kind
    return kind !== undefined && kind !== 'absence' && kind !== 'sensor-fault'
  }

  #wanted(warning: Warning, level: Level) {
    const { plans, areas } = this.#options
    return { level, ordersMove: false, plans: plans(), villages: villagesOf(areas(), warning.area) }
  }

  #endExercises(now: Instant): void {
    const { store } = this.#options
    const exercises = store.busy().filter(({ callout }) => callout.exercise)
    for (const outcome of endExercises(
      exercises.map(({ callout }) => callout),
      now,
    )) {
      const before = exercises.find(({ callout }) => callout.id === outcome.callout.id)
      if (before !== undefined) store.replace(before.callout, outcome, before.said)
    }
  }

  #guard(work: () => void): void {
    const { clock, log } = this.#options
    try {
      work()
      this.#failure = undefined
    } catch (error) {
      // Judging goes on; health says that nobody is called.
      const detail = detailOf(error)
      if (this.#failure === undefined) log.error('callout.stands', { detail })
      this.#failure = { since: this.#failure?.since ?? clock.now(), detail }
    }
  }
}

type Ringing = Extract<WarningEvent, { level: Level }>

/** Events by which people come to be called. */
function rings(event: WarningEvent): event is Ringing {
  return (
    event.type === 'raised' ||
    event.type === 'raised-again' ||
    event.type === 'level-raised' ||
    event.type === 'unsuppressed'
  )
}

/** Nobody is rung for what is over by the time it is looked at, nor for what they must not be told. */
function isCalledFor({ state, clearedAt, suppression }: Warning): boolean {
  return state !== 'closed' && clearedAt === null && suppression === null
}

function isOf({ origin }: Callout, { id }: Warning): boolean {
  return origin.kind === 'warning' && origin.warning === id
}
