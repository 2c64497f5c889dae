import fc from 'fast-check'
import { compare, describe } from './comparison.ts'
import type { Tally } from './memory.ts'
import type { RuleOf } from './rules.ts'
import { story } from './stories.ts'

/** Where judge and oracle disagree, as small as it could be made. */
export interface Disagreement {
  readonly kind: RuleOf
  readonly seed: number
  /** Which of the stories of this seed, and how it was shrunk (fast-check's `path`). */
  readonly path: string
  /** The story, what the oracle says, what the judge says. */
  readonly text: string
}

/** Lets judge and oracle tell `runs` stories of a kind; undefined when they said the same every time. */
export function check(kind: RuleOf, runs: number, seed: number, tally: Tally): Disagreement | undefined {
  const result = fc.check(
    fc.property(story(kind), (one) => {
      const { oracle, judge } = compare(one, tally)
      return oracle.join('\n') === judge.join('\n')
    }),
    { numRuns: runs, seed },
  )
  if (!result.failed) return undefined
  const [smallest] = result.counterexample ?? []
  const text = smallest === undefined ? String(result.errorInstance) : explain(smallest)
  return { kind, seed, path: result.counterexamplePath ?? '', text }
}

function explain(story: Parameters<typeof compare>[0]): string {
  const lines = [describe(story)]
  try {
    const { oracle, judge } = compare(story)
    lines.push('the oracle says', ...oracle.map((line) => `  ${line}`))
    lines.push('the judge says', ...judge.map((line) => `  ${line}`))
  } catch (error) {
    lines.push(`one of them throws: ${error instanceof Error ? error.stack : String(error)}`)
  }
  return lines.join('\n')
}
