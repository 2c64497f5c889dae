import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PlaceView, StationView } from '@tocsin/contract'
import { areaContains, type Datastream } from '@tocsin/core'
import type { ReactNode } from 'react'
import { personsQuery } from '../api/directory-queries.ts'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { Sparkline } from '../charts/Sparkline.tsx'
import { TrendText } from '../charts/TrendText.tsx'
import { useSpark } from '../charts/use-spark.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatAmount } from '../stations/amount.ts'
import { StationBadges } from '../stations/StationBadges.tsx'
import { Value } from '../stations/Value.tsx'
import { subjectOf } from '../warnings/subject.ts'
import { useOpenWarnings, useSentences } from '../warnings/use-warnings.ts'
import { standing, stateOf } from '../warnings/warning-order.ts'
import type { StationMark } from './station-marks.ts'
import type { VillageMark } from './villages.ts'

interface FrameProps {
  readonly title: string
  readonly where?: string | undefined
  readonly children: ReactNode
  onClose(): void
}

function Frame({ title, where, children, onClose }: FrameProps) {
  const { t } = useTranslation()
  return (
    <section className="map-detail" aria-label={title} data-testid="map-detail">
      <div className="map-detail-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="map-button"
          aria-label={t('map.close')}
          onClick={onClose}
          data-testid="map-detail-close"
        >
          ×
        </button>
      </div>
      {where !== undefined && where !== '' && <p className="muted">{where}</p>}
      {children}
    </section>
  )
}

interface StationProps {
  readonly station: StationView
  readonly mark: StationMark | undefined
  /** Its values are of another moment: those of now are not shown beside them. */
  readonly replayed: boolean
  onClose(): void
}

/** A station: what is wrong, every value with its age, where it goes on. */
export function StationDetail({ station, mark, replayed, onClose }: StationProps) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const { warnings } = useOpenWarnings()
  const own = warnings.filter((warning) => subjectOf(warning, []).stationId === station.id)
  const sentenceOf = useSentences(own)
  return (
    <Frame title={station.name} where={areaName(station.area)} onClose={onClose}>
      {replayed ? (
        <p>
          {mark?.level && <LevelChip level={mark.level} {...(mark.state && { state: mark.state })} />}{' '}
          {mark?.datastream && datastreamLabel(t, mark.datastream, station.datastreams)}{' '}
          {mark?.datastream && mark.value !== null ? (
            <b>{formatAmount(mark.value, mark.datastream.unit)}</b>
          ) : (
            t('map.noValueThen')
          )}
        </p>
      ) : (
        <>
          <p className="map-badges">
            <StationBadges station={station} />
          </p>
          {mark?.datastream && <Trend station={station} datastream={mark.datastream} />}
          <ul className="map-values">
            {(station.datastreams as readonly Datastream[]).map((datastream) => (
              <li key={datastream.name}>
                <span className="muted">{datastreamLabel(t, datastream, station.datastreams)}</span>
                <Value station={station.id} datastream={datastream} />
              </li>
            ))}
          </ul>
          {own.map((warning) => (
            <p key={warning.id} className="map-warning">
              <LevelChip level={standing(warning)} state={stateOf(warning)} />
              <Link to="/warnings/$id" params={{ id: warning.id }} search={{}} data-testid="map-warning">
                {sentenceOf(warning)}
              </Link>
            </p>
          ))}
        </>
      )}
      <Persons area={station.area} />
      <p className="row-actions">
        <Link
          to="/stations/$id"
          params={{ id: station.id }}
          className="button-link"
          data-testid="map-to-station"
        >
          {t('map.toStation')}
        </Link>
      </p>
    </Frame>
  )
}

function Trend({ station, datastream }: { station: StationView; datastream: Datastream }) {
  const { points } = useSpark(station.id, datastream, true)
  return (
    <p className="map-trend">
      <TrendText points={points} datastream={datastream} />
      <Sparkline points={points} bars={datastream.property === 'rainfall'} />
    </p>
  )
}

/** A village: who has answered, and whom it names. */
export function VillageDetail({
  village,
  answersShown,
  onClose,
}: {
  village: VillageMark
  answersShown: boolean
  onClose(): void
}) {
  const { t } = useTranslation()
  const { answer } = village
  return (
    <Frame title={village.name} where={village.path} onClose={onClose}>
      {village.approximate && <p className="muted">{t('map.approximateMeans')}</p>}
      {!answersShown ? (
        <p className="muted">{t('map.replay.noAnswers')}</p>
      ) : answer === null ? (
        <p className="muted">{t('map.notCalled')}</p>
      ) : (
        <>
          <p className="map-badges">
            {answer.exercise && <strong className="exercise-mark">{t('map.exercise')}</strong>}
            {answer.level !== null && <LevelChip level={answer.level} />}
            <b data-testid="map-answer">{t(`map.answer.${answer.state}`)}</b>
          </p>
          <p>
            {t('map.answerCounts', {
              called: answer.called,
              answered: answer.answered,
              silent: answer.silent,
              cannot: answer.cannot,
            })}
          </p>
        </>
      )}
      <Persons area={village.path} />
      <p className="row-actions">
        {answersShown && answer !== null && (
          <Link
            to="/callouts/$id"
            params={{ id: answer.callout }}
            className="button-link"
            data-testid="map-to-callout"
          >
            {t('map.toCallout')}
          </Link>
        )}
      </p>
    </Frame>
  )
}

const MOST_PERSONS = 8

/** Who answers for the place, and for what it lies in. */
function Persons({ area }: { area: string }) {
  const { t } = useTranslation()
  const persons = useQuery(personsQuery).data ?? []
  const here = persons.flatMap(({ id, name, roles }) =>
    roles
      .filter((role) => areaContains(role.area, area))
      .map((role) => ({ id, name, role: role.role, depth: role.area.length })),
  )
  here.sort((a, b) => b.depth - a.depth)
  return (
    <div className="map-persons">
      <h3>{t('map.persons')}</h3>
      {here.length === 0 ? (
        <p className="muted">{t('map.noPersons')}</p>
      ) : (
        <ul>
          {here.slice(0, MOST_PERSONS).map(({ id, name, role }) => (
            <li key={`${id} ${role}`}>
              {name} <span className="muted">{role}</span>
            </li>
          ))}
        </ul>
      )}
      <Link to="/people" data-testid="map-to-people">
        {t('map.toPeople')}
      </Link>
    </div>
  )
}

export function PlaceDetail({
  place,
  onEdit,
  onClose,
}: {
  place: PlaceView
  onEdit: (() => void) | undefined
  onClose(): void
}) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  return (
    <Frame
      title={place.name}
      where={[t(`map.kind.${place.kind}`), place.area === undefined ? '' : areaName(place.area)]
        .filter((part) => part !== '')
        .join(' · ')}
      onClose={onClose}
    >
      {place.capacity !== undefined && <p>{t('map.capacityOf', { count: place.capacity })}</p>}
      {place.note !== undefined && <p>{place.note}</p>}
      {place.area !== undefined && <Persons area={place.area} />}
      {onEdit && (
        <p className="row-actions">
          <button type="button" className="link-button" onClick={onEdit} data-testid="edit-place">
            {t('map.places.change')}
          </button>
        </p>
      )}
    </Frame>
  )
}
