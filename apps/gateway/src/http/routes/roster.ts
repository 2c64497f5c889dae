import type { HandOverView } from '@tocsin/contract'
import { actorOf } from '../../access/caller.ts'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

type RosterCalls =
  | 'listShifts'
  | 'createShifts'
  | 'changeShift'
  | 'deleteShift'
  | 'swapDuty'
  | 'listSwaps'
  | 'checkRoster'
  | 'readRosterFile'
  | 'importRoster'
  | 'listHandOvers'
  | 'openHandOver'
  | 'writeHandOver'
  | 'signHandOver'

/** The duty roster (值班表), swaps and hand-overs. */
export function rosterRoutes({ roster }: Services): Routes<RosterCalls> {
  const handedOver = (handOver: HandOverView) => ({
    body: handOver,
    audit: { subject: handOver.id, detail: { desk: handOver.desk, outgoing: handOver.outgoing } },
  })

  return {
    listShifts({ query: { from, to, desk } }) {
      return { status: 200, body: { shifts: roster.shifts(from, to, desk) } }
    },

    createShifts({ body }) {
      const outcome = roster.create(body.shifts)
      if (!outcome.ok) return outcome
      const { shifts } = outcome.saved
      const desks = [...new Set(shifts.map(({ desk }) => desk))]
      const subject = shifts.length === 1 ? (shifts[0]?.id ?? '') : `${shifts.length} shifts`
      return { status: 201, body: outcome.saved, audit: { subject, detail: { desks, first: shifts[0]?.id } } }
    },

    changeShift({ params, body }) {
      const outcome = roster.change(params.id, body)
      if (!outcome.ok) return outcome
      return { status: 200, body: outcome.saved, audit: { subject: params.id, detail: { after: body } } }
    },

    deleteShift({ params }) {
      const outcome = roster.remove(params.id)
      return outcome.ok ? { status: 204, body: null, audit: { subject: params.id } } : outcome
    },

    swapDuty({ params, body, caller }) {
      const outcome = roster.swap(params.id, body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { id, duty, before, after, other, reason } = outcome.swap
      const detail = { swap: id, duty, before, after, other: other ?? null, reason }
      return { status: 201, body: outcome.saved, audit: { subject: params.id, detail } }
    },

    listSwaps({ query }) {
      const swaps = roster.swaps(query)
      return { status: 200, body: { swaps, next: nextOf(swaps, query.limit) } }
    },

    checkRoster() {
      const { at, until, findings } = roster.check()
      return { status: 200, body: { at, until, findings: [...findings] } }
    },

    async readRosterFile({ body }) {
      return { status: 200, body: await roster.readFile(body) }
    },

    async importRoster({ body: { seen, ...file } }) {
      const outcome = await roster.importFile(file, seen)
      if (!outcome.ok) return outcome
      const { reading } = outcome
      const subject = file.fileName ?? 'pasted roster'
      return { status: 201, body: reading, audit: { subject, detail: reading.counts } }
    },

    listHandOvers({ query }) {
      const handOvers = roster.handOvers(query)
      return { status: 200, body: { handOvers, next: nextOf(handOvers, query.limit) } }
    },

    openHandOver({ body }) {
      const outcome = roster.openHandOver(body)
      return outcome.ok ? { status: 201, ...handedOver(outcome.handOver) } : outcome
    },

    writeHandOver({ params, body }) {
      const outcome = roster.writeHandOver(params.id, body)
      return outcome.ok ? { status: 200, ...handedOver(outcome.handOver) } : outcome
    },

    signHandOver({ params, body, caller }) {
      const outcome = roster.sign(params.id, body.side, actorOf(caller))
      if (!outcome.ok) return outcome
      const { body: handOver, audit } = handedOver(outcome.handOver)
      return {
        status: 201,
        body: handOver,
        audit: { ...audit, detail: { ...audit.detail, side: body.side } },
      }
    },
  }
}

function nextOf(page: readonly { readonly id: string }[], limit: number): string | null {
  return page.length === limit ? (page.at(-1)?.id ?? null) : null
}
