const STEPS = 20
const MASK = (1 << STEPS) - 1
/** Kapacitor's: it begins above, and ends below. */
const BEGINS_ABOVE = 0.5
const ENDS_BELOW = 0.25

/** The record of steps after one more judgement. */
export function recordStep(flaps: number, changed: boolean): number {
  return ((flaps << 1) | (changed ? 1 : 0)) & MASK
}

/**
 * The share of steps at which the level changed, among the 20 between the last 21 judgements, weighted from 0.8 for the oldest to 1.2 for the newest
 * (Nagios' and Kapacitor's measure): between 0 and 1.
 */
export function changeShare(flaps: number): number {
  let share = 0
  for (let age = 0; age < STEPS; age++) {
    if (((flaps >> age) & 1) === 1) share += 1.2 - (0.4 * age) / (STEPS - 1)
  }
  return share / STEPS
}

/** Whether it flaps now: a band between beginning and ending keeps this itself from flapping. */
export function isFlapping(flaps: number, before: boolean): boolean {
  const share = changeShare(flaps)
  return before ? share >= ENDS_BELOW : share > BEGINS_ABOVE
}
