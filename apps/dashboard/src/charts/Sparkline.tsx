import { HOUR } from '@tocsin/core'
import { serverNow } from '../time/server-clock.ts'
import type { SparkPoint } from './trend.ts'

const SPAN = 6 * HOUR
/** Beyond this without a value the line breaks. */
const GAP = HOUR / 2

interface Props {
  readonly points: readonly SparkPoint[]
  readonly bars: boolean
  readonly width?: number
  readonly height?: number
}

/** The last six hours at a glance. Decoration of the number beside it, so hidden from screen readers. */
export function Sparkline({ points, bars, width = 96, height = 24 }: Props) {
  const now = serverNow()
  const values = points.map(({ value }) => value)
  const low = bars ? 0 : Math.min(...values)
  const high = Math.max(...values)
  const span = high - low || 1
  const x = (time: number) => ((time - (now - SPAN)) / SPAN) * (width - 4) + 2
  // A flat line lies in the middle: noise should not look like a flood.
  const y = (value: number) =>
    high === low && !bars ? height / 2 : height - 3 - ((value - low) / span) * (height - 6)
  let path = ''
  let before: number | undefined
  for (const { time, value } of points) {
    if (bars) path += value > 0 ? `M${x(time).toFixed(1)} ${height - 1}V${y(value).toFixed(1)}` : ''
    else
      path += `${before === undefined || time - before > GAP ? 'M' : 'L'}${x(time).toFixed(1)} ${y(value).toFixed(1)}`
    before = time
  }
  const last = points.at(-1)
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {points.length > 0 && (
        <path d={path} fill="none" stroke="currentColor" strokeWidth={bars ? 1.6 : 1.4} />
      )}
      {!bars && last && <circle cx={x(last.time)} cy={y(last.value)} r="2" fill="currentColor" />}
    </svg>
  )
}
