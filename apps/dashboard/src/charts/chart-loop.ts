/** Something that draws itself when asked, and says whether it is worth drawing. */
export interface Drawable {
  draw(): void
  isVisible(): boolean
}

// One animation-frame loop for all charts of the page: each with its own would draw the same second several times over.
const dirty = new Set<Drawable>()
const charts = new Set<Drawable>()
let frame: number | undefined
let timer: ReturnType<typeof setInterval> | undefined

function drawAll(): void {
  frame = undefined
  for (const chart of [...dirty]) {
    if (!chart.isVisible()) continue
    dirty.delete(chart)
    chart.draw()
  }
}

function schedule(): void {
  if (frame === undefined && !document.hidden) frame = requestAnimationFrame(drawAll)
}

/** Asks for a redraw in the next frame; as often as one likes. */
export function markDirty(chart: Drawable): void {
  dirty.add(chart)
  schedule()
}

/** Puts a chart into the loop. It is asked once a second as well: time moves on without values too. */
export function joinLoop(chart: Drawable): () => void {
  charts.add(chart)
  timer ??= setInterval(() => {
    for (const one of charts) dirty.add(one)
    schedule()
  }, 1000)
  return () => {
    charts.delete(chart)
    dirty.delete(chart)
    if (charts.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
