import type { Datastream } from '../model/index.ts'
import type { CompiledRule } from './compile.ts'
import type { RuleFault } from './fault.ts'

/** Complains of levels whose limits no value that these datastreams can report ever reaches. */
export function spanFaults(compiled: CompiledRule, datastreams: readonly Datastream[]): RuleFault[] {
  const bands =
    compiled.kind === 'threshold' ? compiled : compiled.kind === 'mean' ? compiled.bands : undefined
  const spans = datastreams.flatMap(({ span }) => (span === undefined ? [] : [span]))
  // One without a span may report anything.
  if (bands === undefined || spans.length === 0 || spans.length < datastreams.length) return []
  const lowest = Math.min(...spans.map(([low]) => low))
  const highest = Math.max(...spans.map(([, high]) => high))
  return compiled.rungs.flatMap(({ level }, rung) => {
    const [low, high] = [bands.low[rung] as number, bands.high[rung] as number]
    if (low >= lowest || high <= highest) return []
    const isBand = Number.isFinite(low) && Number.isFinite(high)
    const limit = isBand ? `${low} and ${high}` : `${Number.isFinite(high) ? high : low}`
    return [
      {
        path: `levels.${level}.${isBand ? 'raiseOutside' : 'raiseAt'}`,
        message: `${limit} cannot be reached: what it covers reports ${lowest} to ${highest}, and what is beyond is a fault`,
        expected: `a value within ${lowest} to ${highest}`,
      },
    ]
  })
}
