import type { Instant } from '@tocsin/core'
import type uPlot from 'uplot'
import type { DoubtfulSpan } from './doubtful.ts'

/** Something at a moment or over a span of a chart: a warning's event, a note, a peak that nobody was warned of. */
export interface ChartMark {
  readonly kind: 'event' | 'note' | 'peak'
  readonly from: Instant
  readonly to: Instant
  readonly text: string
  /** What stands in its flag: the number of a note. */
  readonly sign?: string | undefined
  /** Of a peak. */
  readonly value?: number | undefined
}

export interface BandColours {
  readonly text: string
  readonly ink: string
  readonly panel: string
  readonly accent: string
  readonly font: string
}

function hatch(
  ctx: CanvasRenderingContext2D,
  colour: string,
  kind: DoubtfulSpan['kind'],
): CanvasPattern | null {
  const size = 8 * devicePixelRatio
  const tile = document.createElement('canvas')
  tile.width = size
  tile.height = size
  const pen = tile.getContext('2d')
  if (pen === null) return null
  pen.strokeStyle = colour
  pen.fillStyle = colour
  pen.lineWidth = devicePixelRatio
  pen.beginPath()
  if (kind === 'late') {
    // Points, so that back-fill is not taken for doubt.
    pen.arc(size / 2, size / 2, devicePixelRatio, 0, 2 * Math.PI)
    pen.fill()
  } else {
    for (const shift of [-size, 0, size]) {
      pen.moveTo(shift, size)
      pen.lineTo(shift + size, 0)
      if (kind === 'fail') {
        pen.moveTo(shift, 0)
        pen.lineTo(shift + size, size)
      }
    }
    pen.stroke()
  }
  return ctx.createPattern(tile, 'repeat')
}

/** Draws what lies behind a chart's lines: doubtful and late stretches as hatched bands, and whatever is marked. */
export function createBands(colours: BandColours, lateWord: string) {
  const patterns = new Map<string, CanvasPattern | null>()
  const { text, ink, panel, accent, font } = colours

  function drawSpans(u: uPlot, spans: readonly DoubtfulSpan[]): void {
    const { ctx, bbox } = u
    const ratio = devicePixelRatio
    ctx.save()
    ctx.textAlign = 'left'
    for (const { from, to, kind } of spans) {
      const left = Math.max(bbox.left, u.valToPos(from / 1000, 'x', true))
      const right = Math.min(bbox.left + bbox.width, u.valToPos(to / 1000, 'x', true))
      if (right < bbox.left || left > bbox.left + bbox.width) continue
      if (!patterns.has(kind)) patterns.set(kind, hatch(ctx, text, kind))
      const pattern = patterns.get(kind)
      if (pattern) ctx.fillStyle = pattern
      ctx.globalAlpha = 0.55
      const wide = Math.max(2 * ratio, right - left)
      ctx.fillRect(left, bbox.top, wide, bbox.height)
      ctx.globalAlpha = 1
      if (kind !== 'late') continue
      ctx.font = `${11 * ratio}px ${font}`
      const label = ctx.measureText(lateWord).width + 8 * ratio
      if (wide < label) continue
      ctx.fillStyle = panel
      ctx.fillRect(left, bbox.top + bbox.height - 17 * ratio, label, 16 * ratio)
      ctx.fillStyle = text
      ctx.textBaseline = 'middle'
      ctx.fillText(lateWord, left + 4 * ratio, bbox.top + bbox.height - 8.5 * ratio)
    }
    ctx.restore()
  }

  function drawMarks(u: uPlot, marks: readonly ChartMark[]): void {
    const { ctx, bbox } = u
    const ratio = devicePixelRatio
    ctx.save()
    ctx.lineWidth = ratio
    ctx.textAlign = 'left'
    for (const { kind, from, to, sign } of marks) {
      const x = u.valToPos(from / 1000, 'x', true)
      const end = u.valToPos(to / 1000, 'x', true)
      if (kind === 'peak' || end < bbox.left || x > bbox.left + bbox.width) continue
      ctx.strokeStyle = kind === 'note' ? accent : text
      ctx.fillStyle = ctx.strokeStyle
      const left = Math.max(bbox.left, x)
      if (end > left) {
        ctx.globalAlpha = 0.14
        ctx.fillRect(left, bbox.top, Math.min(end, bbox.left + bbox.width) - left, bbox.height)
        ctx.globalAlpha = 1
      }
      if (x < bbox.left) continue
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
      if (sign === undefined) {
        ctx.beginPath()
        ctx.moveTo(x - 5 * ratio, bbox.top)
        ctx.lineTo(x + 5 * ratio, bbox.top)
        ctx.lineTo(x, bbox.top + 7 * ratio)
        ctx.fill()
        continue
      }
      ctx.font = `600 ${11 * ratio}px ${font}`
      ctx.textBaseline = 'middle'
      const wide = ctx.measureText(sign).width + 8 * ratio
      ctx.fillRect(x, bbox.top, wide, 16 * ratio)
      ctx.fillStyle = panel
      ctx.fillText(sign, x + 4 * ratio, bbox.top + 8.5 * ratio)
    }
    ctx.restore()
  }

  /** A peak that was seen too late to warn of: a hollow triangle on its value. */
  function drawPeaks(u: uPlot, marks: readonly ChartMark[]): void {
    const { ctx, bbox } = u
    const size = 7 * devicePixelRatio
    ctx.save()
    ctx.lineWidth = 2 * devicePixelRatio
    ctx.strokeStyle = ink
    ctx.fillStyle = panel
    for (const { kind, from, value } of marks) {
      if (kind !== 'peak') continue
      const x = u.valToPos(from / 1000, 'x', true)
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      const tip = value === undefined ? bbox.top + 2 * size : u.valToPos(value, 'y', true)
      const y = Math.min(bbox.top + bbox.height, Math.max(bbox.top + 2 * size, tip)) - 2
      ctx.beginPath()
      ctx.moveTo(x, y)
      ctx.lineTo(x - size, y - 1.7 * size)
      ctx.lineTo(x + size, y - 1.7 * size)
      ctx.closePath()
      ctx.fill()
      ctx.stroke()
    }
    ctx.restore()
  }

  return { drawSpans, drawMarks, drawPeaks }
}
