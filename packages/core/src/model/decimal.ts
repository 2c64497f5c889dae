const PLACES = 1e9

/**
 * What was computed from decimal values, without the noise of binary fractions: 3.996 − 3.756 is 0.24 and reaches a threshold of 0.24,
 * where 0.2399999999999998 would not. Nine places are more than any sensor has; beyond four million of a unit the value is left as it is.
 */
export function decimal(computed: number): number {
  const scaled = computed * PLACES
  return Math.abs(scaled) < Number.MAX_SAFE_INTEGER ? Math.round(scaled) / PLACES : computed
}
