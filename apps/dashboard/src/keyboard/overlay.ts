/** What lies over the page when it is asked for: the command palette, or the sheet of keys. */
export type Overlay = 'palette' | 'sheet'

const listeners = new Set<(overlay: Overlay) => void>()

export function openOverlay(overlay: Overlay): void {
  for (const listener of listeners) listener(overlay)
}

export function onOpenOverlay(listener: (overlay: Overlay) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
