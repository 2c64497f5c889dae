import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { HOUR, type Instant, MINUTE } from '@tocsin/core'
import { calloutKeys } from '../api/callout-queries.ts'
import { deskKey } from '../api/desk-queries.ts'
import { keys } from '../api/queries.ts'
import { linkStore } from '../live/connection.ts'
import { keptStore } from './kept-store.ts'

/** What is shown when the gateway cannot be reached: who is signed in, stations, what is open, who is being called. No numbers of people. */
const KEPT: readonly QueryKey[] = [
  keys.session,
  keys.site,
  keys.stations,
  keys.openWarnings,
  keys.boxWarnings,
  keys.boxSummary,
  keys.rules,
  deskKey,
  calloutKeys.areas,
  [...calloutKeys.callouts, '*'],
]
/** Nobody is served older memories: a shift is over by then, and so is a session. */
export const LONGEST_KEPT = 12 * HOUR
const EVERY_MS = MINUTE

/** Answers as they were, each with when it was read by this browser's clock. */
export interface LastKnown {
  readonly entries: readonly { readonly key: QueryKey; readonly data: unknown; readonly at: Instant }[]
}

export function lastKnownOf(client: QueryClient): LastKnown {
  return {
    entries: KEPT.flatMap((key) => {
      const state = client.getQueryState(key)
      return state?.data === undefined ? [] : [{ key, data: state.data, at: state.dataUpdatedAt }]
    }),
  }
}

/** Puts what is not too old back as what it is: an old answer, never a fresh one. False when nobody was signed in. */
export function putBack(client: QueryClient, kept: unknown, now: Instant): boolean {
  const entries = (kept as LastKnown | undefined)?.entries ?? []
  const young = entries.filter(({ at }) => now - at < LONGEST_KEPT)
  if (!young.some(({ key }) => String(key) === String(keys.session))) return false
  for (const { key, data, at } of young) client.setQueryData(key, data, { updatedAt: at })
  return true
}

const NAME = 'last-known'
let restored = false

/** True until the link has been live once: all that is shown was read by an earlier page. */
export function isRestored(): boolean {
  return restored
}

export async function restoreLastKnown(client: QueryClient): Promise<boolean> {
  const kept = await keptStore.read(NAME).catch(() => undefined)
  restored = putBack(client, kept, Date.now())
  return restored
}

/** Whoever signs out leaves nothing behind. */
export async function forgetLastKnown(): Promise<void> {
  await keptStore.remove(NAME).catch(() => {})
}

/** Keeps what is known while it is live: each minute, when the link is lost, and when the page goes. */
export function keepLastKnown(client: QueryClient): () => void {
  let wasLive = false
  const keep = () => {
    if (wasLive) void keptStore.write(NAME, lastKnownOf(client)).catch(() => {})
  }
  const changed = () => {
    const live = linkStore.get().state === 'live'
    if (live) restored = false
    else keep()
    wasLive = live
  }
  const timer = setInterval(keep, EVERY_MS)
  const left = () => document.hidden && keep()
  const stop = linkStore.subscribe(changed)
  document.addEventListener('visibilitychange', left)
  window.addEventListener('pagehide', keep)
  changed()
  return () => {
    clearInterval(timer)
    stop()
    document.removeEventListener('visibilitychange', left)
    window.removeEventListener('pagehide', keep)
  }
}
