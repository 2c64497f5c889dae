import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cases } from '../callout/case.ts'
import { broken } from '../callout/model.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 500)
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_501)

it(
  `keeps its promises in ${RUNS} random call-outs that crash at any statement`,
  () => {
    fc.assert(
      fc.property(cases, (one) => {
        expect(broken(one)).toBeUndefined()
      }),
      // Making a case smaller takes minutes: the fuzzer's business.
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    )
  },
  60_000 + RUNS * 100,
)
