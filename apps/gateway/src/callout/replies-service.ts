import type { ReplyView } from '@tocsin/contract'
import type { PersonId } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { RepliesService } from '../http/channel-services.ts'
import { masked, readPhone } from '../people/address.ts'
import type { Directory } from '../people/directory.ts'
import type { Incoming } from './incoming.ts'
import type { ReplyStore, StoredReply } from './reply-store.ts'
import type { CalloutStore } from './store.ts'

export interface RepliesServiceOptions {
  readonly replies: ReplyStore
  readonly incoming: Incoming
  readonly store: CalloutStore
  readonly directory: Directory
  readonly clock: Clock
  readonly together: (work: () => void) => void
}

/** What people sent and an operator has to read, as HTTP sees it. */
export function createRepliesService(options: RepliesServiceOptions): RepliesService {
  const { replies, incoming, store, directory, clock, together } = options

  function calloutsFor(person: PersonId): ReplyView['callouts'] {
    const open = incoming.openOf(person)
    return [...open, ...incoming.endedOf(person)].flatMap((id) => {
      const said = store.get(id)?.said
      return said === undefined ? [] : [{ id, person, open: open.includes(id), said: { ...said } }]
    })
  }

  function view(reply: StoredReply): ReplyView {
    const { sender, why, persons, ...rest } = reply
    return {
      ...rest,
      why: why ?? 'no-answer-in-it',
      persons: persons.map((id) => ({ id, name: directory.nameOf(id) ?? id })),
      from: sender === null ? null : maskedSender(sender),
      callouts: reply.settled === null ? persons.flatMap(calloutsFor) : [],
    }
  }

  return {
    list: ({ settled, limit }) => replies.list(settled, limit).map(view),

    settle(id, settling, by) {
      const reply = replies.get(id)
      if (reply === undefined || reply.why === null) {
        return { ok: false, refusal: { kind: 'not-found', detail: `No reply ${id} to be read` } }
      }
      if (reply.settled !== null) {
        return { ok: false, refusal: { kind: 'too-late', detail: `${reply.settled.by} has read it` } }
      }
      if (settling.as === 'answer') {
        const { person, callout } = settling
        const fault = (path: string, message: string, expected: string) =>
          ({
            ok: false,
            refusal: {
              kind: 'invalid',
              detail: 'It cannot be recorded so',
              faults: [{ path, message, expected }],
            },
          }) as const
        if (directory.nameOf(person) === undefined) {
          return fault('person', `there is no person ${person}`, 'the id of a person')
        }
        if (store.get(callout) === undefined) {
          return fault('callout', `there is no call-out ${callout}`, 'the id of a call-out')
        }
      }
      together(() => {
        replies.settle(id, settling.as, by.name, clock.now())
        if (settling.as === 'answer') {
          incoming.record(settling.callout, settling.person, settling, reply, by.name)
        }
      })
      const after = replies.get(id)
      if (after === undefined) throw new Error(`reply ${id} was settled and is not there`)
      return { ok: true, reply: view(after) }
    },
  }
}

function maskedSender(sender: string): string {
  const read = readPhone(sender)
  return masked(read.ok ? read.address : sender)
}
