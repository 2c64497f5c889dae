import type { BoxWarningsView, DeskView, WarningView } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { deskKey } from '../api/desk-queries.ts'
import { keys, queryClient } from '../api/queries.ts'
import { deskSounds } from '../desk/desk-model.ts'
import { linkStore } from '../live/connection.ts'
import { isDoubtful } from '../live/link-model.ts'
import { serverNow } from '../time/server-clock.ts'
import { currentFlood } from '../warnings/use-flood.ts'
import { LONGEST_MUTE, NOTHING_HEARD, nextSignal } from './sound-plan.ts'
import { isSoundUnlocked, onSoundChange, play, unlockSound } from './sound-player.ts'

let mutedUntil: Instant | null = null
const listeners = new Set<() => void>()

/** `locked`: the browser still waits for a gesture. */
export type SoundState = 'locked' | 'on' | 'muted'

export const bell = {
  state(now: Instant): SoundState {
    if (!isSoundUnlocked()) return 'locked'
    return mutedUntil !== null && now < mutedUntil ? 'muted' : 'on'
  },
  mutedUntil: () => mutedUntil,
  mute(): void {
    mutedUntil = serverNow() + LONGEST_MUTE
    for (const listener of listeners) listener()
  },
  unmute(): void {
    mutedUntil = null
    for (const listener of listeners) listener()
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    const stop = onSoundChange(listener)
    return () => {
      listeners.delete(listener)
      stop()
    }
  },
}

/** Rings as long as there is cause; the answer stops it. */
export function startBell(): () => void {
  let heard = NOTHING_HEARD
  const timer = setInterval(() => {
    // Unheard is not heard: what could not be played yet is played once it can.
    if (!isSoundUnlocked()) return
    const now = serverNow()
    const step = nextSignal(
      {
        open: queryClient.getQueryData<WarningView[]>(keys.openWarnings) ?? [],
        box: queryClient.getQueryData<BoxWarningsView>(keys.boxWarnings)?.open ?? [],
        desk: deskSounds(queryClient.getQueryData<DeskView>(deskKey)),
        linkLost: isDoubtful(linkStore.get(), now),
        mutedUntil,
        flood: currentFlood(now).on,
      },
      heard,
      now,
    )
    heard = step.heard
    if (step.signal) play(step.signal)
  }, 250)
  // A display that is set up for it lets sound through unasked; elsewhere it waits for the gesture.
  unlockSound()
  const gesture = () => {
    if (!isSoundUnlocked()) unlockSound()
  }
  // Any gesture will do, not only the one on the bell.
  window.addEventListener('pointerdown', gesture)
  window.addEventListener('keydown', gesture)
  return () => {
    clearInterval(timer)
    window.removeEventListener('pointerdown', gesture)
    window.removeEventListener('keydown', gesture)
  }
}
