import type { HandOverView } from '@tocsin/contract'
import { type AreaPath, DAY, type DurationMs, type HandOver } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { RosterService } from '../http/people-services.ts'
import type { Outcome } from '../http/services.ts'
import type { RosterStore } from './roster-store.ts'

/** Farther apart, one shift does not follow the other. */
const FOLLOWS_WITHIN: DurationMs = DAY

export interface HandOversOptions {
  readonly store: RosterStore
  readonly clock: Clock
  /** Open now, as far as a desk is concerned. */
  readonly warningsOf: (desk: AreaPath) => HandOver['warnings']
}

/** Hand-overs: the outgoing side writes and signs, the incoming side reads and signs. */
export function createHandOvers(
  options: HandOversOptions,
): Pick<RosterService, 'handOvers' | 'openHandOver' | 'writeHandOver' | 'sign'> {
  const { store, clock, warningsOf } = options

  /** Until the outgoing side signs, the warnings are those of now. */
  function current(handOver: HandOver): HandOver {
    return handOver.outgoingSigned === null ? { ...handOver, warnings: warningsOf(handOver.desk) } : handOver
  }
  function keep(handOver: HandOver): Outcome<{ handOver: HandOverView }> {
    store.writeHandOver(handOver)
    return { ok: true, handOver: handOver as HandOverView }
  }

  return {
    handOvers: (page) => store.handOvers(page).map((one) => current(one) as HandOverView),

    openHandOver({ outgoing, incoming, ...text }) {
      const [from, to] = [store.shift(outgoing), store.shift(incoming)]
      if (from === undefined || to === undefined) {
        return notFound(`No shift ${from === undefined ? outgoing : incoming}`)
      }
      if (from.desk !== to.desk || to.from <= from.from || Math.abs(to.from - from.to) > FOLLOWS_WITHIN) {
        const fault = {
          path: 'incoming',
          message: `${incoming} does not follow ${outgoing}`,
          expected: 'the next shift of the same desk',
        }
        return {
          ok: false,
          refusal: { kind: 'invalid', detail: 'Nothing is handed over so', faults: [fault] },
        }
      }
      if (store.handOverOf(outgoing) !== undefined) {
        return { ok: false, refusal: { kind: 'exists', detail: `${outgoing} has its hand-over already` } }
      }
      const id = store.openHandOver(outgoing, incoming, clock.now())
      return keep(current({ ...(store.handOver(id) as HandOver), ...text }))
    },

    writeHandOver(id, text) {
      const before = store.handOver(id)
      if (before === undefined) return notFound(`No hand-over ${id}`)
      if (before.outgoingSigned !== null) return tooLate('The outgoing side has signed it')
      return keep(current({ ...before, ...text }))
    },

    sign(id, side, { id: by, name }) {
      const before = store.handOver(id)
      if (before === undefined) return notFound(`No hand-over ${id}`)
      const signature = { by, name, at: clock.now() }
      if (side === 'outgoing') {
        if (before.outgoingSigned !== null) return tooLate('The outgoing side has signed it already')
        return keep({ ...current(before), outgoingSigned: signature })
      }
      if (before.outgoingSigned === null) return tooEarly()
      if (before.incomingSigned !== null) return tooLate('The incoming side has signed it already')
      if (before.outgoingSigned.by === by) return sameHand()
      return keep({ ...before, incomingSigned: signature })
    },
  }
}

function sameHand(): Outcome<never> {
  const fault = {
    path: 'side',
    message: 'has signed for the outgoing side',
    expected: 'somebody of the incoming shift',
  }
  return {
    ok: false,
    refusal: { kind: 'invalid', detail: 'Nobody hands over to themselves', faults: [fault] },
  }
}

function tooEarly(): Outcome<never> {
  const fault = { path: 'side', message: 'the outgoing side has not signed', expected: '"outgoing" first' }
  return { ok: false, refusal: { kind: 'invalid', detail: 'The outgoing side signs first', faults: [fault] } }
}

function tooLate(detail: string): Outcome<never> {
  return { ok: false, refusal: { kind: 'too-late', detail } }
}

function notFound(detail: string): Outcome<never> {
  return { ok: false, refusal: { kind: 'not-found', detail } }
}
