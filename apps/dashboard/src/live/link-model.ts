import type { DurationMs, Instant } from '@tocsin/core'

/** How this console stands to the gateway. */
export type Link =
  | { readonly state: 'connecting'; readonly since: Instant }
  | { readonly state: 'live'; readonly since: Instant; readonly delayMs: DurationMs | null }
  | { readonly state: 'down'; readonly since: Instant }

/** A link that is away for less than this is a hiccup; beyond it, what is shown may be out of date and is marked so. */
export const DOUBTFUL_AFTER: DurationMs = 5000

/** True when what is on the screen may be out of date. */
export function isDoubtful(link: Link, now: Instant): boolean {
  return link.state !== 'live' && now - link.since > DOUBTFUL_AFTER
}

/** One observation's way from the gateway's receipt to this screen, smoothed. */
export function smoothDelay(known: DurationMs | null, measured: DurationMs): DurationMs {
  const delay = Math.max(0, measured)
  return known === null ? delay : known + (delay - known) * 0.3
}

/** What an event's running number says about those before it. */
export function isNext(seq: number, last: number | null): boolean {
  return last === null || seq === last + 1
}
