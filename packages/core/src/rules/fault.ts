import { type DurationMs, parseDuration } from '../model/index.ts'

/** Something in a rule or table that makes no sense, for the engineer who wrote it. */
export interface RuleFault {
  /** `levels.yellow.clearBelow`, `rows[3].cells[2]` */
  readonly path: string
  readonly message: string
  readonly expected: string
}

/** The duration at `path`, or a fault and 0. */
export function durationAt(text: string, path: string, faults: RuleFault[]): DurationMs {
  const duration = parseDuration(text)
  if (duration !== undefined) return duration
  faults.push({
    path,
    message: `"${text}" is no duration`,
    expected: 'a number and s, m, h or d, such as "10m"',
  })
  return 0
}

/** The window at `path`: a duration from `shortest` to `longest`, or a fault and 0. */
export function windowAt(
  text: string,
  path: string,
  [shortest, longest]: readonly [DurationMs, DurationMs],
  expected: string,
  faults: RuleFault[],
): DurationMs {
  const count = faults.length
  const window = durationAt(text, path, faults)
  if (faults.length === count && (window < shortest || window > longest)) {
    faults.push({ path, message: `${text} is no window to look back over`, expected })
  }
  return window
}

/** Complains unless the value is a finite number. */
export function checkNumber(value: number, path: string, faults: RuleFault[]): void {
  if (Number.isFinite(value)) return
  faults.push({ path, message: `${value} is no threshold`, expected: 'a number' })
}
