import { NativeSelect, SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { IconButton } from '../frame/IconButton.tsx'
import { useNarrow } from '../frame/use-narrow.ts'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trends-words.ts'
import { serverNow } from '../time/server-clock.ts'
import {
  clampRange,
  PRESET_MS,
  PRESETS,
  type Preset,
  presetOf,
  type Range,
  shownOf,
  zoomed,
} from './range.ts'

interface Props {
  readonly range: Range
  onRange(range: Range): void
  /** Back to the time as it goes on. */
  onFollow(): void
}

/** Chooses what a chart shows: a preset, earlier, later, closer, wider, and back to now. All that dragging can do, by buttons. */
export function RangeControls({ range, onRange, onFollow }: Props) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const isFixed = range.kind === 'fixed'
  const preset = presetOf(range)

  const shift = (direction: -1 | 1) => {
    const now = serverNow()
    const [from, to] = shownOf(range, now)
    const step = (direction * (to - from)) / 2
    if (to + step >= now) onFollow()
    else onRange(clampRange(from + step, to + step, now))
  }
  const zoom = (factor: number) => {
    const now = serverNow()
    const [from, to] = shownOf(range, now)
    onRange(clampRange(...zoomed([from, to], factor, (from + to) / 2), now))
  }
  const choose = (value: string) => onRange({ kind: 'follow', length: PRESET_MS[value as Preset] })
  const data = PRESETS.map((value) => ({ value, label: t(`chart.preset.${value}`) }))

  return (
    <div className="chart-controls">
      {isFixed && (
        <button type="button" className="pill" onClick={onFollow} data-key="l" data-testid="back-to-live">
          {t('chart.backToLive')}
        </button>
      )}
      <IconButton label={t('chart.earlier')} onClick={() => shift(-1)}>
        <IconChevronLeft size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('chart.later')} disabled={!isFixed} onClick={() => shift(1)}>
        <IconChevronRight size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('trends.zoomOut')} onClick={() => zoom(0.5)}>
        <IconZoomOut size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label={t('trends.zoomIn')} onClick={() => zoom(2)}>
        <IconZoomIn size={18} aria-hidden="true" />
      </IconButton>
      {narrow ? (
        <NativeSelect
          aria-label={t('chart.range')}
          value={preset ?? ''}
          onChange={(event) => event.currentTarget.value !== '' && choose(event.currentTarget.value)}
          data={[...(preset ? [] : [{ value: '', label: t('trends.ownRange') }]), ...data]}
        />
      ) : (
        <SegmentedControl
          size="xs"
          aria-label={t('chart.range')}
          value={preset ?? ''}
          onChange={choose}
          data={data}
        />
      )}
    </div>
  )
}
