import { useTranslation } from '../language/use-translation.ts'
import { MapIcon } from './MapIcon.tsx'
import { RAIN_CLASSES } from './rain.ts'

const STATIONS = [
  ['station/red/unacknowledged/filled', 'map.legend.red'],
  ['station/orange/acknowledged/filled', 'map.legend.orange'],
  ['station/yellow/unacknowledged/hollow', 'map.legend.yellow'],
  ['station/blue/cleared-unacknowledged/filled', 'map.legend.blue'],
  ['station/live', 'map.legend.live'],
  ['station/stale', 'map.legend.stale'],
  ['station/offline', 'map.legend.offline'],
] as const
const VILLAGES = ['not-answered', 'uncovered', 'called', 'waiting', 'answered', 'none'] as const
const PLACES = ['danger-zone', 'shelter', 'team', 'store'] as const

/** What the shapes mean: colour is never alone. */
export function Legend({ rain }: { rain: number | undefined }) {
  const { t } = useTranslation()
  return (
    <details className="map-legend" data-testid="legend">
      <summary>{t('map.legend.title')}</summary>
      <ul>
        {STATIONS.map(([icon, word]) => (
          <li key={icon}>
            <MapIcon name={icon} /> {t(word)}
          </li>
        ))}
        {VILLAGES.map((state) => (
          <li key={state}>
            <MapIcon name={`village/${state}`} />{' '}
            {t('map.legend.village', { state: t(`map.answer.${state}`) })}
          </li>
        ))}
        {PLACES.map((kind) => (
          <li key={kind}>
            <MapIcon name={`place/${kind}`} /> {t(`map.kind.${kind}`)}
          </li>
        ))}
        <li>
          <span className="legend-route" aria-hidden="true" /> {t('map.kind.route')}
        </li>
        <li>
          <span className="legend-zone" aria-hidden="true" /> {t('map.legend.zone')}
        </li>
      </ul>
      {rain !== undefined && <RainLegend />}
    </details>
  )
}

/** The classes of rain, with their numbers. */
export function RainLegend() {
  const { t } = useTranslation()
  return (
    <ul className="rain-legend" aria-label={t('map.rain.legend')} data-testid="rain-legend">
      {RAIN_CLASSES.map(({ from, fill, text }, index) => {
        const to = RAIN_CLASSES[index + 1]?.from
        return (
          <li key={from} style={{ background: fill, color: text }}>
            {to === undefined ? `≥ ${from}` : `${from}–${to}`}
          </li>
        )
      })}
      <li className="rain-unit">mm</li>
    </ul>
  )
}
