import { type Icon, IconFlag, IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react'
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
      <Tool icon={IconPlus} label={t('map.zoomIn')} onPress={() => controls.current?.zoomBy(1)} />
      <Tool icon={IconMinus} label={t('map.zoomOut')} onPress={() => controls.current?.zoomBy(-1)} />
      <Tool
        icon={IconFocusCentered}
        label={t('map.fit')}
        onPress={everywhere && (() => controls.current?.fit(everywhere))}
        testId="map-fit"
      />
      <Tool icon={IconFlag} label={t('map.worst')} onPress={onWorst} testId="map-worst" />
    </div>
  )
}

/** A button that is a picture; without something to do it is off. */
function Tool({
  icon: Icon,
  label,
  onPress,
  testId,
}: {
  icon: Icon
  label: string
  onPress: (() => void) | undefined
  testId?: string
}) {
  return (
    <button
      type="button"
      className="map-button"
      aria-label={label}
      title={label}
      disabled={onPress === undefined}
      onClick={onPress}
      data-testid={testId}
    >
      <Icon size={18} aria-hidden="true" />
    </button>
  )
}
