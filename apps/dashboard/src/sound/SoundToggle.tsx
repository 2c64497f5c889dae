import { IconBell, IconBellOff, IconVolumeOff } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import '../frame/frame.css'
import { bell } from './bell.ts'
import { unlockSound } from './sound-player.ts'

function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Says whether this console can be heard, and silences it for two minutes at most. */
export function SoundToggle() {
  const { t } = useTranslation()
  const mutedUntil = useSyncExternalStore(bell.subscribe, bell.mutedUntil)
  useSyncExternalStore(bell.subscribe, () => bell.state(0) === 'locked')
  const state = useTimed((now) => bell.state(now))
  const left = useTimed((now) =>
    mutedUntil === null ? 0 : Math.max(0, Math.ceil((mutedUntil - now) / 1000)),
  )
  const act = state === 'locked' ? unlockSound : state === 'on' ? bell.mute : bell.unmute
  return (
    <button
      type="button"
      className="frame-button sound-toggle"
      data-state={state}
      data-testid="sound-toggle"
      aria-label={t(`sound.action.${state}`)}
      title={t(`sound.action.${state}`)}
      onClick={act}
    >
      {state === 'locked' && <IconVolumeOff size={18} stroke={1.6} />}
      {state === 'on' && <IconBell size={18} stroke={1.6} />}
      {state === 'muted' && <IconBellOff size={18} stroke={1.6} />}
      {state === 'locked' && <span className="sound-text">{t('sound.enable')}</span>}
      {state === 'muted' && <span className="sound-count">{countdown(left)}</span>}
    </button>
  )
}
