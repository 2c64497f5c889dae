import type { Instant } from '@tocsin/core'
import { useSyncExternalStore } from 'react'
import { serverNow } from './server-clock.ts'

// One interval for the page: a thousand ages that each start a timer would drift apart and wake the machine a thousand times.
const listeners = new Set<() => void>()
let second = Math.floor(serverNow() / 1000)
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  const next = Math.floor(serverNow() / 1000)
  if (next === second) return
  second = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  // Nobody may have listened for a while; React reads the snapshot again right after subscribing.
  if (timer === undefined) second = Math.floor(serverNow() / 1000)
  timer ??= setInterval(tick, 250)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

/** The gateway's time, to the second; re-renders each second. */
export function useNow(): Instant {
  return useSyncExternalStore(subscribe, () => second) * 1000
}

/**
 * A text derived from the time; re-renders only when the text changes. An age of three hours changes once a minute at most, so a wall of
 * them costs next to nothing.
 */
export function useTimed<T extends string | number | boolean>(derive: (now: Instant) => T): T {
  return useSyncExternalStore(subscribe, () => derive(second * 1000))
}
