import { describe, expect, it } from 'vitest'
import { bodies } from './fuzz-bodies.ts'
import { payloads } from './fuzz-payloads.ts'
import { replies } from './fuzz-replies.ts'
import { ruleDefinitions } from './fuzz-rule-definitions.ts'
import { tables } from './fuzz-tables.ts'
import { wire } from './fuzz-wire.ts'
import { hunt, type Quarry } from './hunt.ts'
import { Random } from './random.ts'

const SEED = 20_261_124

/** A sample of what `pnpm fuzz` does at length: always the same inputs. */
function sample<Input>(
  name: string,
  runs: number,
  quarry: () => Quarry<Input> | Promise<Quarry<Input>>,
): void {
  it(`harms nothing: ${runs} ${name}`, async () => {
    let count = 0
    const failures: string[] = []
    await hunt(await quarry(), runs, SEED, (progress) => {
      count += progress.count
      if (progress.failure !== undefined) failures.push(progress.failure)
    })
    expect(failures).toEqual([])
    expect(count).toBeGreaterThanOrEqual(runs)
  })
}

describe('hostile input', () => {
  sample('packets of two clients on the wire', 2000, wire)
  sample('payloads', 5000, payloads)
  sample('rule definitions', 2000, ruleDefinitions)
  sample('table files', 1000, tables)
  sample('replies', 10_000, replies)
  sample('request bodies', 1000, bodies)
})

describe('the hunt', () => {
  const quarry: Quarry<number[]> = {
    make: (random) => random.list(20, () => random.below(100)),
    judge: (input) => (input.includes(42) ? 'it holds 42' : undefined),
    smaller: (input) => input.map((_, without) => input.filter((__, index) => index !== without)),
    show: (input) => JSON.stringify(input),
  }

  it('finds what is wrong, makes it small, and tells the seed that shows it again', async () => {
    const failures: string[] = []
    await hunt(quarry, 1000, 1, ({ failure }) => failure !== undefined && failures.push(failure))
    expect(failures).toEqual([expect.stringMatching(/^seed \d+: it holds 42\n\[42\]$/)])
    const seed = Number(/\d+/.exec(failures[0] ?? '')?.[0])
    expect(quarry.make(new Random(seed))).toContain(42)
  })

  it('takes an exception that nobody awaits for a failure, and memory that only grows', async () => {
    const failures: string[] = []
    const say = ({ failure }: { failure: string | undefined }) =>
      failure !== undefined && failures.push(failure)
    const tick = () => new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))
    const stray = () => {
      Promise.reject(new Error('nobody waits'))
      return tick()
    }
    await hunt({ ...quarry, judge: stray }, 1, 1, say)
    const held: unknown[] = []
    const hoard = () => {
      held.push(Buffer.alloc(20_000))
      return undefined
    }
    await hunt({ ...quarry, judge: hoard }, 20_000, 1, say)
    expect(failures).toEqual([
      expect.stringContaining('uncaught: Error: nobody waits'),
      expect.stringContaining('the heap has grown'),
    ])
  })
})
