import type { AreaPath } from './ids.ts'
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

/** Longest look ahead over the roster for gaps. */
export const ROSTER_CHECK: DurationMs = 72 * 3_600_000
