import { type DurationMs, UNDO_FOR } from '@tocsin/core'
import { useSyncExternalStore } from 'react'

/** A short message about what the person just did. */
export interface Notice {
  readonly id: number
  readonly tone: 'done' | 'failed'
  readonly text: string
  /** What may be done next about it, elsewhere. */
  readonly next?: { readonly href: string; readonly text: string }
  /** Takes it back; offered as long as the message stands. */
  readonly undo?: { readonly text: string; readonly act: () => void }
}

/** As long as what it offers to undo may be. */
const LASTS_MS: DurationMs = UNDO_FOR
let notices: readonly Notice[] = []
let count = 0
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

export function notify(
  tone: Notice['tone'],
  text: string,
  next?: Notice['next'],
  undo?: Notice['undo'],
): void {
  const id = ++count
  set([...notices.slice(-2), { id, tone, text, ...(next && { next }), ...(undo && { undo }) }])
  setTimeout(() => dismiss(id), LASTS_MS)
}

export function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id))
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => notices,
  )
}
