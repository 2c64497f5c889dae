import type { DurationMs, Instant } from '@tocsin/core'
import { zoomed } from './range.ts'

/** A chart that can be moved along the time. */
export interface Movable {
  /** What it shows now. */
  view(): [Instant, Instant]
  /** Where the plot itself lies on the page, without its axes. */
  area(): { readonly left: number; readonly width: number }
  /** Shows another stretch at once, while a gesture goes on. */
  show(from: Instant, to: Instant): void
  /** The gesture is over: this is the stretch that was wanted. */
  settle(): void
  /** Back to the time as it goes on. */
  follow(): void
  /** A moment was pointed at. */
  pick(at: Instant): void
}

/** Wheel and keys come in a row; their stretch is settled once they pause. */
const SETTLE_AFTER: DurationMs = 250
/** Less than this is a click of an unsteady hand. */
const LEAST_DRAG = 4

/**
 * Moving and zooming by mouse (drag; Ctrl and wheel, sideways wheel; double click), by touch (one finger sideways, two fingers) and by keys
 * (arrows, with Shift by half a screen; + and −; End). Scrolling the page over a chart stays scrolling. Answers what takes it all away again.
 */
export function attachGestures(host: HTMLElement, over: HTMLElement, chart: Movable): () => void {
  const pointers = new Map<number, number>()
  let start: { view: [Instant, Instant]; x: number; spread: number } | undefined
  let moved = false
  let settling: ReturnType<typeof setTimeout> | undefined

  const timeAt = (clientX: number, [from, to]: [Instant, Instant]) => {
    const { left, width } = chart.area()
    return from + ((clientX - left) / width) * (to - from)
  }
  const settleSoon = () => {
    clearTimeout(settling)
    settling = setTimeout(() => {
      settling = undefined
      chart.settle()
    }, SETTLE_AFTER)
  }
  const middle = () => [...pointers.values()].reduce((sum, x) => sum + x, 0) / pointers.size
  const spread = () => Math.max(...pointers.values()) - Math.min(...pointers.values())
  const begin = () => {
    start = pointers.size === 0 ? undefined : { view: chart.view(), x: middle(), spread: spread() }
  }

  const down = (event: PointerEvent) => {
    // With Shift a stretch is marked to be zoomed to.
    if (event.button !== 0 || event.shiftKey) return
    pointers.set(event.pointerId, event.clientX)
    if (pointers.size === 1) moved = false
    begin()
  }
  const move = (event: PointerEvent) => {
    if (start === undefined || !pointers.has(event.pointerId)) return
    pointers.set(event.pointerId, event.clientX)
    if (!moved && Math.abs(middle() - start.x) < LEAST_DRAG && Math.abs(spread() - start.spread) < LEAST_DRAG)
      return
    if (!moved) over.setPointerCapture(event.pointerId)
    moved = true
    const { view } = start
    const factor = pointers.size > 1 && start.spread > 0 ? Math.max(0.05, spread() / start.spread) : 1
    const [from, to] = zoomed(view, factor, timeAt(start.x, view))
    const shift = ((start.x - middle()) / chart.area().width) * (to - from)
    chart.show(from + shift, to + shift)
  }
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return
    if (pointers.size > 0) {
      begin()
      return
    }
    start = undefined
    if (moved) chart.settle()
    else if (event.type === 'pointerup') chart.pick(timeAt(event.clientX, chart.view()))
  }
  const wheel = (event: WheelEvent) => {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY)
    if (!event.ctrlKey && !event.metaKey && !sideways) return
    event.preventDefault()
    const view = chart.view()
    if (sideways) {
      const shift = (event.deltaX / chart.area().width) * (view[1] - view[0])
      chart.show(view[0] + shift, view[1] + shift)
    } else chart.show(...zoomed(view, Math.exp(-event.deltaY / 400), timeAt(event.clientX, view)))
    settleSoon()
  }
  const twice = (event: MouseEvent) => {
    const view = chart.view()
    chart.show(...zoomed(view, 2, timeAt(event.clientX, view)))
    chart.settle()
  }
  const key = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const [from, to] = chart.view()
    const step = (to - from) * (event.shiftKey ? 0.5 : 0.1)
    if (event.key === 'ArrowLeft') chart.show(from - step, to - step)
    else if (event.key === 'ArrowRight') chart.show(from + step, to + step)
    else if (event.key === '+' || event.key === '=') chart.show(...zoomed([from, to], 1.5, (from + to) / 2))
    else if (event.key === '-' || event.key === '_')
      chart.show(...zoomed([from, to], 1 / 1.5, (from + to) / 2))
    else if (event.key === 'End') {
      event.preventDefault()
      chart.follow()
      return
    } else return
    event.preventDefault()
    settleSoon()
  }

  over.addEventListener('pointerdown', down)
  over.addEventListener('pointermove', move)
  over.addEventListener('pointerup', up)
  over.addEventListener('pointercancel', up)
  over.addEventListener('wheel', wheel, { passive: false })
  over.addEventListener('dblclick', twice)
  host.addEventListener('keydown', key)
  return () => {
    clearTimeout(settling)
    over.removeEventListener('pointerdown', down)
    over.removeEventListener('pointermove', move)
    over.removeEventListener('pointerup', up)
    over.removeEventListener('pointercancel', up)
    over.removeEventListener('wheel', wheel)
    over.removeEventListener('dblclick', twice)
    host.removeEventListener('keydown', key)
  }
}
