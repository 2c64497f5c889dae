import type { PlaceView } from '@tocsin/contract'
import { PLACE_KINDS } from '@tocsin/core'
import { type ReactElement, type ReactNode, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { formatAmount } from '../stations/amount.ts'
import { stationIcon } from './features.ts'
import { MapIcon } from './MapIcon.tsx'
import type { MapLayer } from './map-search.ts'
import { RAIN_CLASSES, type RainMark, rainText } from './rain.ts'
import type { StationMark } from './station-marks.ts'
import type { VillageMark } from './villages.ts'

/** Lines of a part shown at first. */
const FIRST = 40

interface Props {
  readonly stations: readonly StationMark[]
  readonly villages: readonly VillageMark[]
  readonly places: readonly PlaceView[]
  readonly rain: readonly RainMark[] | undefined
  readonly off: ReadonlySet<MapLayer>
  readonly answersShown: boolean
  readonly selected: string | undefined
  onPick(ref: string): void
}

/** All that is on the map, in words: by urgency, layer by layer. */
export function MapList({ stations, villages, places, rain, off, answersShown, selected, onPick }: Props) {
  const { t } = useTranslation()
  const line = (ref: string, icon: string | ReactElement, name: string, detail: ReactNode) => (
    <li key={ref}>
      <button
        type="button"
        className="map-line"
        aria-pressed={selected === ref}
        onClick={() => onPick(ref)}
        data-ref={ref}
        data-testid="map-line"
      >
        {typeof icon === 'string' ? <MapIcon name={icon} /> : icon}
        <span className="map-line-name">{name}</span>
        <span className="map-line-detail">{detail}</span>
      </button>
    </li>
  )
  const nowhere = (position: unknown) =>
    position === null ? <span className="tag">{t('map.nowhere')}</span> : null
  return (
    <>
      {rain !== undefined && (
        <Part
          title={t('map.rain.title')}
          items={rain}
          none={t('map.rain.none')}
          line={({ station, name, mm, rank }) =>
            line(`station:${station}`, <RainDot rank={rank} />, name, <b>{`${rainText(mm)} mm`}</b>)
          }
        />
      )}
      {!off.has('stations') && (
        <Part
          title={t('map.stations')}
          items={stations}
          none={t('map.noStations')}
          line={(mark) =>
            line(
              `station:${mark.id}`,
              stationIcon(mark),
              mark.name,
              <>
                {mark.level !== null && <b>{t(`level.chip.${mark.level}`)}</b>}
                {mark.state === 'unacknowledged' && <span>{t('map.waiting')}</span>}
                {mark.condition !== 'live' && <span>{t(`map.condition.${mark.condition}`)}</span>}
                {mark.value !== null && mark.datastream && (
                  <span>{formatAmount(mark.value, mark.datastream.unit)}</span>
                )}
                {nowhere(mark.position)}
              </>,
            )
          }
        />
      )}
      {!off.has('village') && (
        <Part
          title={t('map.kind.village')}
          items={villages}
          none={t('map.noVillages')}
          line={({ path, name, position, approximate, answer }) => {
            const state = answersShown && answer !== null ? answer.state : 'none'
            return line(
              `village:${path}`,
              `village/${state}`,
              name,
              <>
                {state !== 'none' && <b>{t(`map.answer.${state}`)}</b>}
                {approximate && <span className="tag">{t('map.approximate')}</span>}
                {nowhere(position)}
              </>,
            )
          }}
        />
      )}
      {PLACE_KINDS.filter((kind) => kind !== 'village' && !off.has(kind)).map((kind) => {
        const ofKind = places.filter((place) => place.kind === kind)
        if (ofKind.length === 0) return null
        return (
          <Part
            key={kind}
            title={t(`map.kind.${kind}`)}
            items={ofKind}
            none=""
            line={({ id, name, capacity }) =>
              line(
                `place:${id}`,
                `place/${kind}`,
                name,
                capacity === undefined ? null : <span>{t('map.capacityOf', { count: capacity })}</span>,
              )
            }
          />
        )
      })}
    </>
  )
}

function RainDot({ rank }: { rank: number }) {
  return (
    <span className="map-icon" aria-hidden="true">
      <span className="rain-dot" style={{ background: RAIN_CLASSES[rank]?.fill ?? 'none' }} />
    </span>
  )
}

interface PartProps<T> {
  readonly title: string
  readonly items: readonly T[]
  /** Said when there is none. */
  readonly none: string
  /** Only of those that are shown: of ten thousand stations most are not. */
  line(item: T): ReactNode
}

function Part<T>({ title, items, none, line }: PartProps<T>) {
  const { t } = useTranslation()
  const [most, setMost] = useState(FIRST)
  return (
    <section className="map-part">
      <h3>
        {title} <span className="muted">{items.length}</span>
      </h3>
      {items.length === 0 ? (
        <p className="muted map-none">{none}</p>
      ) : (
        <ul>{items.slice(0, most).map(line)}</ul>
      )}
      {items.length > most && (
        <button type="button" className="link-button map-more" onClick={() => setMost(most + 200)}>
          {t('map.more', { count: items.length - most })}
        </button>
      )}
    </section>
  )
}
