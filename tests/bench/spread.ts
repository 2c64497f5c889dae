/** Several rounds of one figure: the median speaks, the extremes tell how far to trust it. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export function spreadOf(rounds: readonly number[]): Spread {
  const sorted = [...rounds].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? Number.NaN
  return { min: at(0), median: at(0.5), max: at(1) }
}

export function showSpread({ min, median, max }: Spread, digits = 2): string {
  const show = (value: number) =>
    value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(digits)
  return `${show(median)} (${show(min)} to ${show(max)})`
}

/** The share `part` of all values that none exceeds: 0.99 is the p99. NaN when there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN
}

/** One asked-for figure beside what was measured; `held` is undefined where nothing was asked. */
export interface Figure {
  readonly what: string
  readonly measured: string
  readonly asked: string
  readonly held: boolean | undefined
  /** The same in numbers, for who reads the report by program. */
  readonly spread?: Spread
}

/** A figure of several rounds. Its median must be at least, or at most, what is asked for. */
export function figureOf(
  what: string,
  rounds: readonly number[],
  { digits = 2, least, most }: { digits?: number; least?: number; most?: number } = {},
): Figure {
  const spread = spreadOf(rounds)
  const asked = least !== undefined ? `≥ ${least}` : most !== undefined ? `≤ ${most}` : ''
  const held =
    asked === '' ? undefined : spread.median >= (least ?? -Infinity) && spread.median <= (most ?? Infinity)
  return { what, measured: showSpread(spread, digits), asked, held, spread }
}

/** Each round of `ours` ÷ the same round of `theirs`: what else the machine did meanwhile met both. */
export function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((our, round) => our / (theirs[round] ?? Number.NaN))
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { what, measured, asked, held } of figures) {
    const verdict = held === undefined ? ' ' : held ? '✓' : '✗'
    console.log(`  ${verdict} ${what.padEnd(62)} ${measured.padEnd(34)} ${asked}`)
  }
}
