import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { HOUR, type Instant } from '@tocsin/core'
import { useEffect, useState } from 'react'
import { REPLAYED } from '../api/map-queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'
import { PLAY_STEP, REPLAY_STEP } from './use-replay.ts'

interface Props {
  /** Undefined: it is now. */
  readonly at: Instant | undefined
  readonly now: Instant
  readonly loading: boolean
  /** Undefined: back to now. */
  onMove(at: Instant | undefined): void
}

const EVERY_MS = 700

/** The last three days, to be moved through by hand or played. Arrow keys move it by ten minutes, page keys by hours. */
export function ReplayBar({ at, now, loading, onMove }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const [playing, setPlaying] = useState(false)
  const last = Math.floor(now / REPLAY_STEP)
  const first = Math.ceil((now - REPLAYED) / REPLAY_STEP)
  const step = at === undefined ? last : Math.round(at / REPLAY_STEP)
  const set = (next: number) => onMove(next >= last ? undefined : next * REPLAY_STEP)

  useEffect(() => {
    if (!playing || loading) return
    const timer = setTimeout(() => {
      const from = at ?? (first - 1) * REPLAY_STEP
      const next = from + PLAY_STEP
      if (next >= last * REPLAY_STEP) {
        setPlaying(false)
        onMove(undefined)
      } else onMove(next)
    }, EVERY_MS)
    return () => clearTimeout(timer)
  }, [playing, loading, at, first, last, onMove])

  const text = at === undefined ? t('map.replay.now') : time.shortMoment(at, now)
  return (
    <fieldset className="replay" data-replaying={at !== undefined || undefined} data-testid="replay">
      <legend className="visually-hidden">{t('map.replay.title')}</legend>
      <button
        type="button"
        className="map-button"
        aria-pressed={playing}
        aria-label={t(playing ? 'map.replay.pause' : 'map.replay.play')}
        title={t(playing ? 'map.replay.pause' : 'map.replay.play')}
        onClick={() => setPlaying(!playing)}
        data-testid="replay-play"
      >
        {playing ? (
          <IconPlayerPause size={18} aria-hidden="true" />
        ) : (
          <IconPlayerPlay size={18} aria-hidden="true" />
        )}
      </button>
      <span className="replay-end">{t('map.replay.first', { hours: REPLAYED / HOUR })}</span>
      <input
        type="range"
        min={first}
        max={last}
        step={1}
        value={step}
        aria-label={t('map.replay.title')}
        aria-valuetext={text}
        onChange={(event) => {
          setPlaying(false)
          set(Number(event.currentTarget.value))
        }}
        onKeyDown={(event) => {
          const leap = event.key === 'PageUp' ? 6 : event.key === 'PageDown' ? -6 : 0
          if (leap === 0) return
          event.preventDefault()
          setPlaying(false)
          set(Math.max(first, step + leap))
        }}
        data-testid="replay-slider"
      />
      <output className="replay-time" data-testid="replay-time">
        {text}
      </output>
      <button
        type="button"
        className="map-button replay-now"
        disabled={at === undefined}
        onClick={() => {
          setPlaying(false)
          onMove(undefined)
        }}
        data-testid="replay-now"
      >
        {t('map.replay.toNow')}
      </button>
    </fieldset>
  )
}
