// A thread of `pnpm fuzz rules`: tells its share of the stories and reports after each portion.
import { parentPort, workerData } from 'node:worker_threads'
import { check } from './check.ts'
import { RULES_OF } from './rules.ts'

/** Stories between two reports: small enough to see that it goes on. */
const PORTION = 500

const { runs, seed } = workerData as { runs: number; seed: number }
const share = Math.ceil(runs / RULES_OF.length)
for (const [index, kind] of RULES_OF.entries()) {
  // Each portion has a seed of its own: the same seed would tell the same stories again.
  for (let told = 0; told < share; told += PORTION) {
    const count = Math.min(PORTION, share - told)
    const own = (seed + index * 1_000_003 + told * 7919) | 0
    const disagreement = check(kind, count, own, () => {})
    parentPort?.postMessage({
      count,
      failure:
        disagreement &&
        `${disagreement.kind}, seed ${disagreement.seed}, path ${disagreement.path}\n${disagreement.text}`,
    })
  }
}
