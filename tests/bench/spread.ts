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

/** One asked-for figure beside what was measured; `held` is undefined where nothing was asked. */
export interface Figure {
  readonly what: string
  readonly measured: string
  readonly asked: string
  readonly held: boolean | undefined
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`)
  for (const { what, measured, asked, held } of figures) {
    const verdict = held === undefined ? ' ' : held ? '✓' : '✗'
    console.log(`  ${verdict} ${what.padEnd(58)} ${measured.padEnd(34)} ${asked}`)
  }
}
