import type { AreaPath } from './ids.ts'
import type { Level } from './level.ts'
import type { AreaKind, Duty, PersonId, RoleName } from './people.ts'

/** Whom a step calls, resolved when it falls due: who has a role in the village or in an area above it, who is on duty there, or one by name. */
export type Who =
  | { readonly role: RoleName; readonly at: AreaKind }
  | { readonly duty: Duty; readonly at: AreaKind }
  | { readonly person: PersonId }

/** How many answers count: of the step's persons in one village. */
export type StepQuorum =
  | { readonly kind: 'anyone' }
  | { readonly kind: 'everybody' }
  | { readonly kind: 'count'; readonly count: number }

/** One step of a plan (步骤). Durations as text (`5m`). */
export interface PlanStep {
  /** After the step before it; `0s` for the first, which goes out on commit. */
  readonly after: string
  readonly who: readonly Who[]
  /** `all`: on all channels at once; `in-turn`: the next one when an attempt has failed or was not answered. */
  readonly channels: 'all' | 'in-turn'
  readonly quorum: StepQuorum
  /** Attempts at one person, all channels together counted once; then the person is 未应答. */
  readonly attempts: number
  /** Between two attempts. */
  readonly every: string
}

/** What happens before the first call: at once, after a wait in which the duty officer may stop it, or by hand only. */
export type Gate =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'held'; readonly for: string }
  | { readonly kind: 'by-hand' }

/** A call-out plan (叫应方案) for some levels in an area. The plan of the nearest area above a village counts. */
export interface PlanDefinition {
  readonly name: string
  readonly area: AreaPath
  readonly levels: readonly Level[]
  readonly gate: Gate
  /** Levels at which its calls order people to move (转移): whatever the gate says they wait for somebody authorised, and every message says it. */
  readonly ordersMove?: readonly Level[] | undefined
  readonly steps: readonly PlanStep[]
  /** Red goes on from the first step again until quorum, cancel or close. */
  readonly loops: boolean
  /** An answer after this is late, and who has not answered is on the list (未应答). Default `5m`. */
  readonly answerWithin?: string | undefined
}

export type Plan = PlanDefinition & { readonly id: string; readonly version: number }
