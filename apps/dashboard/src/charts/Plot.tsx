import type { DurationMs, Instant } from '@tocsin/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatNumber } from '../stations/amount.ts'
import { timeText } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { joinLoop, markDirty } from './chart-loop.ts'
import './charts.css'
import { columns, extent } from './columns.ts'
import { accumulation, rises } from './curves.ts'
import { type DoubtfulSpan, doubtfulSpans } from './doubtful.ts'
import type { JoinedSeries, Point } from './joined-series.ts'
import { axisNumber, axisTimes } from './plot-axes.ts'
import { type ChartMark, createBands } from './plot-bands.ts'
import { drawBars, drawDoubtful, drawReadByHand, drawThresholds, type PlotColours } from './plot-drawing.ts'
import { attachGestures } from './plot-gestures.ts'
import { barStart, bars, clampRange, type Range } from './range.ts'
import type { ThresholdLine } from './thresholds.ts'
import type { TrendScale } from './trend.ts'

export interface PlotProps {
  readonly series: JoinedSeries
  readonly subscribe: (listener: () => void) => () => void
  readonly kind: 'line' | 'bars'
  /** People read the values: each is marked by itself, for nobody knows what was between them. */
  readonly byHand: boolean
  readonly range: Range
  readonly unit: string
  readonly intervalMs: DurationMs
  /** Of a bar of rain. */
  readonly width: DurationMs
  readonly timeZone: string
  readonly zoneOffset: DurationMs
  readonly thresholds: readonly ThresholdLine[]
  /** Words for the labels on the canvas. */
  readonly levelWords: Readonly<Record<string, string>>
  /** What is marked: when a warning was raised, what somebody noted, a peak that was missed. */
  readonly marks: readonly ChartMark[]
  /** The word for accumulated rain. */
  readonly accumulated: string
  /** The word for back-fill. */
  readonly lateWord: string
  /** Over which time a rise is taken; its curve is drawn when `showRise`. */
  readonly scale: TrendScale
  readonly showRise: boolean
  /** Names the plot for those who reach it by keyboard. */
  readonly label: string
  /** Charts of the same key share their cursor. */
  readonly syncKey: string | undefined
  readonly scheme: string
  readonly height: number
  /** Somebody dragged or zoomed to a stretch. */
  onShow(range: Range): void
  onFollow(): void
  onPick(at: Instant): void
}

/** Width of the axis on the right: of accumulated rain, or of the rise. */
const RIGHT_AXIS = 52

/** Missing more than two values in a row is a hole. */
const GAP_INTERVALS = 2.5

/** The one place that knows uPlot. */
export default function Plot(props: PlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const { kind, byHand, scheme, height, timeZone, unit, subscribe, showRise, syncKey, label } = props
  const chartRef = useRef<ReturnType<typeof create>>(undefined)

  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const chart = create(element, () => latest.current)
    chartRef.current = chart
    const stop = joinLoop(chart)
    const unsubscribe = subscribe(() => markDirty(chart))
    const resize = new ResizeObserver(() => chart.resize())
    resize.observe(element)
    markDirty(chart)
    return () => {
      stop()
      unsubscribe()
      resize.disconnect()
      chart.destroy()
      chartRef.current = undefined
    }
  }, [kind, byHand, scheme, height, timeZone, unit, subscribe, showRise, syncKey])

  const { range, series, thresholds, marks, width } = props
  useEffect(() => {
    chartRef.current?.release()
  }, [range])
  useEffect(() => {
    if (chartRef.current) markDirty(chartRef.current)
  }, [range, series, thresholds, marks, width])

  return (
    // biome-ignore lint/a11y/useSemanticElements: it is neither a fieldset nor a list
    <div
      ref={host}
      className="plot"
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows move it along the time
      tabIndex={0}
      style={{ height }}
      data-testid="plot"
    />
  )
}

function create(element: HTMLElement, props: () => PlotProps) {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const [text, grid, ink, panel] = [colour('--text-2'), colour('--line'), colour('--text'), colour('--panel')]
  const accent = colour('--accent')
  const typeface = getComputedStyle(document.body).fontFamily
  const font = `12px ${typeface}`
  const colours: PlotColours = { text, ink, panel, edge: colour('--edge'), font: typeface }
  const { kind, height, timeZone, unit, showRise, syncKey } = props()
  const bands = createBands({ text, ink, panel, accent, font: typeface }, props().lateWord)
  const time = timeText(timeZone)
  let inView: [Instant, Instant] = [0, 1]
  let alone: number[] = []
  /** The stretch a gesture has reached, until the page has taken it over. */
  let held: [Instant, Instant] | undefined
  let drawn: { points: readonly Point[]; data: uPlot.AlignedData; spans: DoubtfulSpan[] } | undefined

  const options: uPlot.Options = {
    width: Math.max(200, element.clientWidth),
    height,
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), timeZone),
    // Charts under one another have their edges at the same place, whether they need the right axis or not.
    padding: [10, syncKey !== undefined && kind === 'line' && !showRise ? 22 + RIGHT_AXIS : 22, 0, 0],
    cursor: {
      // A drag with Shift marks a stretch to zoom to; without, it moves the chart (plot-gestures.ts).
      drag: { x: true, y: false, setScale: false },
      bind: {
        mousedown: (_u, _target, handler) => (event: MouseEvent) => (event.shiftKey ? handler(event) : null),
        dblclick: () => () => null,
      },
      points: { size: 7 },
      ...(syncKey !== undefined && {
        sync: {
          key: syncKey,
          setSeries: false,
          scales: ['x', null] as [string, null],
          filters: { pub: (type: string) => type === 'mousemove' || type === 'mouseleave', sub: () => true },
        },
      }),
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    legend: { show: false },
    scales: { x: { time: true, auto: false }, y: { auto: false }, right: { auto: false } },
    axes: [
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1, size: 5 },
        values: axisTimes(timeZone),
        space: 64,
        size: 44,
      },
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1, size: 5 },
        size: 58,
        values: (_, splits) => splits.map((value) => axisNumber(value, splits)),
      },
      ...(kind === 'bars' || showRise
        ? [
            {
              scale: 'right',
              side: 1 as const,
              stroke: accent,
              font,
              grid: { show: false },
              ticks: { stroke: grid, width: 1, size: 5 },
              size: RIGHT_AXIS,
              values: (_: uPlot, splits: number[]) => splits.map((value) => axisNumber(value, splits)),
            },
          ]
        : []),
    ],
    series:
      kind === 'bars'
        ? [
            {},
            {
              stroke: text,
              fill: `${text}99`,
              width: 1,
              points: { show: false },
              // Drawn below: between them stand the points of the curve, by which uPlot would take their width.
              paths: () => null,
            },
            { scale: 'right', stroke: accent, width: 2, points: { show: false } },
          ]
        : [
            {},
            { stroke: 'transparent', points: { show: false } },
            { stroke: 'transparent', points: { show: false } },
            {
              stroke: ink,
              width: 1.5,
              ...(props().byHand && { dash: [3, 5] }),
              points: { show: true, size: 3.5, width: 1, fill: ink, filter: () => alone },
            },
            ...(showRise ? [{ scale: 'right', stroke: accent, width: 1.5, points: { show: false } }] : []),
          ],
    bands: kind === 'bars' ? [] : [{ series: [2, 1], fill: `${text}44` }],
    hooks: {
      drawClear: [(u) => bands.drawSpans(u, drawn?.spans ?? []), (u) => bands.drawMarks(u, props().marks)],
      draw: [
        (u) => {
          if (kind === 'bars') drawBars(u, colours, props().width)
        },
        (u) => drawThresholds(u, colours, props().thresholds, props().levelWords, unit),
        (u) => drawDoubtful(u, colours, props().series.points(), inView),
        (u) => {
          if (props().byHand) drawReadByHand(u, colours, kind, props().width)
        },
        (u) => bands.drawPeaks(u, props().marks),
      ],
      setSelect: [
        (u) => {
          if (u.select.width < 8) return
          const from = u.posToVal(u.select.left, 'x') * 1000
          const to = u.posToVal(u.select.left + u.select.width, 'x') * 1000
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          props().onShow(clampRange(from, to, serverNow()))
        },
      ],
      setCursor: [(u) => tell(u)],
    },
  }

  const tip = document.createElement('div')
  tip.className = 'plot-tip'
  tip.hidden = true

  function tell(u: uPlot): void {
    const index = u.cursor.idx
    const second = index === null || index === undefined ? undefined : u.data[0][index]
    const valued = kind === 'bars' ? 1 : 3
    const value = index === null || index === undefined ? undefined : u.data[valued]?.[index]
    if (second === undefined || value === null || value === undefined || (u.cursor.left ?? -1) < 0) {
      tip.hidden = true
      return
    }
    const low = kind === 'line' ? u.data[1]?.[index as number] : undefined
    const high = kind === 'line' ? u.data[2]?.[index as number] : undefined
    const spread =
      low !== null && low !== undefined && high !== null && high !== undefined && high - low > 1e-9
        ? ` (${formatNumber(low, unit)}–${formatNumber(high, unit)})`
        : ''
    const at = second * 1000
    const when =
      kind === 'bars'
        ? `${time.moment(at, serverNow()).slice(0, -3)}–${time.minute(at + props().width)}`
        : time.moment(at, serverNow())
    const total = kind === 'bars' ? u.data[2]?.[(index as number) + 1] : undefined
    const { scale, marks, accumulated } = props()
    const rise = kind === 'bars' ? undefined : riseAt(index as number)
    const more = [
      ...(total !== null && total !== undefined
        ? [`${accumulated} ${formatNumber(total, unit)} ${unit}`]
        : []),
      ...(rise !== null && rise !== undefined
        ? [`${rise < 0 ? '↓' : '↑'} ${formatNumber(Math.abs(rise), unit)} ${unit}/${scale.per}`]
        : []),
      ...marks.filter((mark) => isNear(u, mark, second * 1000)).map((mark) => mark.text),
    ]
    tip.textContent = [`${when}  ${formatNumber(value, unit)}${spread} ${unit}`, ...more].join('\n')
    tip.hidden = false
    const left = u.valToPos(second, 'x')
    const right = left > u.over.clientWidth / 2
    tip.style.left = right ? 'auto' : `${left + 10}px`
    tip.style.right = right ? `${u.over.clientWidth - left + 10}px` : 'auto'
  }

  /** Within a few pixels of the cursor, or around it. */
  function isNear(u: uPlot, { from, to }: ChartMark, at: Instant): boolean {
    const room = 6 * ((inView[1] - inView[0]) / Math.max(1, u.over.clientWidth))
    return at >= from - room && at <= to + room
  }

  /** Of the point at an index of the columns, which hold gaps besides. */
  function riseAt(index: number): number | null | undefined {
    const at = drawn?.data[0][index]
    if (at === undefined) return undefined
    const points = props().series.points()
    const place = points.findIndex(({ time: moment }) => moment / 1000 >= at)
    const around = points.slice(Math.max(0, place - 400), place + 1)
    return rises(around, props().scale.spanMs, props().scale.perMs).at(-1)
  }

  function dataOf(points: readonly Point[], from: Instant, to: Instant): uPlot.AlignedData {
    const { series, intervalMs, width, zoneOffset, scale } = props()
    if (kind === 'bars') {
      const { times, sums, totals } = accumulation(bars(points, width, zoneOffset), from, to)
      return [times, sums, totals]
    }
    const bucket = series.history?.buckets[0]
    const step = bucket === undefined ? 0 : bucket.to - bucket.from
    const joined = columns(points, GAP_INTERVALS * Math.max(intervalMs, step))
    alone = joined.alone
    const { times, lows, highs, values } = joined
    if (!showRise) return [times, lows, highs, values]
    const rise = new Map(
      rises(points, scale.spanMs, scale.perMs).map((value, index) => [
        (points[index] as Point).time / 1000,
        value,
      ]),
    )
    return [times, lows, highs, values, times.map((at) => rise.get(at) ?? null)]
  }

  const plot = new uPlot(options, [[], ...options.series.slice(1).map(() => [])], element)
  plot.over.append(tip)

  const shown = (): [Instant, Instant] => {
    if (held) return held
    const { range } = props()
    if (range.kind === 'fixed') return [range.from, range.to]
    const now = serverNow()
    // The bar that is still filling is shown whole.
    const end = kind === 'bars' ? barStart(now, props().width, props().zoneOffset) + props().width : now
    return [end - range.length, end]
  }

  const chart = {
    draw(): void {
      const { series, thresholds, marks } = props()
      const [from, to] = shown()
      inView = [from, to]
      const points = series.points()
      // Moving along the time changes no line; the curve of accumulated rain begins at the left edge.
      const fresh = drawn?.points !== points || kind === 'bars'
      if (fresh) {
        const singles = series.history
          ? points.filter(({ time: at }) => at >= (series.history?.rawFrom ?? 0))
          : points
        const spans = doubtfulSpans(series.history?.flagged ?? [], singles, props().intervalMs)
        drawn = { points, data: dataOf(points, from, to), spans }
      }
      const columnsNow = (drawn as NonNullable<typeof drawn>).data
      plot.batch(() => {
        if (fresh) plot.setData(columnsNow, false)
        plot.setScale('x', { min: from / 1000, max: to / 1000 })
        if (kind === 'bars') {
          let highest = 0
          let total = 0
          for (const [index, sum] of (columnsNow[1] ?? []).entries()) {
            const at = (columnsNow[0][index] ?? 0) * 1000
            if (at >= from - props().width && at <= to) highest = Math.max(highest, sum ?? 0)
          }
          for (const one of columnsNow[2] ?? []) total = Math.max(total, one ?? 0)
          plot.setScale('y', { min: 0, max: highest * 1.1 || 1 })
          plot.setScale('right', { min: 0, max: total * 1.1 || 1 })
        } else {
          const peaks = marks.flatMap((mark) =>
            mark.value !== undefined && mark.from >= from && mark.from <= to ? [mark.value] : [],
          )
          const [min, max] = extent(points, from, to, [...thresholds.map(({ value }) => value), ...peaks])
          plot.setScale('y', { min, max })
          if (showRise) {
            let most = 0
            for (const [index, rise] of (columnsNow[4] ?? []).entries()) {
              const at = (columnsNow[0][index] ?? 0) * 1000
              if (at >= from && at <= to) most = Math.max(most, Math.abs(rise ?? 0))
            }
            plot.setScale('right', { min: -most * 1.1 || -1, max: most * 1.1 || 1 })
          }
        }
      })
    },
    /** The page has taken over what a gesture showed. */
    release(): void {
      held = undefined
    },
    isVisible(): boolean {
      const { top, bottom } = element.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    },
    resize(): void {
      if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height })
    },
    destroy(): void {
      detach()
      plot.destroy()
    },
  }
  const detach = attachGestures(element, plot.over, {
    view: shown,
    area: () => plot.over.getBoundingClientRect(),
    show(from, to) {
      const range = clampRange(from, to, serverNow())
      held = [range.from, range.to]
      tip.hidden = true
      markDirty(chart)
    },
    settle() {
      if (held) props().onShow({ kind: 'fixed', from: held[0], to: held[1] })
    },
    follow() {
      held = undefined
      props().onFollow()
    },
    pick: (at) => props().onPick(Math.round(at)),
  })
  return chart
}
