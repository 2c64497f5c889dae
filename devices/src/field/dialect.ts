import type { Instant } from '@tocsin/core'

/** What a simulated station measures; each protocol says of it what it has words for. */
export interface Measured {
  /** m */
  readonly level?: number
  /** mm since the gauge was set up */
  readonly rainTotal?: number
  /** V */
  readonly battery?: number
  /** Gases by the code of HJ 212, in the unit that the supplier agreed on: `a21005` is CO in mg/m³. */
  readonly gases?: Readonly<Record<string, number>>
}

/** What the centre says to a station. */
export type Heard =
  /** A report is safe; `key` names which. */
  | { readonly kind: 'acknowledged'; readonly key: string }
  | {
      readonly kind: 'set-clock'
      readonly code: string
      readonly to: Instant
      readonly replies: readonly Uint8Array[]
    }
  | { readonly kind: 'other'; readonly bytes: Uint8Array }

/** A frame to be sent, and the key by which its acknowledgement is known. */
export interface Report {
  readonly bytes: Uint8Array
  readonly key: string
}

/** A protocol as its stations speak it. */
export interface Dialect {
  readonly protocol: 'sl651' | 'szy206' | 'hj212'
  /** The code of the nth simulated station. */
  code(number: number): string
  /** Id of the device profile that understands it. */
  readonly profile: string
  report(code: string, serial: number, at: Instant, measured: Measured): Report
  /** A link test; nothing where the standard knows none. */
  keepAlive(code: string, serial: number, at: Instant): Uint8Array | undefined
  /** Takes the first whole frame off what came down; undefined when there is none yet. */
  hear(bytes: Uint8Array): { readonly heard: Heard; readonly rest: Uint8Array } | undefined
  /** How long a station waits for the acknowledgement before it sends again. */
  readonly answerWithinMs: number
}

/** Standard time of the country, in which all three standards write. */
export const ZONE = 'Asia/Shanghai'
