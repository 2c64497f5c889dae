// A thread of `pnpm fuzz codecs`: sends its share of mutated frames through each codec and reports after each portion.
import { parentPort, workerData } from 'node:worker_threads'
import { CODEC_NAMES, check } from './check.ts'

/** Streams between two reports: small enough to see that it goes on, and a few connections long. */
const PORTION = 10_000

const { runs, seed } = workerData as { runs: number; seed: number }
const share = Math.ceil(runs / CODEC_NAMES.length)
for (const [index, name] of CODEC_NAMES.entries()) {
  const begun = performance.now()
  let failures = 0
  for (let told = 0; told < share; told += PORTION) {
    const count = Math.min(PORTION, share - told)
    const failure = check(name, count, (seed + index * 1_000_003 + told * 104_729) | 0)
    if (failure !== undefined) failures++
    parentPort?.postMessage({ count, failure })
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`  ${name}: ${share} streams of one to three frames in ${seconds} s, ${failures} failures`)
}
