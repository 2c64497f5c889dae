import { Link } from '@tanstack/react-router'
import type { StationView } from '@tocsin/contract'
import type { Datastream } from '@tocsin/core'
import { Sparkline } from '../charts/Sparkline.tsx'
import { TrendText } from '../charts/TrendText.tsx'
import { useSpark } from '../charts/use-spark.ts'
import { useVisible } from '../frame/use-visible.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { StationBadges } from '../stations/StationBadges.tsx'
import { Value } from '../stations/Value.tsx'
import { standing, stateOf } from '../warnings/warning-order.ts'
import { leadingDatastream, type StationRow } from './overview-model.ts'

/** Heights of a card's parts, so that one out of sight takes the room it will need. */
const HEAD_PX = 46
const LINE_PX = 31
const SPARK_PX = 36

/** A station at a glance: what is wrong with it and every value with its own age. Only drawn while it is near the screen. */
export function StationCard({ row }: { row: StationRow }) {
  const [ref, visible] = useVisible<HTMLLIElement>()
  const { station, worst } = row
  const minHeight = HEAD_PX + SPARK_PX + LINE_PX * station.datastreams.length
  return (
    <li
      ref={ref}
      className="station-card"
      data-testid="station-row"
      data-station={station.id}
      data-level={worst ? standing(worst) : undefined}
      style={{ minHeight }}
    >
      {visible && <Face row={row} />}
    </li>
  )
}

function Face({ row: { station, worst, warnings } }: { row: StationRow }) {
  const { t } = useTranslation()
  const lead = leadingDatastream(station, worst)
  return (
    <>
      <div className="station-card-head">
        <Link
          to="/stations/$id"
          params={{ id: station.id }}
          className="station-card-name"
          title={station.area}
        >
          {station.name}
        </Link>
        <span className="station-card-badges">
          {worst && <LevelChip level={standing(worst)} state={stateOf(worst)} />}
          {warnings > 1 && <span className="muted">×{warnings}</span>}
          <StationBadges station={station} />
        </span>
      </div>
      {lead && <Lead station={station} datastream={lead} />}
      <ul className="station-card-values">
        {(station.datastreams as readonly Datastream[]).map((datastream) => (
          <li key={datastream.name}>
            <span className="muted">{datastreamLabel(t, datastream, station.datastreams)}</span>
            <Value station={station.id} datastream={datastream} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Lead({ station, datastream }: { station: StationView; datastream: Datastream }) {
  const { t } = useTranslation()
  const { points } = useSpark(station.id, datastream, true)
  return (
    <div className="station-card-lead">
      <span className="muted">{datastreamLabel(t, datastream, station.datastreams)}</span>
      <TrendText points={points} datastream={datastream} />
      <Sparkline points={points} bars={datastream.property === 'rainfall'} />
    </div>
  )
}
