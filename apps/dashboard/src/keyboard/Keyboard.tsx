import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { pagesFor } from '../frame/pages.ts'
import { usePerson } from '../session/use-person.ts'
import { runCommand } from './commands.ts'
import { commandFor } from './keys.ts'
import { type Overlay, onOpenOverlay } from './overlay.ts'
import { singleKeys } from './single-keys.ts'

// Loaded when asked for: the first page of a shift must not wait for them.
const Palette = lazy(() => import('./Palette.tsx').then((m) => ({ default: m.Palette })))
const KeySheet = lazy(() => import('./KeySheet.tsx').then((m) => ({ default: m.KeySheet })))

/** Where letters are text, or choose. */
const TYPING =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]'

/** Hears the keys of the whole console, and shows what they open. */
export function Keyboard() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const role = usePerson()?.role
  const [overlay, setOverlay] = useState<Overlay | null>(null)
  const surroundings = useRef({ navigate, client, pages: pagesFor(role) })
  surroundings.current = { navigate, client, pages: pagesFor(role) }
  useEffect(() => onOpenOverlay(setOverlay), [])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const command = commandFor(
        {
          key: event.key,
          ctrl: event.ctrlKey || event.metaKey,
          alt: event.altKey,
          shift: event.shiftKey,
          typing: event.target instanceof Element && event.target.matches(TYPING),
          inDialog: document.querySelector('[role=dialog], [role=menu]') !== null,
        },
        singleKeys(),
      )
      if (command === undefined) return
      if (command.kind === 'palette' || command.kind === 'sheet') {
        const opens = command.kind
        setOverlay((open) => (open === opens ? null : opens))
        event.preventDefault()
        return
      }
      if (runCommand(command, surroundings.current)) event.preventDefault()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  if (overlay === null) return null
  const close = () => setOverlay(null)
  return (
    <PanelBoundary name={overlay}>
      <Suspense fallback={null}>
        {overlay === 'palette' ? <Palette onClose={close} /> : <KeySheet onClose={close} />}
      </Suspense>
    </PanelBoundary>
  )
}
