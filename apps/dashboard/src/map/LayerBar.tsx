import { RAIN_HOURS } from '@tocsin/contract'
import { LEVELS, type Level } from '@tocsin/core'
import { useTranslation } from '../language/use-translation.ts'
import { LAYERS, type MapLayer, type MapSearch, offText } from './map-search.ts'

interface Props {
  readonly off: ReadonlySet<MapLayer>
  readonly rain: MapSearch['rain']
  readonly level: Level | undefined
  onChange(change: Partial<MapSearch>): void
}

/** What is shown: a switch for each layer, the window of rain, and from which level on. */
export function LayerBar({ off, rain, level, onChange }: Props) {
  const { t } = useTranslation()
  const toggle = (layer: MapLayer) => {
    const next = new Set(off)
    if (!next.delete(layer)) next.add(layer)
    onChange({ off: offText(next) })
  }
  return (
    <div className="layer-bar">
      <fieldset className="layer-switches">
        <legend className="visually-hidden">{t('map.layers')}</legend>
        {LAYERS.map((layer) => (
          <label key={layer} className="layer-switch">
            <input
              type="checkbox"
              checked={!off.has(layer)}
              onChange={() => toggle(layer)}
              data-testid={`layer-${layer}`}
            />
            <span>{layer === 'stations' ? t('map.stations') : t(`map.kind.${layer}`)}</span>
          </label>
        ))}
      </fieldset>
      <label className="layer-choice">
        <span>{t('map.rain.title')}</span>
        <select
          value={rain ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onChange({ rain: value === '' ? undefined : (Number(value) as MapSearch['rain']) })
          }
          data-testid="rain-hours"
        >
          <option value="">{t('map.rain.off')}</option>
          {RAIN_HOURS.map((hours) => (
            <option key={hours} value={hours}>
              {t('map.rain.hours', { hours })}
            </option>
          ))}
        </select>
      </label>
      <label className="layer-choice">
        <span>{t('map.level')}</span>
        <select
          value={level ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onChange({ level: value === '' ? undefined : (value as Level) })
          }
          data-testid="map-level"
        >
          <option value="">{t('map.levelAll')}</option>
          {LEVELS.map((one) => (
            <option key={one} value={one}>
              {t('map.levelFrom', { level: t(`level.chip.${one}`) })}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
