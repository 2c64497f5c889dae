import type { Ground } from './ground.ts'

/** Titles that say what is seen, and how it is seen. */
export type Tests = Readonly<Record<string, (ground: Ground) => Promise<void>>>

/** One numbered statement of MQTT 3.1.1 (appendix B), and what becomes of it here. */
export interface Statement {
  /** `3.1.0-1` of [MQTT-3.1.0-1]. */
  readonly clause: string
  /** What it asks for, in our own words. */
  readonly asks: string
  /** Tests under the open policy: the broker's code, with everything granted. */
  readonly open?: Tests
  /** Tests under the gateway's own policy: what a station meets. */
  readonly station?: Tests
  /** Why there is nothing for a server to keep, or nothing that a test could see. */
  readonly notApplicable?: string
  /** What is done otherwise even with everything granted, why, and what a device sees. A test beside it shows it. */
  readonly deviates?: string
  /** What the gateway's own policy does otherwise, and what a station sees. */
  readonly forStations?: string
}

/** The statements of one section, in the standard's order. */
export interface Section {
  readonly title: string
  readonly statements: readonly Statement[]
}
