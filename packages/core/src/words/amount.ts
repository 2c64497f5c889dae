/** Decimals that are always written, by unit: a gauge reads 3.90 m, not 3.9 m. */
const LEAST_DECIMALS: ReadonlyMap<string, number> = new Map(Object.entries({ m: 2 }))
/** More than any sensor resolves; what lies beyond is binary dust (0.1 + 0.2). */
const MOST_DECIMALS = 6
const MEASURED_DIGITS = 6

/** A limit with all the digits that somebody gave it, and its unit: `3.90 m`. */
export function limitText(value: number, unit: string): string {
  const number = Number(value.toFixed(MOST_DECIMALS))
  const digits = String(number)
  const least = LEAST_DECIMALS.get(unit) ?? 0
  const decimals = digits.split('.')[1]?.length ?? 0
  // -0 is what a gauge at rest reports; nobody wants to read it.
  const text = decimals < least ? number.toFixed(least) : digits
  return unit === '' ? minus(text) : `${minus(text)} ${unit}`
}

/** A measured or computed amount, to six digits: 3.895 m and 3.901 m are not the same. */
export function measuredText(value: number, unit: string): string {
  return limitText(Number(value.toPrecision(MEASURED_DIGITS)), unit)
}

function minus(text: string): string {
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−')
}
