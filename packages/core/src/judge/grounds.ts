import { type Instant, MINUTE, type Reason } from '../model/index.ts'
import { isUsable } from '../quality/index.ts'
import {
  type CompiledRule,
  type FiringIndex,
  meanOver,
  riseOver,
  TimeToThresholdTruth,
  windowSums,
} from '../rules/index.ts'
import type { Grounds } from './docket.ts'
import type { Stream } from './stream.ts'

/** What a rule on a datastream saw when it changed its mind at `time`. */
export function groundsOf(stream: Stream, compiled: CompiledRule, time: Instant, reason: Reason): Grounds {
  const frame = {
    reason,
    ruleVersion: compiled.rule.version,
    ...(compiled.table ? { table: compiled.table } : {}),
  }
  if (compiled.kind === 'absence') return frame
  const { recent } = stream
  if (compiled.kind === 'sensor-fault') {
    const newest = stream.exposed ?? recent.at(-1)
    return newest === undefined || stream.unreadable ? frame : { ...frame, reading: newest }
  }
  // What was held back from the rule is no ground for what it says.
  const reading = recent.findLast(({ flag = 'good', checks = [] }) => isUsable({ flag, checks }))
  const computed = computedBy(compiled, stream, time)
  return {
    ...frame,
    ...(reading ? { reading } : {}),
    ...(reading?.flag === 'suspect' ? { needsConfirmation: true } : {}),
    ...(computed ? { computed } : {}),
    ...(compiled.kind === 'accumulation' && stream.rain
      ? { windows: windowSums(compiled, stream.rain, time) }
      : {}),
  }
}

/** What the rule worked out from the readings, by name; undefined when it is the reading itself. */
export function computedBy(
  compiled: CompiledRule,
  stream: Stream,
  time: Instant,
): Record<string, number> | undefined {
  const { values, integral, maxGap, soundValue } = stream
  switch (compiled.kind) {
    case 'mean': {
      const mean = integral && meanOver(compiled, integral, time)
      return mean === undefined ? undefined : { mean }
    }
    case 'rate': {
      const rise = values && riseOver(compiled, values, time, soundValue, maxGap)
      return rise === undefined ? undefined : { rise }
    }
    case 'time-to-threshold': {
      const truth = new TimeToThresholdTruth()
      truth.compiled = compiled
      truth.value = soundValue
      truth.rise = values && riseOver(compiled, values, time, soundValue, maxGap)
      const shortest = Math.min(
        ...compiled.rungs.map((_, rung) => truth.timeTo(rung) ?? Number.POSITIVE_INFINITY),
      )
      return {
        ...(truth.rise === undefined ? {} : { rise: truth.rise }),
        ...(Number.isFinite(shortest) ? { 'minutes-to-threshold': shortest / MINUTE } : {}),
      }
    }
    default:
      return undefined
  }
}

/** Which members of a composite fire, of the level that changed. */
export function compositeGrounds(
  compiled: CompiledRule & { readonly kind: 'composite' },
  rung: number,
  index: FiringIndex,
  reason: Reason,
): Grounds {
  const members = compiled.quorums[rung]?.members ?? []
  return {
    reason,
    ruleVersion: compiled.rule.version,
    members: members.flatMap((member) =>
      index.firing(member, compiled.area).map((subject) => ({ rule: member.rule, subject })),
    ),
  }
}
