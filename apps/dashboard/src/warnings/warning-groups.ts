import type { WarningView } from '@tocsin/contract'
import { type Instant, MINUTE } from '@tocsin/core'
import { standing } from './warning-order.ts'

/** Warnings of one rule in one area that were raised about the same time, as one line of a list. */
export interface WarningGroup {
  readonly key: string
  /** In their order; the first speaks for all. Never empty. */
  readonly warnings: readonly WarningView[]
}

const TOGETHER = 10 * MINUTE

/** Folds the list of a flood of warnings: same rule, area and level, raised within ten minutes of one another. Red always stands alone. */
export function grouped(sorted: readonly WarningView[]): WarningGroup[] {
  const groups: { key: string; latest: Instant; warnings: WarningView[] }[] = []
  for (const warning of sorted) {
    const level = standing(warning)
    const kind = `${warning.rule.id} ${warning.area} ${level} ${warning.acknowledged === null}`
    const open =
      level === 'red'
        ? undefined
        : groups.findLast(
            ({ key, latest }) =>
              key.startsWith(`${kind} `) && Math.abs(latest - warning.raisedAt) <= TOGETHER,
          )
    if (open === undefined) {
      groups.push({ key: `${kind} ${warning.id}`, latest: warning.raisedAt, warnings: [warning] })
    } else {
      open.warnings.push(warning)
      open.latest = warning.raisedAt
    }
  }
  return groups
}

const WITHIN = 10 * MINUTE
/** Of new warnings in ten minutes at one seat: more than this is a flood, and it lasts until there are fewer than that (ISA-18.2). */
const BEGINS_ABOVE = 10
const ENDS_BELOW = 5

export interface Flood {
  readonly on: boolean
  /** Raised in the last ten minutes. */
  readonly count: number
}

export const NO_FLOOD: Flood = { on: false, count: 0 }

/** Whether more is raised than anybody can read one by one. `raisedAt`: of all that are known. */
export function floodOf(raisedAt: readonly Instant[], now: Instant, before: boolean): Flood {
  const count = raisedAt.filter((at) => at <= now && now - at < WITHIN).length
  return { on: before ? count >= ENDS_BELOW : count > BEGINS_ABOVE, count }
}
