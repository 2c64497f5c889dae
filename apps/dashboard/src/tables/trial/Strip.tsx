import { type KeyboardEvent, type PointerEvent, useId, useRef } from 'react'
import { useTranslation } from '../../language/use-translation.ts'
import { formatAmount } from '../../stations/amount.ts'
import { useTimeText } from '../../time/use-site.ts'
import { columnText } from '../table-words.ts'
import type { Strip as StripData, StripMark, StripSide, StripTable } from './strip-model.ts'
import {
  areaPath,
  STRIP_HEIGHT,
  STRIP_WIDTH,
  type StripScale,
  scaleOf,
  snapped,
  stepOf,
} from './strip-scale.ts'

/** A known event is drawn at least so wide, in units of the strip. */
const LEAST_EVENT = 2

interface Props {
  readonly strip: StripData
  readonly range: { readonly from: number; readonly to: number }
  readonly table: StripTable
  /** The window whose sums are shown; null: the value itself. */
  readonly window: string | null
  readonly title: string
  /** Moves a limit: the text of a cell. Undefined: for reading only. */
  move?: ((row: number, column: number, text: string) => void) | undefined
  /** A raise is pointed at; undefined: none any more. */
  point(cell: { row: number; column: number } | undefined): void
}

/** One datastream over the time that was tried: what it measured, what the draft would have done above, the version in force below. */
export function Strip({ strip, range, table, window, title, move, point }: Props) {
  const { t } = useTranslation()
  const time = useTimeText()
  const plot = useRef<HTMLDivElement>(null)
  const hatch = useId()
  const { course, row } = strip
  const values = course.lines.find((line) => line.window === window)?.values ?? []
  const limits = table.columns.flatMap((column, at) => {
    const value = table.rows[row]?.cells[at]
    return (column.window ?? null) === window && typeof value === 'number'
      ? [{ column: at, level: column.level, value }]
      : []
  })
  const scale = scaleOf(
    values,
    limits.map(({ value }) => value),
    range,
    window !== null,
  )
  const marks = { scale, table, row, point, title }
  return (
    <div className="strip-body">
      <Marks {...marks} side={strip.draft} place="above" />
      <div className="strip-plot" ref={plot} data-testid="strip-plot">
        <svg
          viewBox={`0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={title}
        >
          <defs>
            <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse">
              <path d="M0 8L8 0" className="strip-hatch" />
            </pattern>
          </defs>
          {strip.known.map(({ from, to }) => (
            <rect
              key={from}
              className="strip-known"
              x={scale.x(Math.max(from, range.from)) - LEAST_EVENT / 2}
              width={Math.max(LEAST_EVENT, scale.x(Math.min(to ?? range.to, range.to)) - scale.x(from))}
              y={0}
              height={STRIP_HEIGHT}
            />
          ))}
          <path className="strip-area" d={areaPath(course, values, range.from, scale)} />
          {course.gaps.map(({ from, to }) => (
            <rect
              key={from}
              x={scale.x(from)}
              width={Math.max(1, scale.x(to) - scale.x(from))}
              y={0}
              height={STRIP_HEIGHT}
              fill={`url(#${hatch})`}
              data-testid="strip-gap"
            />
          ))}
        </svg>
        <span className="strip-top muted">{formatAmount(scale.high, course.unit)}</span>
        {limits.map((limit) => (
          <Limit
            key={limit.column}
            limit={limit}
            scale={scale}
            unit={course.unit}
            name={`${title} ${columnText(t, table.columns[limit.column])}`}
            plot={() => plot.current?.getBoundingClientRect()}
            move={move && ((text) => move(row, limit.column, text))}
          />
        ))}
      </div>
      {strip.current && <Marks {...marks} side={strip.current} place="below" />}
      <div className="strip-axis muted">
        {[0, 0.25, 0.5, 0.75].map((part) => (
          <span key={part} style={{ insetInlineStart: `${part * 100}%` }}>
            {time.day(range.from + part * (range.to - range.from))}
          </span>
        ))}
      </div>
    </div>
  )
}

interface LimitProps {
  readonly limit: { readonly column: number; readonly level: string; readonly value: number }
  readonly scale: StripScale
  readonly unit: string
  readonly name: string
  plot(): DOMRect | undefined
  move: ((text: string) => void) | undefined
}

/** A threshold line: dragged, or moved by the arrow keys; either changes its cell. */
function Limit({ limit, scale, unit, name, plot, move }: LimitProps) {
  const step = stepOf(scale)
  const held = useRef<{ rect: DOMRect; scale: StripScale } | undefined>(undefined)
  const to = (value: number) => move?.(String(snapped(value, step)))
  const style = { top: `${(scale.y(limit.value) / STRIP_HEIGHT) * 100}%` }
  const label = formatAmount(limit.value, unit)
  if (move === undefined) {
    return (
      <span className="strip-limit" data-level={limit.level} style={style}>
        <span className="strip-limit-label">{label}</span>
      </span>
    )
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key]
    if (steps === undefined) return
    event.preventDefault()
    to(limit.value + steps * step)
  }
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>) => {
    const rect = plot()
    if (rect === undefined) return
    event.currentTarget.setPointerCapture(event.pointerId)
    // The scale as it was when it was taken hold of: it grows with the limit, which would run away from the pointer.
    held.current = { rect, scale }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (held.current === undefined) return
    const { rect, scale: then } = held.current
    const part = (event.clientY - rect.top) / rect.height
    to(Math.max(then.low, then.valueAt(Math.min(1, Math.max(-0.5, part)))))
  }
  const letGo = () => {
    held.current = undefined
  }
  return (
    <span
      className="strip-limit"
      data-level={limit.level}
      data-testid={`limit-${limit.column}`}
      style={style}
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={name}
      aria-valuenow={limit.value}
      aria-valuemin={scale.low}
      aria-valuemax={scale.high}
      aria-valuetext={label}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
    >
      <span className="strip-limit-label">{label}</span>
    </span>
  )
}

interface MarksProps {
  readonly side: StripSide
  readonly place: 'above' | 'below'
  readonly scale: StripScale
  readonly table: StripTable
  readonly row: number
  readonly title: string
  point: Props['point']
}

/** Marks that are stops of the keyboard at most: a rule that raises hundreds of times is told by its numbers. */
const MOST_STOPS = 40

/** Raises and clears of one version. Whoever points at a raise of the draft is shown the cell that made it. */
function Marks({ side, place, scale, table, row, title, point }: MarksProps) {
  const { t } = useTranslation()
  const time = useTimeText()
  const words = ({ at, kind, level, column }: StripMark) =>
    [
      time.full(at),
      t(kind === 'raise' ? 'tableTrial.raise' : 'tableTrial.clear'),
      column === undefined
        ? level === null
          ? ''
          : t(`level.chip.${level}`)
        : columnText(t, table.columns[column]),
    ]
      .filter((part) => part !== '')
      .join(' ')
  return (
    <ol className="strip-marks" data-place={place} aria-label={`${title} ${t(`tableTrial.${place}`)}`}>
      {side.marks.map((mark, index) => {
        const { at, kind, level, column } = mark
        const style = { insetInlineStart: `${scale.x(at) / (STRIP_WIDTH / 100)}%` }
        const shown = place === 'above' && column !== undefined ? { row, column } : undefined
        return (
          <li key={`${at} ${kind} ${level}`} style={style} data-kind={kind}>
            {kind === 'raise' && place === 'above' ? (
              <button
                type="button"
                className="strip-mark"
                data-kind={kind}
                data-level={level ?? undefined}
                data-testid="strip-raise"
                tabIndex={index < MOST_STOPS ? 0 : -1}
                aria-label={words(mark)}
                title={words(mark)}
                onPointerEnter={() => point(shown)}
                onPointerLeave={() => point(undefined)}
                onFocus={() => point(shown)}
                onBlur={() => point(undefined)}
              />
            ) : (
              <span
                className="strip-mark"
                data-kind={kind}
                data-level={level ?? undefined}
                title={words(mark)}
                data-testid={kind === 'raise' ? 'strip-current-raise' : 'strip-clear'}
              >
                <span className="visually-hidden">{words(mark)}</span>
              </span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
