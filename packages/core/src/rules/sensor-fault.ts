import {
  CHECKS,
  type CheckName,
  FLAGS,
  type Level,
  type QualityFlag,
  type Rule,
  type SensorFaultRule,
} from '../model/index.ts'
import type { RuleFault } from './fault.ts'
import { type Rung, rungOf, type Truth } from './ladder.ts'

/** What of a reading's quality each rung takes for a fault. */
export interface CompiledSensorFault {
  readonly kind: 'sensor-fault'
  readonly rule: Rule
  readonly table?: undefined
  readonly rungs: readonly Rung[]
  readonly flags: readonly (readonly QualityFlag[])[]
  readonly checks: readonly (readonly CheckName[])[]
}

export function compileSensorFault(
  rule: Rule & SensorFaultRule,
  levels: readonly Level[],
  faults: RuleFault[],
): CompiledSensorFault {
  const rungs: Rung[] = []
  const flags: QualityFlag[][] = []
  const checks: CheckName[][] = []
  for (const level of levels) {
    const written = rule.levels[level] ?? {}
    const path = `levels.${level}`
    rungs.push(rungOf(level, written, faults))
    const own = { flags: [...(written.flags ?? [])], checks: [...(written.checks ?? [])] }
    if (own.flags.includes('good')) {
      faults.push({
        path: `${path}.flags`,
        message: '"good" is no fault',
        expected: FLAGS.slice(1).join(', '),
      })
    }
    for (const field of ['flags', 'checks'] as const) {
      if (written[field]?.length !== 0) continue
      faults.push({
        path: `${path}.${field}`,
        message: 'an empty list is never met',
        expected: `${field}, or leave it out`,
      })
    }
    for (const name of own.checks) {
      if (!CHECKS.includes(name)) {
        faults.push({
          path: `${path}.checks`,
          message: `there is no check "${name}"`,
          expected: CHECKS.join(', '),
        })
      }
    }
    if (written.flags === undefined && written.checks === undefined) own.flags.push('fail')
    flags.push(own.flags)
    checks.push(own.checks)
  }
  return { kind: 'sensor-fault', rule, rungs, flags, checks }
}

/** The truth of a sensor-fault rule for one reading's quality. One object is reused: it lives only during a judgement. */
export class SensorFaultTruth implements Truth {
  compiled: CompiledSensorFault | undefined
  flag: QualityFlag = 'good'
  checks: readonly CheckName[] = []

  holds(rung: number): boolean {
    const { flags, checks } = this.compiled as CompiledSensorFault
    if (flags[rung]?.includes(this.flag) === true) return true
    return this.checks.some((check) => checks[rung]?.includes(check) === true)
  }

  cleared(rung: number): boolean {
    return !this.holds(rung)
  }
}
