import { IconFlag, IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'
import type { RefObject } from 'react'
import '../language/map-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Bounds, MapControls } from './MapView.tsx'

/** Closer, further, all of it, and to the gravest station that nobody has taken over. */
export function MapTools({
  controls,
  everywhere,
  onWorst,
}: {
  controls: RefObject<MapControls | null>
  everywhere: Bounds | undefined
  onWorst: (() => void) | undefined
}) {
  const { t } = useTranslation()
  return (
    <div className="map-tools">
      <button
        type="button"
        className="map-button"
        aria-label={t('map.zoomIn')}
        title={t('map.zoomIn')}
        onClick={() => controls.current?.zoomBy(1)}
      >
        <IconPlus size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="map-button"
        aria-label={t('map.zoomOut')}
        title={t('map.zoomOut')}
        onClick={() => controls.current?.zoomBy(-1)}
      >
        <IconMinus size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="map-button"
        aria-label={t('map.fit')}
        title={t('map.fit')}
        disabled={everywhere === undefined}
        onClick={() => everywhere && controls.current?.fit(everywhere)}
        data-testid="map-fit"
      >
        <IconFocusCentered size={18} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="map-button"
        aria-label={t('map.worst')}
        title={t('map.worst')}
        disabled={onWorst === undefined}
        onClick={onWorst}
        data-testid="map-worst"
      >
        <IconFlag size={18} aria-hidden="true" />
      </button>
    </div>
  )
}
