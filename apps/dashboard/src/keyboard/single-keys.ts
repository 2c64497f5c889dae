import { useSyncExternalStore } from 'react'
import type { SingleKeys } from './keys.ts'

const KEY = 'tocsin-single-keys'
const listeners = new Set<() => void>()

/** Kept in this browser: a seat's keyboard, not a person's. */
export function singleKeys(): SingleKeys {
  const stored = localStorage.getItem(KEY)
  return stored === 'on' || stored === 'off' ? stored : 'undecided'
}

export function setSingleKeys(value: 'on' | 'off'): void {
  localStorage.setItem(KEY, value)
  for (const listener of listeners) listener()
}

export function useSingleKeys(): SingleKeys {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, singleKeys)
}
