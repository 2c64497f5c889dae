import type { Level } from '@tocsin/core'
import { SHAPES } from '../level/LevelMark.tsx'

/** Device pixels for each of the map's: sharp on a phone as well. */
export const ICON_RATIO = 2

export interface Palette {
  readonly text: string
  readonly panel: string
  readonly raised: string
  readonly deco: string
  readonly ring: string
  readonly accent: string
  readonly down: string
  readonly dark: boolean
  readonly fill: Readonly<Record<Level, string>>
  readonly line: Readonly<Record<Level, string>>
  readonly on: Readonly<Record<Level, string>>
}

/** The colours of the theme that the page is in. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const dark = document.documentElement.dataset['mantineColorScheme'] !== 'light'
  const levels = (suffix: string) => ({
    red: read(`--red${suffix}`),
    orange: read(`--orange${suffix}`),
    yellow: read(`--yellow${suffix}`),
    blue: read(`--blue${suffix}`),
  })
  return {
    text: read('--text'),
    panel: read('--panel'),
    raised: read('--raised'),
    deco: read('--deco'),
    ring: read('--ring'),
    accent: read('--accent'),
    down: read('--down'),
    dark,
    fill: levels(''),
    line: levels('-line'),
    on: { red: '#ffffff', orange: '#111111', yellow: '#111111', blue: '#111111' },
  }
}

type Draw = (context: CanvasRenderingContext2D, palette: Palette) => void

/** Draws what an icon's name says; undefined for a name that is not one of ours. */
export function drawIcon(name: string, palette: Palette): ImageData | undefined {
  const [kind, ...rest] = name.split('/')
  const found = kind === undefined ? undefined : KINDS[kind]?.(rest)
  if (found === undefined) return undefined
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = found.size * ICON_RATIO
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.scale(ICON_RATIO, ICON_RATIO)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  found.draw(context, palette)
  return context.getImageData(0, 0, canvas.width, canvas.height)
}

const KINDS: Readonly<
  Record<string, (parts: readonly string[]) => { size: number; draw: Draw } | undefined>
> = {
  station: (parts) => {
    const [first = '', state = '', look = '', doubtful] = parts
    if (isLevel(first))
      return { size: 30, draw: levelMark(first, state, look === 'hollow', doubtful !== undefined) }
    return { size: 20, draw: calmMark(first) }
  },
  cluster: ([rank = '0', waiting]) => ({ size: 48, draw: clusterMark(Number(rank), waiting === '1') }),
  village: ([state = 'none']) => ({ size: 24, draw: villageMark(state) }),
  place: ([kind = '']) => ({ size: 26, draw: placeMark(kind) }),
  hatch: () => ({ size: 12, draw: hatch }),
}

function isLevel(word: string): word is Level {
  return Object.hasOwn(SHAPES, word)
}

/** The same shapes as the level's chip: ringed while nobody has it, ticked once somebody does, hollow when its value is old or it has cleared. */
function levelMark(level: Level, state: string, hollow: boolean, doubtful: boolean): Draw {
  return (context, palette) => {
    context.translate(3, 3)
    const shape = new Path2D(SHAPES[level])
    if (state === 'unacknowledged') {
      context.strokeStyle = palette.ring
      context.lineWidth = 6
      context.stroke(shape)
    }
    if (hollow || state === 'cleared-unacknowledged') {
      context.fillStyle = palette.panel
      context.fill(shape)
      context.strokeStyle = palette.dark ? palette.line[level] : '#111111'
      context.lineWidth = palette.dark ? 3 : 4
      context.stroke(shape)
      if (!palette.dark) {
        context.strokeStyle = palette.fill[level]
        context.lineWidth = 2
        context.stroke(shape)
      }
    } else {
      context.fillStyle = palette.fill[level]
      context.fill(shape)
      context.strokeStyle = '#111111'
      context.lineWidth = 1.5
      context.stroke(shape)
    }
    if (doubtful) {
      context.setLineDash([3.4, 2.6])
      context.strokeStyle = palette.text
      context.lineWidth = 1.8
      context.stroke(shape)
      context.setLineDash([])
    }
    if (state === 'acknowledged') {
      context.strokeStyle = hollow ? palette.text : palette.on[level]
      context.lineWidth = 2.8
      context.stroke(new Path2D(level === 'orange' ? 'M8 15.2l3 3 5-5.6' : 'M7.4 12.4l3.2 3.2 6-6.8'))
    }
  }
}

/** Calm: a small circle; dashed when its value is old; slashed when nothing comes. */
function calmMark(condition: string): Draw {
  return (context, palette) => {
    context.beginPath()
    context.arc(10, 10, 5.5, 0, 2 * Math.PI)
    context.fillStyle = palette.panel
    context.fill()
    context.strokeStyle = palette.dark ? '#a9b6c0' : '#4a5862'
    context.lineWidth = 2
    if (condition === 'stale') context.setLineDash([2.6, 2.4])
    context.stroke()
    context.setLineDash([])
    if (condition === 'offline' || condition === 'never') {
      context.beginPath()
      context.moveTo(4, 16)
      context.lineTo(16, 4)
      context.stroke()
    }
  }
}

const RANKS: readonly (Level | null)[] = [null, 'blue', 'yellow', 'orange', 'red']

/** As grave as the worst in it. */
function clusterMark(rank: number, waiting: boolean): Draw {
  return (context, palette) => {
    const level = RANKS[rank] ?? null
    if (level === null) {
      context.beginPath()
      context.arc(24, 24, 16, 0, 2 * Math.PI)
      context.fillStyle = palette.raised
      context.fill()
      context.strokeStyle = palette.deco
      context.lineWidth = 2
      context.stroke()
      return
    }
    context.translate(3, level === 'orange' ? 1 : 3)
    context.scale(1.75, 1.75)
    const shape = new Path2D(SHAPES[level])
    if (waiting) {
      context.strokeStyle = palette.ring
      context.lineWidth = 3.4
      context.stroke(shape)
    }
    context.fillStyle = palette.fill[level]
    context.fill(shape)
    context.strokeStyle = '#111111'
    context.lineWidth = 0.9
    context.stroke(shape)
  }
}

/** A circle that fills as answers come: the same marks as on the board. */
function villageMark(state: string): Draw {
  return (context, palette) => {
    const circle = (radius: number) => {
      context.beginPath()
      context.arc(12, 12, radius, 0, 2 * Math.PI)
    }
    const alarm = state === 'not-answered' || state === 'uncovered'
    const ink = alarm ? palette.down : palette.text
    circle(state === 'none' ? 5 : 9)
    context.fillStyle = state === 'not-answered' || state === 'answered' ? ink : palette.panel
    context.fill()
    context.strokeStyle = ink
    context.lineWidth = 2
    if (state === 'waiting') context.setLineDash([3, 3])
    context.stroke()
    context.setLineDash([])
    const inner = state === 'not-answered' || state === 'answered' ? palette.panel : ink
    context.strokeStyle = inner
    context.fillStyle = inner
    context.lineWidth = 2.4
    if (state === 'called') {
      context.beginPath()
      context.arc(12, 12, 9, Math.PI / 2, (3 * Math.PI) / 2)
      context.closePath()
      context.fill()
    }
    if (state === 'answered') context.stroke(new Path2D('M7.6 12.3l3 3 5.6-6.2'))
    if (state === 'not-answered') context.stroke(new Path2D('M12 7.2v5.6M12 16.2v.4'))
    if (state === 'uncovered') context.stroke(new Path2D('M6 18 18 6'))
    if (state === 'none') {
      circle(1.6)
      context.fill()
    }
  }
}

/** Strokes in a box of 24: a house, people, a crate, a warning sign. */
const GLYPHS: Readonly<Record<string, string>> = {
  shelter: 'M5 12l7-7 7 7M7 10.5V19h10v-8.5M12 19v-5',
  team: 'M9 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M4.5 18.5v-2a3 3 0 0 1 3-3h3a3 3 0 0 1 3 3v2M15.5 10a2.3 2.3 0 0 0 0-4.6M19.5 18.5v-2a3 3 0 0 0-2-2.8',
  store: 'M4.5 8.5 12 4.5l7.5 4v8L12 20.5l-7.5-4zM4.5 8.5l7.5 4 7.5-4M12 12.5v8',
  'danger-zone': 'M12 5 20 19H4zM12 10v4M12 16.4v.3',
  route: 'M5 18h.1M8 14.5h.1M11.5 13h.1M14.5 10.5h.1M16 7h.1M19 5h.1',
  river: 'M4 9c2.7-3 5.3 3 8 0s5.3 3 8 0M4 15c2.7-3 5.3 3 8 0s5.3 3 8 0',
}

function placeMark(kind: string): Draw {
  return (context, palette) => {
    context.beginPath()
    context.roundRect(1, 1, 24, 24, 5)
    context.fillStyle = palette.panel
    context.fill()
    context.strokeStyle = kind === 'danger-zone' ? palette.text : palette.accent
    context.lineWidth = 1.6
    context.stroke()
    context.translate(1, 1)
    context.lineWidth = kind === 'route' ? 3 : 1.8
    context.stroke(new Path2D(GLYPHS[kind] ?? 'M7 12h10'))
  }
}

/** Zones are hatched, not tinted: their colour is no level. */
function hatch(context: CanvasRenderingContext2D, palette: Palette): void {
  context.strokeStyle = palette.text
  context.globalAlpha = 0.55
  context.lineWidth = 1.4
  context.stroke(new Path2D('M-2 14 14 -2M-2 2 2 -2M10 14 14 10'))
}
