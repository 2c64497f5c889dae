import type {
  Answer,
  AreaPath,
  Call,
  CalloutId,
  CallReason,
  DurationMs,
  Instant,
  Level,
  Origin,
  PersonId,
  StepQuorum,
  Who,
} from '../model/index.ts'

/** A plan's step with its durations in milliseconds. */
export interface StepSnapshot {
  readonly afterMs: DurationMs
  readonly who: readonly Who[]
  readonly channels: 'all' | 'in-turn'
  readonly quorum: StepQuorum
  readonly attempts: number
  readonly everyMs: DurationMs
}

/** A plan as it was when the generation was begun: later edits do not touch it. */
export interface PlanSnapshot {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly gate: GateSnapshot
  readonly steps: readonly StepSnapshot[]
  readonly loops: boolean
  readonly limitMs: DurationMs
}

export type GateSnapshot =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'held'; readonly forMs: DurationMs }
  | { readonly kind: 'by-hand' }

/** One of a step's persons in a village. It is filled by that person's answer, or by a stand-in's. */
export interface Place {
  readonly person: PersonId
  readonly step: number
  /** Deputies called in this one's place in the present loop, in order. */
  readonly standIns: readonly PersonId[]
  /** Whoever was called for it in loops before, and whom this person has relieved of the duty since: their answer still fills it. */
  readonly former: readonly PersonId[]
  /** The last of them cannot or did not answer: the next deputy is to be called. */
  readonly vacant: boolean
}

/** How far the call-out has come in one village. Only the villages that have not answered go on. */
export interface Track {
  readonly village: AreaPath
  /** Into the generation's plans; null when no plan covers the village. */
  readonly plan: number | null
  /** The newest step that fell due; −1 before the first. */
  readonly step: number
  readonly loop: number
  /** When the next step falls due; null when none does. */
  readonly nextAt: Instant | null
  readonly places: readonly Place[]
  /** Steps resolved during trial operation: the duty desk stands for their persons, and any one of it is enough. */
  readonly trialSteps: readonly number[]
  readonly metAt: Instant | null
  /** An answer after this is late. */
  readonly limitAt: Instant
  /** The desk was told that the limit passed without the quorum. */
  readonly overdueSaid: boolean
}

/** One person being called in one generation, for all villages together. */
export interface Ring {
  readonly person: PersonId
  readonly villages: readonly AreaPath[]
  /** The step and loop that named the person last: part of the calls' keys. */
  readonly step: number
  readonly loop: number
  readonly mode: 'all' | 'in-turn'
  readonly attempts: number
  readonly everyMs: DurationMs
  /** Attempts begun for this step and loop. */
  readonly attempt: number
  /** The attempt after which the person counts as silent. */
  readonly lastAttempt: number
  /** When the desk is told that nobody dials; null once it was, and while nothing waits to be dialled. */
  readonly dialBy: Instant | null
  /** What is to be done next; null while a call waits to be sent, or when nothing is left to do. */
  readonly next: { readonly at: Instant; readonly what: 'attempt' | 'channel' } | null
  /** Channels tried in this attempt, and those that are known to reach nobody. */
  readonly tried: readonly string[]
  readonly spent: readonly string[]
  /** The channel of the newest call: the next attempt in turn goes on behind it. */
  readonly newestChannel: string | null
  readonly state: 'ringing' | 'answered' | 'cannot' | 'over' | 'stopped'
  /** When the limit puts the person on the list; null once there, or when no answer is asked for. */
  readonly limitAt: Instant | null
  /** On the list (未应答) since; null while not, or no longer. */
  readonly silentSince: Instant | null
  readonly calls: readonly Call[]
}

/** Everybody called for one level. A higher level begins a new one: its number fences off whoever works for the old. */
export interface Generation {
  readonly number: number
  /** `call` asks for answers; the others tell everybody who was called that it is over. */
  readonly purpose: 'call' | 'all-clear' | 'cancelled'
  readonly reason: Extract<CallReason, 'first' | 'level-raised' | 'raised-again' | 'all-clear' | 'cancelled'>
  readonly level: Level
  /** It orders people to move (转移). */
  readonly ordersMove?: boolean | undefined
  /** The plan orders it and the text does not: every message has to add it. */
  readonly addsMove?: boolean | undefined
  readonly startedAt: Instant
  readonly plans: readonly PlanSnapshot[]
  readonly tracks: readonly Track[]
  readonly rings: readonly Ring[]
}

/** What keeps a generation from starting. */
export type GateState = {
  /** When it opens by itself; null: only by hand. */
  readonly opensAt: Instant | null
  /** Whoever has the duty, or only somebody authorised to order people to move (转移). */
  readonly releasedBy: 'duty-officer' | 'authorised'
}

/** A generation that waits at its gate. The one before it, if any, goes on meanwhile. */
export interface AtGate {
  readonly reason: 'first' | 'level-raised' | 'raised-again'
  readonly level: Level
  readonly ordersMove: boolean
  readonly addsMove?: boolean | undefined
  readonly since: Instant
  readonly gate: GateState
  readonly plans: readonly PlanSnapshot[]
  readonly villages: readonly { readonly village: AreaPath; readonly plan: number | null }[]
}

export type CalloutState =
  /** Nobody is called before the countdown ends. */
  | { readonly kind: 'held'; readonly until: Instant }
  /** Nobody is called before somebody releases it. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  /** Every village has its quorum. Answers are still taken, and a changed one may set it running again. */
  | { readonly kind: 'met'; readonly at: Instant }
  | {
      readonly kind: 'ended'
      readonly how: 'closed' | 'cancelled' | 'all-clear' | 'real-warning'
      readonly at: Instant
      readonly by: string | null
    }

/** A call-out (叫应): everybody called for one warning, order or signal, until enough have answered. A plain value, fit for JSON. */
export interface Callout {
  readonly id: CalloutId
  readonly origin: Origin
  readonly area: AreaPath
  readonly exercise: boolean
  /** An exercise whose calls go to simulated channels, which reach nobody. */
  readonly simulated?: true | undefined
  /** Who may order people to move and issue the all-clear. */
  readonly authorised: readonly PersonId[]
  readonly startedAt: Instant
  readonly state: CalloutState
  readonly pending: AtGate | null
  readonly live: Generation | null
  readonly earlier: readonly Generation[]
  readonly answers: readonly Answer[]
  /** Grows with every change: a store takes a call-out only while it holds the revision that it was made from. */
  readonly revision: number
  /** When it last changed. */
  readonly seenAt: Instant
}

/** True until it is closed, cancelled, or followed by an all-clear. */
export function isLive(callout: Callout): boolean {
  return callout.state.kind !== 'ended'
}
