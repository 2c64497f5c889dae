import type { Instant, Level, MissedPeak } from '../model/index.ts'
import { severity } from '../rules/index.ts'
import type { Ruling } from './ruling.ts'
import type { Stream } from './stream.ts'

/** A breach seen late: the gravest rung it reaches, when it was, and the value (or window sum). */
export interface LateBreach {
  readonly rung: number
  readonly time: Instant
  readonly value: number
}

/**
 * Records a breach that came too late to call anybody for, joining it to the one before if they touch. Undefined when it was
 * warned of at the time, or adds nothing. A joined one keeps its id.
 */
export function missPeak(
  ruling: Ruling,
  stream: Stream,
  breach: LateBreach,
  id: string,
  now: Instant,
): MissedPeak | undefined {
  const { compiled, fired, missed } = ruling
  const { rung, time, value } = breach
  if (fired && time >= fired.from && time <= fired.to) return undefined
  const level = compiled.rungs[rung]?.level as Level
  const peak = { phenomenonTime: time, value }
  const joins = missed && time >= missed.from - stream.maxGap && time <= missed.to + stream.maxGap
  if (!joins) {
    const { id: ruleId, version, name } = compiled.rule
    const rule = { id: ruleId, version, name }
    ruling.missed = { id, rule, subject: stream.id, level, from: time, to: time, peak, recordedAt: now }
    return ruling.missed
  }
  const badness = (of: number) => {
    if (compiled.kind === 'mean') return severity(compiled.bands, of)
    return compiled.kind === 'threshold' ? severity(compiled, of) : of
  }
  const worse = badness(value) > badness(missed.peak.value)
  const graver = rung < compiled.rungs.findIndex((one) => one.level === missed.level)
  if (!worse && !graver && time >= missed.from && time <= missed.to) return undefined
  ruling.missed = {
    ...missed,
    level: graver ? level : missed.level,
    from: Math.min(missed.from, time),
    to: Math.max(missed.to, time),
    peak: worse ? peak : missed.peak,
  }
  return ruling.missed
}
