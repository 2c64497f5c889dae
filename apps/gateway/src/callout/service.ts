import type { TelephoneTaskView } from '@tocsin/contract'
import {
  type Area,
  allClear,
  answered,
  type Callout,
  type CalloutId,
  type Outcome as Change,
  cancel,
  escalate,
  type Generation,
  type Instant,
  NO_EFFECTS,
  type Plan,
  type PlanDefinition,
  parseKey,
  planFaults,
  planOverlaps,
  release,
  type World,
} from '@tocsin/core'
import { script, type TapResult, type TelephoneChannel, telephoneLink } from '../channels/telephone.ts'
import type { Clock } from '../clock.ts'
import type { CalloutsService } from '../http/callout-services.ts'
import type { Outcome, PersonActor, Refusal } from '../http/services.ts'
import type { Lines } from '../lines/lines.ts'
import type { Directory } from '../people/directory.ts'
import type { Desk } from './desk.ts'
import type { CalloutHost } from './host.ts'
import type { PlanStore } from './plan-store.ts'
import { replyText } from './reply-text.ts'
import type { CalloutStore } from './store.ts'
import { ledgerOf, viewOf } from './view.ts'

export interface CalloutsServiceOptions {
  readonly host: CalloutHost
  readonly store: CalloutStore
  readonly planStore: PlanStore
  readonly lines: Lines
  readonly telephone: TelephoneChannel
  readonly directory: Directory
  readonly clock: Clock
  readonly world: () => World
  readonly areas: () => readonly Area[]
  readonly trial: () => World['trial']
  readonly desk: Desk
  /** The name of a user. */
  readonly userName: (username: string) => string | undefined
}

type Decided =
  | ({ readonly ok: true } & Change)
  | { readonly ok: false; readonly refusal: { readonly kind: string } }

/** Plans, call-outs and the telephone queue as HTTP sees them. */
/** Why something was not done to a call-out, where it is not that it is over. */
const REFUSED: Readonly<Record<string, string>> = {
  'nothing-to-release': 'Nothing waits to be released',
  'not-running': 'The call-out does not run',
  'no-step-left': 'No village has a step left that waits',
}

export function createCalloutsService(options: CalloutsServiceOptions): CalloutsService {
  const { host, store, planStore, lines, telephone, directory, clock, world, areas, trial, desk, userName } =
    options

  function get(id: CalloutId) {
    const stored = store.get(id)
    if (stored === undefined) return undefined
    const nameOf = (person: string) => directory.nameOf(person)
    return ledgerOf(stored, store.ledger(id), store.notices(id), areas(), nameOf, userName)
  }

  const noCallout = (id: CalloutId): { ok: false; refusal: Refusal } => ({
    ok: false,
    refusal: { kind: 'not-found', detail: `No call-out ${id}` },
  })

  /** Does something to a call-out that may be refused. */
  function decide(id: CalloutId, by: PersonActor, act: (callout: Callout, now: Instant) => Decided) {
    let refused: string | undefined
    const changed = host.change(id, (callout, now) => {
      // Whoever has the role may; the list of a call-out is of those who had it when it began.
      const decided = act({ ...callout, authorised: [...callout.authorised, by.id] }, now)
      if (decided.ok) return decided
      refused = decided.refusal.kind
      return { callout, effects: NO_EFFECTS }
    })
    const callout = changed === undefined ? undefined : get(id)
    if (callout === undefined) return noCallout(id)
    if (refused !== undefined) {
      const detail = REFUSED[refused] ?? 'The call-out is over already'
      return { ok: false as const, refusal: { kind: 'too-late' as const, detail } }
    }
    return { ok: true as const, callout }
  }

  function check(definition: PlanDefinition, others: readonly Plan[]): Outcome<object> {
    const faults = [...planFaults(definition, world(), clock.now()), ...planOverlaps(definition, others)]
    if (faults.length === 0) return { ok: true }
    return { ok: false, refusal: { kind: 'invalid', detail: 'The plan makes no sense', faults } }
  }

  function taskView(task: ReturnType<TelephoneChannel['queue']>[number]): TelephoneTaskView {
    const { callout, person } = parseKey(task.key)
    const live = store.get(callout)?.callout.live
    const ring = live?.rings.find((one) => one.person === person)
    return {
      key: task.key,
      purpose: purposeOf(live ?? null),
      callout,
      person,
      name: directory.nameOf(person) ?? person,
      villages: [...(ring?.villages ?? [])],
      level: task.message.level,
      exercise: task.message.exercise,
      script: script(task.message),
      queuedAt: task.queuedAt,
      takenBy: task.takenBy,
    }
  }

  /** Why a call is made. Only calls ask for an answer. */
  function purposeOf(live: Generation | null): TelephoneTaskView['purpose'] {
    if (live?.purpose === 'all-clear') return 'all-clear'
    if (live?.purpose === 'cancelled') return 'cancel'
    return live?.reason === 'level-raised' ? 'higher-level' : 'call'
  }

  function tapped(result: TapResult): Outcome<object> {
    if (result.ok) return { ok: true }
    const detail =
      result.refusal === 'taken'
        ? `${result.by} is dialling already`
        : 'This call need not be made any more, or was made'
    return { ok: false, refusal: { kind: 'too-late', detail } }
  }

  const settings = () => {
    const now = trial()
    // A box on which nothing is entered yet has no desk.
    return { trial: now && { desk: now.desk === '' ? null : now.desk }, channels: lines.health() }
  }

  return {
    plans: () => planStore.list(),

    createPlan(body, by) {
      const checked = check(body, planStore.list())
      return checked.ok ? { ok: true, plan: planStore.create(body, by.id, clock.now()) } : checked
    },

    changePlan(id, body, reason, by) {
      const plan = planStore.get(id)
      if (plan === undefined) return { ok: false, refusal: { kind: 'not-found', detail: `No plan ${id}` } }
      const checked = check(
        body,
        planStore.list().filter((other) => other.id !== id),
      )
      return checked.ok
        ? { ok: true, plan: planStore.change(plan, body, reason, by.id, clock.now()) }
        : checked
    },

    withdrawPlan(id, reason, by) {
      const plan = planStore.get(id)
      if (plan === undefined) return { ok: false, refusal: { kind: 'not-found', detail: `No plan ${id}` } }
      planStore.withdraw(plan, reason, by.id, clock.now())
      return { ok: true }
    },

    list({ warning, limit }) {
      const found = warning === undefined ? store.list(limit) : store.ofWarning(warning).reverse()
      return found.map(viewOf)
    },

    get,

    start(body, by) {
      const { kind, source, text, area, level, exercise, channels, ordersMove } = body
      if (channels === 'simulated' && !exercise) {
        const fault = { path: 'channels', message: 'is for exercises', expected: 'real, or exercise: true' }
        return { ok: false, refusal: { kind: 'invalid', detail: 'It would reach nobody', faults: [fault] } }
      }
      const simulated = channels === 'simulated'
      const begun = host.begin(
        { origin: { kind, source }, area, level, exercise, simulated, ordersMove, by: by.id },
        { zh: text, en: text },
      )
      if (!begun.ok) throw new Error(`call-out by hand: ${begun.refusal.kind}`)
      const callout = get(begun.callout.id)
      if (callout === undefined) throw new Error(`call-out ${begun.callout.id} was begun and is not there`)
      return { ok: true, callout }
    },

    release: (id, by) => decide(id, by, (callout, now) => release(callout, by.id, now)),
    escalate(id, asOf, by) {
      const begun = store.ledger(id).some(({ type, at }) => type === 'step-due' && at > asOf)
      if (begun) {
        const detail = 'A step has begun meanwhile'
        return { ok: false, refusal: { kind: 'changed-meanwhile', detail } }
      }
      return decide(id, by, (callout, now) => escalate(callout, by.id, now))
    },
    cancel: (id, by) => decide(id, by, (callout, now) => cancel(callout, by.id, now)),
    allClear: (id, by) => decide(id, by, (callout, now) => allClear(callout, by.id, now)),

    recordAnswer(id, { person, code, households }, by) {
      if (directory.nameOf(person) === undefined) {
        const faults = [
          { path: 'person', message: `there is no person ${person}`, expected: 'the id of a person' },
        ]
        return { ok: false, refusal: { kind: 'invalid', detail: 'Nobody is known by this id', faults } }
      }
      return decide(id, by, (callout, now) => ({
        ok: true,
        ...answered(callout, { person, code, households, via: 'telephone', recordedBy: by.name }, now),
      }))
    },

    telephoneTasks: () => telephone.queue().map(taskView),

    takeTelephoneTask(key, by) {
      const taken = tapped(telephone.take(key, by))
      if (!taken.ok) return taken
      const task = telephone.queue().find((one) => one.key === key)
      if (task === undefined) throw new Error('a call was taken and is not in the queue')
      const number = task.message.address
      return { ok: true, task: taskView(task), number, link: telephoneLink(number) }
    },

    enterTelephoneOutcome(key, outcome, by) {
      const task = telephone.queue().find((one) => one.key === key)
      const asks = task === undefined || task.message.answer !== null
      if (outcome.kind === 'told' && asks && task !== undefined) return wrongOutcome('it asks for an answer')
      if (outcome.kind === 'answered' && !asks) return wrongOutcome('it only tells, and asks nothing')
      if (outcome.kind !== 'answered') return tapped(telephone.outcome(key, by, outcome))
      return tapped(telephone.outcome(key, by, { kind: 'answered', text: replyText(outcome) }))
    },

    desk: (by) => desk.view(by.id),

    seeNotices(id, keys, by) {
      if (store.get(id) === undefined) return noCallout(id)
      store.see(id, keys, { at: clock.now(), by: by.id, name: by.name })
      return { ok: true, desk: desk.view(by.id) }
    },

    settings,
    setTrial(wanted) {
      store.setTrial(wanted)
      return settings()
    },
  }
}

function wrongOutcome(why: string): { ok: false; refusal: Refusal } {
  const faults = [{ path: 'outcome.kind', message: why, expected: 'an outcome of a call of this purpose' }]
  return { ok: false, refusal: { kind: 'invalid', detail: `Not an outcome of this call: ${why}`, faults } }
}
