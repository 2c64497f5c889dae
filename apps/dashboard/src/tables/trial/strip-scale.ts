import type { BacktestCourse } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'

/** Places in a strip, in its own units: the width is 1000 whatever it is on the screen. */
export const STRIP_WIDTH = 1000
/** Height of the part with the values; marks stand above and below it. */
export const STRIP_HEIGHT = 100

export interface StripScale {
  readonly low: number
  readonly high: number
  x(at: Instant): number
  y(value: number): number
  /** The value at a height, from 0 at the top to 1 at the bottom. */
  valueAt(part: number): number
}

/** Everything that is drawn fits, with some air; rain begins at nothing. */
export function scaleOf(
  values: readonly (number | null)[],
  limits: readonly number[],
  range: { readonly from: Instant; readonly to: Instant },
  startsAtZero: boolean,
): StripScale {
  const all = [...values.filter((value) => value !== null), ...limits]
  const top = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const bottom = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const low = startsAtZero || all.length === 0 ? 0 : bottom - (top - bottom || 1) * 0.08
  const high = all.length === 0 ? 1 : top + (top - low || 1) * 0.12
  const span = Math.max(1, range.to - range.from)
  return {
    low,
    high,
    x: (at) => ((at - range.from) / span) * STRIP_WIDTH,
    y: (value) => (1 - (value - low) / (high - low)) * STRIP_HEIGHT,
    valueAt: (part) => high - part * (high - low),
  }
}

/** The outline of an area over the values, one step to a stretch; a stretch without a value is left out. */
export function areaPath(
  { bucketMs }: Pick<BacktestCourse, 'bucketMs'>,
  values: readonly (number | null)[],
  from: Instant,
  scale: StripScale,
): string {
  let path = ''
  let open = false
  const close = (x: number) => {
    if (open) path += `V${STRIP_HEIGHT}H${x}Z`
    open = false
  }
  for (const [index, value] of values.entries()) {
    const [left, right] = [
      round(scale.x(from + index * bucketMs)),
      round(scale.x(from + (index + 1) * bucketMs)),
    ]
    if (value === null) {
      close(left)
      continue
    }
    if (!open) path += `M${left} ${STRIP_HEIGHT}`
    open = true
    path += `V${round(scale.y(value))}H${Math.min(STRIP_WIDTH, right)}`
    if (index === values.length - 1) path += `V${STRIP_HEIGHT}Z`
  }
  return path
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** A step by which a limit is moved: a hundredth of what the strip shows, as a round number. */
export function stepOf({ low, high }: Pick<StripScale, 'low' | 'high'>): number {
  const rough = (high - low) / 100
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

/** A value to the nearest step, without the dust of binary fractions. */
export function snapped(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(10))
}
