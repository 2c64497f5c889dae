/**
 * QARTOD gross range: outside what the sensor can physically report. Rain cannot be negative whatever the span says.
 */
export function outOfRange(
  value: number,
  span: readonly [number, number] | undefined,
  isRainfall: boolean,
): boolean {
  if (isRainfall && value < 0) return true
  return span !== undefined && (value < span[0] || value > span[1])
}
