/** Beyond the most that ever fell in a day (1.825 m, Foc-Foc, January 1966): no report of an increment holds so much. */
const MOST_RAIN_MM = 2000

/**
 * QARTOD gross range: outside what the sensor can physically report. Rain cannot be negative whatever the span says.
 * @param form of rainfall; a counter's total may be anything that it can count to
 */
export function outOfRange(
  value: number,
  span: readonly [number, number] | undefined,
  form: 'increment' | 'counter' | undefined,
): boolean {
  if (form !== undefined && value < 0) return true
  if (form === 'increment' && value > MOST_RAIN_MM) return true
  return span !== undefined && (value < span[0] || value > span[1])
}
