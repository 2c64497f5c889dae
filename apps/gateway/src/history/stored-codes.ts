import type { CheckName, QualityFlag } from '@tocsin/core'

/** QARTOD's numbers. They lie in files for years: a flag may be added, never renumbered. */
export const FLAG_CODES: Record<QualityFlag, number> = {
  good: 1,
  'not-evaluated': 2,
  suspect: 3,
  fail: 4,
  missing: 9,
}

/** One bit each, as kept on disk: a check may be added, never renumbered. */
export const CHECK_BITS: Record<CheckName, number> = {
  'gross-range': 1,
  'rate-of-change': 2,
  'clock-ahead': 4,
  'counter-reset': 8,
  'counter-unknown': 16,
  spike: 32,
  'flat-line': 64,
  'time-gap': 128,
  neighbour: 256,
  intensity: 512,
  'warm-up': 1024,
  'calibration-due': 2048,
  sentinel: 4096,
  unreadable: 8192,
  manual: 16_384,
}

const FLAGS_BY_CODE = new Map(Object.entries(FLAG_CODES).map(([flag, code]) => [code, flag as QualityFlag]))
const CHECKS = Object.entries(CHECK_BITS) as [CheckName, number][]

export const FAIL_CODE = FLAG_CODES.fail
export const SUSPECT_CODE = FLAG_CODES.suspect

export function flagCode(flag: QualityFlag): number {
  return FLAG_CODES[flag]
}

/** A code that this build does not know was written by a newer one: nothing can be said about the value. */
export function flagOf(code: number): QualityFlag {
  return FLAGS_BY_CODE.get(code) ?? 'not-evaluated'
}

export function checkBits(checks: readonly CheckName[]): number {
  let bits = 0
  for (const check of checks) bits |= CHECK_BITS[check]
  return bits
}

export function checksOf(bits: number): CheckName[] {
  return bits === 0 ? [] : CHECKS.filter(([, bit]) => (bits & bit) !== 0).map(([check]) => check)
}
