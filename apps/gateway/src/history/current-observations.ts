import type { PositionedObservation } from './history.ts'

/**
 * Leaves out what a later reading of the same journal entry corrects. Both bear the entry's position, so that "the greater position
 * wins" cannot tell them apart once they are stored; here their order still can.
 */
export function withoutCorrectedInEntry(
  observations: readonly PositionedObservation[],
): readonly PositionedObservation[] {
  const corrected = new Set<number>()
  for (let start = 0; start < observations.length; ) {
    let end = start + 1
    while (observations[end]?.position === observations[start]?.position && end < observations.length) end++
    if (end - start > 1) markCorrected(observations, start, end, corrected)
    start = end
  }
  return corrected.size === 0 ? observations : observations.filter((_, index) => !corrected.has(index))
}

function markCorrected(
  observations: readonly PositionedObservation[],
  start: number,
  end: number,
  corrected: Set<number>,
): void {
  const seen = new Set<string>()
  for (let index = end - 1; index >= start; index--) {
    const { datastream, phenomenonTime } = observations[index] as PositionedObservation
    const key = `${phenomenonTime} ${datastream}`
    if (seen.has(key)) corrected.add(index)
    else seen.add(key)
  }
}
