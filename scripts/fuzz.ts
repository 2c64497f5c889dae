// `pnpm fuzz TARGET [--runs N] [--seed S]`: random cases until N have passed. The seed it prints tells the same cases again.
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

/** What can be fuzzed: a file that is run as a thread, given `runs` and `seed`, and posts `Progress`. */
const TARGETS: Readonly<
  Record<string, { readonly file: string; readonly runs: number; readonly of: string }>
> = {
  rules: {
    file: '../tests/oracle/fuzz-rules.ts',
    runs: 100_000,
    of: 'stories judged as a slow reading of docs/rules.md judges them',
  },
  wire: {
    file: '../tests/hostile/fuzz-wire.ts',
    runs: 1_000_000,
    of: 'packets of two clients at a time, good and broken, to the broker, beside a client that is served all along',
  },
  payloads: {
    file: '../tests/hostile/fuzz-payloads.ts',
    runs: 1_000_000,
    of: 'payloads decoded, journalled and judged',
  },
  'rules-definitions': {
    file: '../tests/hostile/fuzz-rule-definitions.ts',
    runs: 1_000_000,
    of: 'rules as bodies of a request, refused with reasons or judged',
  },
  tables: {
    file: '../tests/hostile/fuzz-tables.ts',
    runs: 1_000_000,
    of: 'files and clipboards, refused with reasons or read as tables',
  },
  replies: {
    file: '../tests/hostile/fuzz-replies.ts',
    runs: 1_000_000,
    of: 'answers by SMS, PDUs and lines of a modem',
  },
  bodies: {
    file: '../tests/hostile/fuzz-bodies.ts',
    runs: 1_000_000,
    of: 'requests to the HTTP server',
  },
  callout: {
    file: '../tests/callout/fuzz-callout.ts',
    runs: 10_000,
    of: 'call-outs in which two processes die at any statement',
  },
  codecs: {
    file: '../tests/codecs/fuzz-codecs.ts',
    // A million for each of the eight codecs.
    runs: 8_000_000,
    of: 'streams of mutated frames read without an exception or a hang',
  },
}

interface Progress {
  readonly count: number
  /** A case that does not hold: how to see it again, and the case itself. */
  readonly failure: string | undefined
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seed: { type: 'string' } },
})
const name = positionals[0] ?? ''
const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined
const runs = Number(values.runs ?? target?.runs)
const seed = Number(values.seed ?? randomInt(2 ** 31))
if (target === undefined || positionals.length !== 1 || !Number.isInteger(seed) || !(runs >= 1)) {
  console.error(`usage: pnpm fuzz ${Object.keys(TARGETS).join('|')} [--runs N] [--seed S]`)
  process.exit(2)
}

const threads = Math.min(2, availableParallelism())
const begun = performance.now()
console.log(`fuzz ${name}: ${runs} cases, seed ${seed}`)

let count = 0
let shown = 0
const failures: string[] = []
const workers = Array.from({ length: threads }, (_, index) => {
  const share = Math.ceil(runs / threads)
  // Far enough apart that no thread tells what another has told.
  const workerData = { runs: share, seed: (seed + index * 500_009) | 0 }
  const worker = new Worker(new URL(target.file, import.meta.url), { workerData })
  worker.on('message', (progress: Progress) => {
    count += progress.count
    if (progress.failure !== undefined) failures.push(progress.failure)
    if (count - shown < runs / 10) return
    shown = count
    console.log(`fuzz ${name}: ${count} of ${runs}`)
  })
  return new Promise<void>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with ${code}`))))
  })
})
await Promise.all(workers)

for (const failure of failures) console.log(`\nnot as it should be: ${failure}`)
const seconds = ((performance.now() - begun) / 1000).toFixed(1)
const outcome =
  failures.length === 0 ? `${count} ${target.of}` : `${failures.length} disagreements in ${count} cases`
console.log(`fuzz ${name}: ${outcome}, in ${seconds} s (seed ${seed})`)
process.exit(failures.length === 0 ? 0 : 1)
