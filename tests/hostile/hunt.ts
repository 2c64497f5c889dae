import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { Random } from './random.ts'

export interface Progress {
  readonly count: number
  /** An input that is not taken as it should be: how to see it again, and the input itself. */
  readonly failure: string | undefined
}

/** What is hunted: inputs made of a seed, and what must hold of each. */
export interface Quarry<Input> {
  make(random: Random): Input
  /**
   * What is wrong with how it was taken; undefined: nothing. An exception is wrong as well. `alone`: nothing else may be under way, and
   * the answer is about this input.
   */
  judge(input: Input, alone?: boolean): string | undefined | Promise<string | undefined>
  /** Inputs that are under way at once, so that a failure may be that of an earlier one; 1 unless told otherwise. */
  readonly atOnce?: number
  /** How many inputs this one counts for; 1 unless told otherwise. */
  weight?(input: Input): number
  /** The input without some of its parts, each way once; none where it cannot be made smaller. */
  smaller?(input: Input): Iterable<Input>
  show(input: Input): string
  /** Everything that the inputs before left behind must be gone by now: what is wrong otherwise. */
  rest?(): string | undefined | Promise<string | undefined>
  end?(): void | Promise<void>
}

/** Inputs between two reports. */
const PORTION = 2000
/** No input may take more of the processor, ms: the gateway judges in the same process. */
const LONGEST_MS = 2000
/** What the heap may grow by after the first portions, bytes. */
const MOST_GROWTH = 48 * 1024 * 1024
/** Attempts at making a failing input smaller. */
const MOST_ATTEMPTS = 400

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What this thread has had of the processor: other processes may hold it up. */
function spentMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** What is in use after a collection, buffers included. */
function heapInUse(): number {
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/**
 * Judges so many inputs; input `i` is that of seed + i, so that any one can be had again. `say` hears of every portion and of the
 * first failure, which ends the hunt.
 */
export async function hunt<Input>(
  quarry: Quarry<Input>,
  runs: number,
  seed: number,
  say: (progress: Progress) => void,
): Promise<void> {
  let astray: unknown
  const stray = (error: unknown) => {
    astray ??= error
  }
  process.on('uncaughtException', stray)
  process.on('unhandledRejection', stray)
  const wrongWith = async (input: Input, alone = false) => {
    const begun = spentMs()
    let wrong: string | undefined
    try {
      wrong = await quarry.judge(input, alone)
    } catch (error) {
      wrong = `threw ${(error as Error).stack ?? String(error)}`
    }
    if (astray !== undefined) {
      wrong = `uncaught: ${(astray as Error).stack ?? String(astray)}`
      astray = undefined
    }
    const took = spentMs() - begun
    return wrong ?? (took > LONGEST_MS ? `took ${Math.round(took)} ms` : undefined)
  }
  try {
    let baseline: number | undefined
    let count = 0
    let reported = 0
    for (let index = 0; count < runs; index++) {
      const own = (seed + index) | 0
      const input = quarry.make(new Random(own))
      let failure = await wrongWith(input)
      if (failure !== undefined) failure = await described(own, failure, quarry, wrongWith)
      count += quarry.weight?.(input) ?? 1
      if (failure === undefined && count - reported < PORTION && count < runs) continue
      failure ??= await quarry.rest?.()
      // What is measured first holds caches that fill up once.
      const heap = heapInUse()
      if (count >= 5 * PORTION) baseline ??= heap
      if (baseline !== undefined && heap - baseline > MOST_GROWTH)
        failure ??= `the heap has grown from ${baseline} to ${heap} bytes over ${count} inputs`
      say({ count: count - reported, failure })
      reported = count
      if (failure !== undefined) return
    }
  } finally {
    process.off('uncaughtException', stray)
    process.off('unhandledRejection', stray)
    await quarry.end?.()
  }
}

type WrongWith<Input> = (input: Input, alone: boolean) => Promise<string | undefined>

/** A failure with the seed that shows it and the input made small; where it shows only beside others, with all their seeds. */
async function described<Input>(
  seed: number,
  failure: string,
  quarry: Quarry<Input>,
  wrongWith: WrongWith<Input>,
): Promise<string> {
  const { atOnce = 1 } = quarry
  for (let own = seed; own > seed - atOnce; own--) {
    const input = quarry.make(new Random(own))
    const wrong = atOnce === 1 ? failure : await wrongWith(input, true)
    if (wrong !== undefined)
      return `seed ${own}: ${wrong}\n${quarry.show(await smallest(input, quarry, wrongWith))}`
  }
  return `seeds ${seed - atOnce + 1} to ${seed} together: ${failure}`
}

async function smallest<Input>(
  input: Input,
  quarry: Quarry<Input>,
  wrongWith: WrongWith<Input>,
): Promise<Input> {
  let attempts = 0
  search: for (;;) {
    for (const candidate of quarry.smaller?.(input) ?? []) {
      if (++attempts > MOST_ATTEMPTS) return input
      if ((await wrongWith(candidate, true)) === undefined) continue
      input = candidate
      continue search
    }
    return input
  }
}

/** Cuts halves, quarters and so on out of a sequence. */
export function* cuts<Sequence extends { readonly length: number }>(
  sequence: Sequence,
  without: (from: number, to: number) => Sequence,
): Iterable<Sequence> {
  for (let size = Math.ceil(sequence.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < sequence.length; from += size) yield without(from, from + size)
}

/** A thread of `pnpm fuzz`: hunts its share, where it was started as one. */
export async function huntAsThread<Input>(
  quarry: () => Quarry<Input> | Promise<Quarry<Input>>,
): Promise<void> {
  const given = workerData as { runs: number; seed: number } | null
  const port = parentPort
  if (port === null || given === null || typeof given.runs !== 'number') return
  await hunt(await quarry(), given.runs, given.seed, (progress) => port.postMessage(progress))
}
