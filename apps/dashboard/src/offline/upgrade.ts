import { MINUTE } from '@tocsin/core'
import { onResync } from '../live/connection.ts'

const EVERY_MS = 5 * MINUTE
const RELOADED = 'tocsin-reloaded-at'
const listeners = new Set<() => void>()
let newer = false

/** Whether the gateway serves another console than the one on this screen. */
export const upgrade = {
  get: () => newer,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

const ENTRY = /assets\/index-[\w-]+\.js/

/** The name of the script that a page begins with: hashed, so another one means another build. */
export function entryOf(html: string): string | undefined {
  return ENTRY.exec(html)?.[0]
}

async function look(): Promise<void> {
  const response = await fetch('/index.html', { cache: 'no-store' })
  const served = response.ok ? entryOf(await response.text()) : undefined
  const shown = entryOf(document.head.innerHTML)
  if (served === undefined || shown === undefined || served === shown || newer) return
  newer = true
  for (const listener of listeners) listener()
}

/** Looks for a newer console after each reconnection, which is when a gateway was upgraded, and now and then. */
export function watchForUpgrade(): () => void {
  const ask = () => void look().catch(() => {})
  const timer = setInterval(ask, EVERY_MS)
  const stop = onResync(ask)
  return () => {
    clearInterval(timer)
    stop()
  }
}

/** Installs the worker that keeps the shell, where the browser allows one: over HTTPS, or on this machine. */
export function keepShell(): void {
  if ('serviceWorker' in navigator) {
    const install = () => void navigator.serviceWorker.register('/sw.js').catch(() => {})
    // After the page has what it needs itself.
    if (document.readyState === 'complete') install()
    else window.addEventListener('load', install)
  }
  // A part of a console that the gateway no longer has: the page is loaded anew, once.
  window.addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < MINUTE) return
    sessionStorage.setItem(RELOADED, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
