import type { WarningId } from '@tocsin/core'
import { useSyncExternalStore } from 'react'

let selected: ReadonlySet<WarningId> = new Set()
/** The row that was selected last: a range begins there. */
let anchor: WarningId | undefined
const listeners = new Set<() => void>()

function set(next: ReadonlySet<WarningId>): void {
  selected = next
  for (const listener of listeners) listener()
}

/** Warnings that were picked to be acknowledged together. */
export const selection = {
  get: () => selected,
  toggle(id: WarningId): void {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    anchor = id
    set(next)
  },
  /** All of `order` from the one that was selected last to this one. */
  extend(id: WarningId, order: readonly WarningId[]): void {
    const [from, to] = [order.indexOf(anchor ?? id), order.indexOf(id)]
    if (from < 0 || to < 0) return
    set(new Set([...selected, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]))
  },
  clear(): void {
    anchor = undefined
    if (selected.size > 0) set(new Set())
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export function useSelection(): ReadonlySet<WarningId> {
  return useSyncExternalStore(selection.subscribe, selection.get)
}
