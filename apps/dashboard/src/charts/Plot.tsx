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
import type { JoinedSeries } from './joined-series.ts'
import { barStart, bars, type Range, SHORTEST_RANGE } from './range.ts'
import type { ThresholdLine } from './thresholds.ts'

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
  /** Moments marked with a line: when a warning was raised. */
  readonly marks: readonly { readonly at: Instant; readonly text: string }[]
  readonly scheme: string
  readonly height: number
  onZoom(from: Instant, to: Instant): void
}

const FILLS: Record<string, { fill: string; on: string }> = {
  red: { fill: '#e11d27', on: '#fff' },
  orange: { fill: '#ff8a1f', on: '#111' },
  yellow: { fill: '#ffd60a', on: '#111' },
  blue: { fill: '#4c9bff', on: '#111' },
}

/** Missing more than two values in a row is a hole. */
const GAP_INTERVALS = 2.5

/** The one place that knows uPlot. */
export default function Plot(props: PlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  latest.current = props
  const { kind, byHand, scheme, height, timeZone, unit, subscribe, series, range } = props

  useEffect(() => {
    const element = host.current
    if (element === null) return undefined
    const chart = create(element, () => latest.current)
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
    }
  }, [kind, byHand, scheme, height, timeZone, unit, subscribe, series, range])

  return <div ref={host} className="plot" style={{ height }} />
}

function create(element: HTMLElement, props: () => PlotProps) {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const [text, grid, ink, panel] = [colour('--text-2'), colour('--line'), colour('--text'), colour('--panel')]
  const font = `12px ${getComputedStyle(document.body).fontFamily}`
  const { kind, height, timeZone, unit } = props()
  const time = timeText(timeZone)
  let inView: [Instant, Instant] = [0, 1]
  let alone: number[] = []

  const axisTimes = (_: uPlot, splits: number[], _axis: number, _space: number, increment: number) =>
    splits.map((second, index) => {
      const at = second * 1000
      const before = splits[index - 1]
      const newDay = before === undefined || time.day(before * 1000) !== time.day(at)
      if (increment >= 86_400) return time.day(at)
      const clock = increment < 60 ? time.time(at) : time.minute(at)
      return newDay && (index > 0 || time.minute(at) === '00:00') ? `${clock}\n${time.day(at)}` : clock
    })

  const barPaths = uPlot.paths.bars?.({ size: [0.86, 60], align: 1 })
  const options: uPlot.Options = {
    width: Math.max(200, element.clientWidth),
    height,
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), timeZone),
    padding: [10, 22, 0, 0],
    cursor: {
      // A drag across the time zooms; the setScale below clamps it and tells the page.
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
    },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    legend: { show: false },
    scales: { x: { time: true, auto: false }, y: { auto: false } },
    axes: [
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1, size: 5 },
        values: axisTimes,
        space: 64,
        size: 44,
      },
      {
        stroke: text,
        font,
        grid: { stroke: grid, width: 1 },
        ticks: { stroke: grid, width: 1, size: 5 },
        size: 58,
        values: (_, splits) => splits.map((value) => trim(value, splits)),
      },
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
              ...(barPaths && { paths: barPaths }),
            },
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
          ],
    bands: kind === 'bars' ? [] : [{ series: [2, 1], fill: `${text}44` }],
    hooks: {
      drawClear: [(u) => drawMarks(u)],
      draw: [(u) => drawThresholds(u), (u) => drawDoubtful(u), (u) => drawReadByHand(u)],
      setSelect: [
        (u) => {
          if (u.select.width < 8) return
          const from = u.posToVal(u.select.left, 'x') * 1000
          const to = u.posToVal(u.select.left + u.select.width, 'x') * 1000
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          const room = Math.max(0, SHORTEST_RANGE - (to - from)) / 2
          props().onZoom(Math.round(from - room), Math.round(to + room))
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
    const value = index === null || index === undefined ? undefined : u.data.at(-1)?.[index]
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
    tip.textContent = `${when}  ${formatNumber(value, unit)}${spread} ${unit}`
    tip.hidden = false
    const left = u.valToPos(second, 'x')
    const right = left > u.over.clientWidth / 2
    tip.style.left = right ? 'auto' : `${left + 10}px`
    tip.style.right = right ? `${u.over.clientWidth - left + 10}px` : 'auto'
  }

  function drawThresholds(u: uPlot): void {
    const { ctx, bbox } = u
    const ratio = devicePixelRatio
    ctx.save()
    ctx.font = `600 ${11.5 * ratio}px ${getComputedStyle(document.body).fontFamily}`
    ctx.textBaseline = 'middle'
    ctx.textAlign = 'left'
    const { thresholds, levelWords } = props()
    // From the top down, so that labels that would cover each other can step aside.
    const placed = thresholds
      .map((line) => ({ ...line, y: u.valToPos(line.value, 'y', true) }))
      .filter(({ y }) => y >= bbox.top - 1 && y <= bbox.top + bbox.height + 1)
      .sort((a, b) => a.y - b.y)
    let previous = Number.NEGATIVE_INFINITY
    for (const { level, value, y } of placed) {
      const { fill, on } = FILLS[level] as { fill: string; on: string }
      ctx.strokeStyle = fill
      ctx.lineWidth = 1.5 * ratio
      ctx.setLineDash([6 * ratio, 4 * ratio])
      ctx.beginPath()
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
      ctx.stroke()
      ctx.setLineDash([])
      const label = `${levelWords[level]} ${formatNumber(value, unit)}`
      const wide = ctx.measureText(label).width + 10 * ratio
      const tall = 17 * ratio
      const middle = Math.max(y, previous + tall + 1, bbox.top + tall / 2)
      previous = middle
      ctx.fillStyle = fill
      ctx.fillRect(bbox.left + 4 * ratio, middle - tall / 2, wide, tall)
      if (colour('--edge') !== 'transparent') {
        ctx.strokeStyle = '#111'
        ctx.lineWidth = ratio
        ctx.strokeRect(bbox.left + 4 * ratio, middle - tall / 2, wide, tall)
      }
      ctx.fillStyle = on
      ctx.fillText(label, bbox.left + 9 * ratio, middle + ratio * 0.5)
    }
    ctx.restore()
  }

  /** A hollow diamond at each value that a person read. */
  function drawReadByHand(u: uPlot): void {
    if (!props().byHand) return
    const { ctx, bbox } = u
    const size = 6 * devicePixelRatio
    const half = kind === 'bars' ? props().width / 2000 : 0
    ctx.save()
    ctx.lineWidth = 2 * devicePixelRatio
    ctx.strokeStyle = ink
    ctx.fillStyle = panel
    for (const [index, value] of (u.data.at(-1) ?? []).entries()) {
      const at = u.data[0][index]
      if (value === null || value === undefined || at === undefined || (kind === 'bars' && value === 0))
        continue
      const [x, y] = [u.valToPos(at + half, 'x', true), u.valToPos(value, 'y', true)]
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      ctx.beginPath()
      ctx.moveTo(x, y - size)
      ctx.lineTo(x + size, y)
      ctx.lineTo(x, y + size)
      ctx.lineTo(x - size, y)
      ctx.closePath()
      ctx.fill()
      ctx.stroke()
    }
    ctx.restore()
  }

  function drawMarks(u: uPlot): void {
    const { ctx, bbox } = u
    ctx.save()
    ctx.strokeStyle = text
    ctx.lineWidth = devicePixelRatio
    for (const { at } of props().marks) {
      const x = u.valToPos(at / 1000, 'x', true)
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
      ctx.fillStyle = text
      ctx.beginPath()
      ctx.moveTo(x - 5 * devicePixelRatio, bbox.top)
      ctx.lineTo(x + 5 * devicePixelRatio, bbox.top)
      ctx.lineTo(x, bbox.top + 7 * devicePixelRatio)
      ctx.fill()
    }
    ctx.restore()
  }

  /** Suspect values are ringed, impossible ones crossed at the edge: never drawn as if they were true. */
  function drawDoubtful(u: uPlot): void {
    const { ctx, bbox } = u
    const ratio = devicePixelRatio
    ctx.save()
    ctx.lineWidth = 1.5 * ratio
    for (const { time: at, value, flag } of props().series.points()) {
      if (flag !== 'suspect' && flag !== 'fail') continue
      if (at < inView[0] || at > inView[1]) continue
      const x = u.valToPos(at / 1000, 'x', true)
      const y = Math.min(bbox.top + bbox.height - 6, Math.max(bbox.top + 6, u.valToPos(value, 'y', true)))
      ctx.strokeStyle = ink
      ctx.fillStyle = panel
      ctx.beginPath()
      if (flag === 'suspect') {
        ctx.setLineDash([2.4 * ratio, 2 * ratio])
        ctx.arc(x, y, 4.5 * ratio, 0, 2 * Math.PI)
        ctx.fill()
      } else {
        ctx.setLineDash([])
        const arm = 4 * ratio
        ctx.moveTo(x - arm, y - arm)
        ctx.lineTo(x + arm, y + arm)
        ctx.moveTo(x + arm, y - arm)
        ctx.lineTo(x - arm, y + arm)
      }
      ctx.stroke()
    }
    ctx.restore()
  }

  function data(): uPlot.AlignedData {
    const { series, intervalMs, width, zoneOffset } = props()
    const points = series.points()
    if (kind === 'bars') {
      const all = bars(points, width, zoneOffset)
      return [all.map(({ from }) => from / 1000), all.map(({ sum }) => sum)]
    }
    const history = series.history
    const step =
      history && history.buckets.length > 0
        ? (history.buckets[0]?.to ?? 0) - (history.buckets[0]?.from ?? 0)
        : 0
    const joined = columns(points, GAP_INTERVALS * Math.max(intervalMs, step))
    alone = joined.alone
    return [joined.times, joined.lows, joined.highs, joined.values]
  }

  const plot = new uPlot(options, data(), element)
  plot.over.append(tip)

  return {
    draw(): void {
      const { range, series, thresholds } = props()
      const now = serverNow()
      // The bar that is still filling is shown whole.
      const end = kind === 'bars' ? barStart(now, props().width, props().zoneOffset) + props().width : now
      const [from, to] = range.kind === 'follow' ? [end - range.length, end] : [range.from, range.to]
      inView = [from, to]
      const columnsNow = data()
      plot.batch(() => {
        plot.setData(columnsNow, false)
        plot.setScale('x', { min: from / 1000, max: to / 1000 })
        if (kind === 'bars') {
          let highest = 0
          for (const sum of columnsNow[1] ?? []) highest = Math.max(highest, sum ?? 0)
          plot.setScale('y', { min: 0, max: highest * 1.1 || 1 })
        } else {
          const [min, max] = extent(
            series.points(),
            from,
            to,
            thresholds.map(({ value }) => value),
          )
          plot.setScale('y', { min, max })
        }
      })
    },
    isVisible(): boolean {
      const { top, bottom } = element.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    },
    resize(): void {
      if (element.clientWidth > 0) plot.setSize({ width: element.clientWidth, height })
    },
    destroy(): void {
      plot.destroy()
    },
  }
}

/** An axis label with as many decimals as the steps need. */
function trim(value: number, splits: readonly number[]): string {
  const step = splits.length > 1 ? Math.abs((splits[1] as number) - (splits[0] as number)) : 1
  let decimals = 0
  while (decimals < 4 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6)
    decimals++
  return value.toFixed(decimals)
}
