import type { DurationMs, Instant } from '@tocsin/core'
import type uPlot from 'uplot'
import { formatNumber } from '../stations/amount.ts'
import type { Point } from './joined-series.ts'
import type { ThresholdLine } from './thresholds.ts'

/** What the canvas is painted with: colours of the theme, and its typeface. */
export interface PlotColours {
  readonly text: string
  readonly ink: string
  readonly panel: string
  /** Around labels where colours alone are not told apart; `transparent`: none. */
  readonly edge: string
  readonly font: string
}

const FILLS: Record<string, { fill: string; on: string }> = {
  red: { fill: '#e11d27', on: '#fff' },
  orange: { fill: '#ff8a1f', on: '#111' },
  yellow: { fill: '#ffd60a', on: '#111' },
  blue: { fill: '#4c9bff', on: '#111' },
}

/** Thresholds of rules as dashed lines, each labelled with its level. */
export function drawThresholds(
  u: uPlot,
  { edge, font }: PlotColours,
  thresholds: readonly ThresholdLine[],
  levelWords: Readonly<Record<string, string>>,
  unit: string,
): void {
  const { ctx, bbox } = u
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = `600 ${11.5 * ratio}px ${font}`
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'left'
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
    if (edge !== 'transparent') {
      ctx.strokeStyle = '#111'
      ctx.lineWidth = ratio
      ctx.strokeRect(bbox.left + 4 * ratio, middle - tall / 2, wide, tall)
    }
    ctx.fillStyle = on
    ctx.fillText(label, bbox.left + 9 * ratio, middle + ratio * 0.5)
  }
  ctx.restore()
}

/** Bars of rain, each as wide as its time. */
export function drawBars(u: uPlot, { text }: PlotColours, widthMs: DurationMs): void {
  const { ctx, bbox } = u
  const long = widthMs / 1000
  const floor = bbox.top + bbox.height
  ctx.save()
  ctx.fillStyle = `${text}99`
  ctx.strokeStyle = text
  ctx.lineWidth = devicePixelRatio
  for (const [index, sum] of (u.data[1] ?? []).entries()) {
    const at = u.data[0][index]
    if (sum === null || sum === undefined || sum === 0 || at === undefined) continue
    const [start, end] = [u.valToPos(at, 'x', true), u.valToPos(at + long, 'x', true)]
    const room = (end - start) * 0.07
    const left = Math.max(bbox.left, start + room)
    const right = Math.min(bbox.left + bbox.width, end - room)
    if (right <= left) continue
    const top = u.valToPos(sum, 'y', true)
    ctx.fillRect(left, top, Math.max(1, right - left), floor - top)
    if (right - left > 3 * devicePixelRatio) ctx.strokeRect(left, top, right - left, floor - top)
  }
  ctx.restore()
}

/** A hollow diamond at each value that a person read. */
export function drawReadByHand(
  u: uPlot,
  { ink, panel }: PlotColours,
  kind: 'line' | 'bars',
  widthMs: DurationMs,
): void {
  const { ctx, bbox } = u
  const size = 6 * devicePixelRatio
  const half = kind === 'bars' ? widthMs / 2000 : 0
  ctx.save()
  ctx.lineWidth = 2 * devicePixelRatio
  ctx.strokeStyle = ink
  ctx.fillStyle = panel
  for (const [index, value] of (u.data[kind === 'bars' ? 1 : 3] ?? []).entries()) {
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

/** Suspect values are ringed, impossible ones crossed at the edge: never drawn as if they were true. */
export function drawDoubtful(
  u: uPlot,
  { ink, panel }: PlotColours,
  points: readonly Point[],
  [from, to]: readonly [Instant, Instant],
): void {
  const { ctx, bbox } = u
  const ratio = devicePixelRatio
  ctx.save()
  ctx.lineWidth = 1.5 * ratio
  for (const { time: at, value, flag } of points) {
    if (flag !== 'suspect' && flag !== 'fail') continue
    if (at < from || at > to) continue
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
