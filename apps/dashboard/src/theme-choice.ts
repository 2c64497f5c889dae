import type { MantineColorSchemeManager } from '@mantine/core'
import { useSyncExternalStore } from 'react'

/** High contrast is a theme of its own beside the other two, on black. */
export const THEMES = ['dark', 'light', 'contrast'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'tocsin-theme'
const MORE = '(prefers-contrast: more)'
const listeners = new Set<() => void>()

/** What was chosen here; else what the system asks for; else dark: the console is read at night. */
export function chosenTheme(): Theme {
  const stored = localStorage.getItem(KEY)
  const known = THEMES.find((theme) => theme === stored)
  return known ?? (matchMedia(MORE).matches ? 'contrast' : 'dark')
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  applyTheme()
}

/** The one after it, round and round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'dark'
}

/** Marks the document; before the first paint, so that nobody is dazzled at night. */
export function applyTheme(): void {
  const theme = chosenTheme()
  const root = document.documentElement
  root.dataset['mantineColorScheme'] = schemeOf(theme)
  root.dataset['theme'] = theme
  for (const listener of listeners) listener()
}

const schemeOf = (theme: Theme) => (theme === 'light' ? 'light' : 'dark')

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, chosenTheme)
}

let stop = () => {}
/** How Mantine learns of it. Only `chooseTheme` chooses. */
export const colorSchemes: MantineColorSchemeManager = {
  get: () => schemeOf(chosenTheme()),
  set() {},
  clear() {},
  subscribe(onUpdate) {
    const told = subscribe(() => onUpdate(schemeOf(chosenTheme())))
    // Chosen in another window of this console, or asked for by the system meanwhile.
    const elsewhere = ({ key }: StorageEvent) => key === KEY && applyTheme()
    const system = matchMedia(MORE)
    window.addEventListener('storage', elsewhere)
    system.addEventListener('change', applyTheme)
    stop = () => {
      told()
      window.removeEventListener('storage', elsewhere)
      system.removeEventListener('change', applyTheme)
    }
  },
  unsubscribe: () => stop(),
}
