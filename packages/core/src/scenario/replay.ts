import { Judge, type Ruled } from '../judge/index.ts'
import type { JournalEntry } from '../model/index.ts'
import { Checkpoint } from './checkpoint.ts'

/** What a gateway says to these entries that is taken down after every `every` of them and brought back from its checkpoint. */
export function replay(entries: readonly JournalEntry[], every = Number.POSITIVE_INFINITY): Ruled[] {
  const checkpoint = new Checkpoint()
  let judge = new Judge()
  return entries.flatMap((entry, index) => {
    const verdict = judge.take(entry, index + 1)
    checkpoint.save(judge, entry, verdict)
    if ((index + 1) % every === 0) judge = new Judge(checkpoint.load(judge))
    return verdict.events
  })
}
