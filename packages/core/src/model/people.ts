import type { AreaPath, WarningId } from './ids.ts'
import type { Level } from './level.ts'
import type { Hours } from './schedule.ts'
import type { DurationMs, Instant } from './time.ts'

/** What an area is in the chain of those responsible. */
export const AREA_KINDS = ['county', 'township', 'village', 'danger-zone'] as const
export type AreaKind = (typeof AREA_KINDS)[number]

/** A place that people answer for. The tree is in the paths: `lushan/xincun`. */
export interface Area {
  readonly path: AreaPath
  readonly name: string
  readonly kind: AreaKind
}

export type PersonId = string
/** `书记`, `预警员`, `危险区责任人`: the office's own words. */
export type RoleName = string

/** How a person can be reached. `telephone` is a person who dials (人工电话); `console` is whoever sits at the duty desk. */
export const CHANNEL_KINDS = [
  'voice',
  'sms',
  'sms-modem',
  'telephone',
  'email',
  'console',
  'robot',
  'loudspeaker',
] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** A person's number or address. The address itself is personal: core only ever sees its id. */
export interface PersonChannel {
  readonly id: string
  readonly kind: ChannelKind
  /** In the local time of the call-out's zone; absent: at any time. */
  readonly hours?: readonly Hours[] | undefined
  /** When something last arrived there; null: never. */
  readonly verifiedAt: Instant | null
  /** It is known to reach nobody. */
  readonly dead?: boolean | undefined
}

/** Somebody who can be called. */
export interface Person {
  readonly id: PersonId
  readonly name: string
  readonly language: 'zh' | 'en'
  readonly roles: readonly { readonly role: RoleName; readonly area: AreaPath }[]
  /** In the order in which they are tried. */
  readonly channels: readonly PersonChannel[]
  /** Who is called in this one's place when they cannot, or do not answer. */
  readonly deputy?: PersonId | undefined
}

/** A shift of the duty roster (值班表) of an area's desk. */
export interface Shift {
  readonly id: string
  readonly desk: AreaPath
  readonly from: Instant
  readonly to: Instant
  /** 带班领导 · 主班 · 副班 · 备班 */
  readonly leader?: PersonId | undefined
  readonly officer?: PersonId | undefined
  readonly deputy?: PersonId | undefined
  readonly standby?: PersonId | undefined
}

export const DUTIES = ['leader', 'officer', 'deputy', 'standby'] as const
export type Duty = (typeof DUTIES)[number]

/** Somebody took a duty over (换班): one entry, whether one slot changed or two shifts changed places. Kept for ever. */
export interface Swap {
  readonly id: string
  readonly shift: string
  readonly duty: Duty
  /** Null: nobody. */
  readonly before: PersonId | null
  readonly after: PersonId | null
  /** Where `after` stood and `before` stands now, when two changed places. */
  readonly other?: { readonly shift: string; readonly duty: Duty } | undefined
  readonly at: Instant
  readonly by: { readonly id: string; readonly name: string }
  readonly reason: string
}

/** Who signed, by user name, and when. */
export interface Signature {
  readonly by: string
  readonly name: string
  readonly at: Instant
}

/** What one shift hands to the next (交接班). The outgoing side signs, the incoming one reads and signs; until then both are on duty. */
export interface HandOver {
  readonly id: string
  readonly desk: AreaPath
  readonly outgoing: Shift['id']
  readonly incoming: Shift['id']
  readonly at: Instant
  readonly notes: string
  readonly done: readonly string[]
  readonly undone: readonly string[]
  /** Open when the outgoing side signed, or now while it has not. */
  readonly warnings: readonly {
    readonly id: WarningId
    readonly level: Level
    readonly name: string
    readonly area?: AreaPath | undefined
    readonly raisedAt: Instant
    readonly acknowledged: boolean
  }[]
  readonly outgoingSigned: Signature | null
  readonly incomingSigned: Signature | null
}

export type HouseholdId = string

/** A household (户) that has to be told and moved when its danger zone is threatened (到户到人). */
export interface Household {
  readonly id: HouseholdId
  /** A danger zone, or a village where none is drawn. */
  readonly area: AreaPath
  readonly name: string
  /** How many people live there. */
  readonly persons: number
  readonly specialNeeds?: string | undefined
  /** Who goes there and helps (帮扶责任人). */
  readonly helper?: PersonId | undefined
  /** Where it moves to. */
  readonly destination?: string | undefined
}

/** 已通知 · 已转移 · 已返回 */
export const TICKS = ['told', 'moved', 'returned'] as const
export type Tick = (typeof TICKS)[number]

/** One tick set or taken back. `round`: a new flood begins, and nothing of before counts. All are kept. */
export interface TickEntry {
  readonly tick: Tick | 'round'
  /** False: taken back. */
  readonly done: boolean
  readonly at: Instant
  readonly by: { readonly id: string; readonly name: string }
  readonly note?: string | undefined
}

/** Longest look ahead over the roster for gaps. */
export const ROSTER_CHECK: DurationMs = 72 * 3_600_000
