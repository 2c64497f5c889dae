import type { Expected, Facts } from './scenario.ts'

/** Something that is not as the scenario says; texts are for people. */
export interface Mismatch {
  /** `exp_events[2]` */
  readonly where: string
  /** Since the start, where the expectation is of a moment. */
  readonly at?: string | undefined
  readonly expected: string
  readonly got: string
}

/** Lists longer than this are compared place by place; finding the best match of two long ones takes their product of steps. */
const MOST_MATCHED = 1000
/** Real numbers that were computed are the same when they agree so far. */
const RELATIVE = 1e-9

/** True when every expected fact is found as it is expected. */
export function fits(expected: Facts, found: Facts): boolean {
  return Object.entries(expected).every(([key, value]) => same(value, found[key]))
}

function same(expected: unknown, found: unknown): boolean {
  if (typeof expected === 'number' && typeof found === 'number') {
    return Math.abs(expected - found) <= RELATIVE * Math.max(1, Math.abs(expected), Math.abs(found))
  }
  if (Array.isArray(expected) && Array.isArray(found)) {
    return expected.length === found.length && expected.every((item, index) => same(item, found[index]))
  }
  if (isFacts(expected) && isFacts(found)) {
    return Object.entries(expected).every(([key, value]) => same(value, found[key]))
  }
  return (expected ?? null) === (found ?? null)
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The expected facts, and of what was found the same ones: what differs stands out. */
export function mismatch({ where, facts }: Expected, found: Facts | undefined, at?: string): Mismatch {
  return {
    where,
    at,
    expected: format(facts),
    got: found === undefined ? 'nothing' : format(pick(found, Object.keys(facts))),
  }
}

/** Two lists in order: what is missing, what is not expected, and what is not as it should be. */
export function compareInOrder(
  where: string,
  expected: readonly Expected[],
  found: readonly Facts[],
  keys: readonly string[],
): Mismatch[] {
  const differences: Mismatch[] = []
  let [wanted, had]: [Expected[], Facts[]] = [[], []]
  const tell = () => {
    // What is missing and what stands in its place tell more beside each other.
    for (let index = 0; index < Math.max(wanted.length, had.length); index++) {
      const [one, other] = [wanted[index], had[index]]
      if (one !== undefined) differences.push(mismatch(one, other))
      else if (other !== undefined) {
        differences.push({ where, expected: 'nothing more', got: format(pick(other, keys)) })
      }
    }
    wanted = []
    had = []
  }
  for (const [one, other] of align(expected, found)) {
    if (one !== undefined && other !== undefined) tell()
    else if (one !== undefined) wanted.push(one)
    else if (other !== undefined) had.push(other)
  }
  tell()
  return differences
}

type Pair = readonly [Expected | undefined, Facts | undefined]

/** Pairs as many as fit, in order (longest common subsequence). */
function align(expected: readonly Expected[], found: readonly Facts[]): Pair[] {
  if (Math.max(expected.length, found.length) > MOST_MATCHED) {
    return Array.from({ length: Math.max(expected.length, found.length) }, (_, index): Pair[] => {
      const [one, other] = [expected[index], found[index]]
      if (one && other && fits(one.facts, other)) return [[one, other]]
      return [
        [one, undefined],
        [undefined, other],
      ]
    }).flat()
  }
  const fit = expected.map(({ facts }) => found.map((one) => fits(facts, one)))
  const best = Array.from({ length: expected.length + 1 }, () => new Array<number>(found.length + 1).fill(0))
  const at = (i: number, j: number) => best[i]?.[j] ?? 0
  for (let i = expected.length - 1; i >= 0; i--) {
    for (let j = found.length - 1; j >= 0; j--) {
      const row = best[i] as number[]
      row[j] = fit[i]?.[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  while (i < expected.length || j < found.length) {
    if (i < expected.length && j < found.length && fit[i]?.[j] && at(i, j) === at(i + 1, j + 1) + 1) {
      pairs.push([expected[i++], found[j++]])
    } else if (i < expected.length && (j === found.length || at(i + 1, j) >= at(i, j + 1))) {
      pairs.push([expected[i++], undefined])
    } else pairs.push([undefined, found[j++]])
  }
  return pairs
}

/** Two lists in any order, each expected one by `key` or else by the first that fits. */
export function compareInAnyOrder(
  where: string,
  expected: readonly Expected[],
  found: readonly Facts[],
  keys: readonly string[],
  at?: string,
): Mismatch[] {
  const left = [...found]
  const unmet = expected.filter(({ facts }) => {
    const index = left.findIndex((one) => fits(facts, one))
    if (index < 0) return true
    left.splice(index, 1)
    return false
  })
  const differences = unmet.map((one) => {
    const similar = left.findIndex((other) => other['subject'] === one.facts['subject'])
    const [other] = left.splice(Math.max(similar, 0), 1)
    return mismatch(one, other, at)
  })
  for (const other of left)
    differences.push({ where, at, expected: 'nothing more', got: format(pick(other, keys)) })
  return differences
}

function pick(facts: Facts, keys: readonly string[]): Facts {
  return Object.fromEntries(keys.filter((key) => key in facts).map((key) => [key, facts[key]]))
}

/** `at 3m, type raised, level yellow` */
export function format(facts: Facts): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value ?? null)}`)
    .join(', ')
}
