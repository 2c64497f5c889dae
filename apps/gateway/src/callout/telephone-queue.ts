import { type Callout, parseKey } from '@tocsin/core'
import type { TelephoneChannel, TelephoneTask } from '../channels/telephone.ts'
import type { Log } from '../log.ts'
import type { Directory } from '../people/directory.ts'
import { messageOf } from './call-message.ts'
import { isWanted } from './sender.ts'
import type { CalloutStore, StoredCallout } from './store.ts'

/** Calls to be telephoned that were in the queue when the gateway ended. Numbers are not stored a second time for it. */
export function queuedBefore(store: CalloutStore, directory: Directory, log: Log): TelephoneTask[] {
  return store.busy().flatMap((stored) => {
    try {
      return tasksOf(stored, directory)
    } catch (error) {
      // One that cannot be read keeps neither the box from starting nor the other calls.
      log.error('callout.stuck', { callout: stored.callout.id, detail: String(error) })
      return []
    }
  })
}

function tasksOf({ callout, said }: StoredCallout, directory: Directory): TelephoneTask[] {
  const calls = (callout.live?.rings ?? []).flatMap((ring) => ring.calls)
  return calls.flatMap((call): TelephoneTask[] => {
    const { acceptedAt, deliveredAt, unansweredAt, failed } = call.facts
    const over = deliveredAt !== null || unansweredAt !== null || failed !== null
    if (call.channel.kind !== 'telephone' || call.simulated || acceptedAt === null || over) return []
    if (!isWanted(callout, call.key)) return []
    const person = directory.person(call.person)
    const address = directory.addressOf(call.channel.id)
    if (person === undefined || address == null) return []
    const message = messageOf([{ call, said, callout }], person, address, null)
    return [{ key: call.key, message, queuedAt: acceptedAt, takenBy: null }]
  })
}

/** Who has answered elsewhere need not be telephoned; who is to be tried again stands in the queue once. */
export function withdraw(telephone: TelephoneChannel, store: CalloutStore): void {
  const queue = telephone.queue()
  const newest = newestKeys(queue.map(({ key }) => key))
  for (const { key, takenBy } of queue) {
    const stored = store.get(parseKey(key).callout)
    const outdated = takenBy === null && !newest.has(key)
    if (stored === undefined || outdated || !isSoundAndWanted(stored.callout, key)) telephone.withdraw(key)
  }
}

/** A call of a call-out that cannot be read any more stays: the operator decides. */
function isSoundAndWanted(callout: Callout, key: string): boolean {
  try {
    return isWanted(callout, key)
  } catch {
    return true
  }
}

/** Of the calls to one person in one call-out the last: by generation, loop, step and attempt. */
function newestKeys(keys: readonly string[]): Set<string> {
  const newest = new Map<string, string>()
  for (const key of keys) {
    const { callout, person } = parseKey(key)
    const id = JSON.stringify([callout, person])
    const other = newest.get(id)
    if (other === undefined || isLater(key, other)) newest.set(id, key)
  }
  return new Set(newest.values())
}

/** True of a further call to the same person: a later generation, loop, step or attempt. */
function isLater(key: string, than: string): boolean {
  const [one, other] = [orderOf(key), orderOf(than)]
  const at = one.findIndex((number, index) => number !== other[index])
  return at !== -1 && (one[at] ?? 0) > (other[at] ?? 0)
}

function orderOf(key: string): number[] {
  const { generation, loop, step, attempt } = parseKey(key)
  return [generation, loop, step, attempt]
}
