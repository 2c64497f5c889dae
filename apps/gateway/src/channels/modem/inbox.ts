import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { ChannelListener } from '../channel.ts'
import { maskNumber } from '../mask.ts'
import { Assembly, type WholeMessage } from './assembly.ts'
import type { Dialogue } from './dialogue.ts'
import { decodeReceived, type ReceivedPdu } from './received.ts'

export interface InboxOptions {
  readonly clock: Clock
  readonly log: Log
  readonly reply: ChannelListener['reply']
  readonly report: (report: Extract<ReceivedPdu, { kind: 'report' }>) => void
}

/** Reads what the modem has received. A message leaves the SIM card only when whoever is told of it has it. */
export class Inbox {
  readonly #options: InboxOptions
  readonly #assembly = new Assembly()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** Reads one slot, after `+CMTI`. */
  read(dialogue: Dialogue, slot: number): Promise<void> {
    return this.#inTurn(async () => {
      const lines = await dialogue.command(`AT+CMGR=${slot}`)
      const head = lines.findIndex((line) => line.startsWith('+CMGR:'))
      const pdu = lines[head + 1]
      if (head !== -1 && pdu) await this.#take(dialogue, slot, pdu)
    })
  }

  /** Reads every slot: after the modem was gone, and each minute, for what it did not tell of. */
  sweep(dialogue: Dialogue): Promise<void> {
    return this.#inTurn(async () => {
      const lines = await dialogue.command('AT+CMGL=4', { timeoutMs: 30_000 })
      for (const [index, line] of lines.entries()) {
        const slot = /^\+CMGL: *(\d+)/.exec(line)?.[1]
        const pdu = lines[index + 1]
        if (slot !== undefined && pdu) await this.#take(dialogue, Number(slot), pdu)
      }
      for (const message of this.#assembly.overdue(this.#options.clock.now())) {
        await this.#hand(dialogue, message)
      }
    })
  }

  /** One reading at a time: between another's reading and its clearing, a place could get a new message. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => {})
    return turn
  }

  async #take(dialogue: Dialogue, slot: number, pdu: string): Promise<void> {
    const { clock, log } = this.#options
    let received: ReceivedPdu
    try {
      received = decodeReceived(pdu)
    } catch (error) {
      // What we sent ourselves may lie there too. It would fill the card.
      log.warn('sms-unreadable', { slot, detail: (error as Error).message })
      await dialogue.command(`AT+CMGD=${slot}`)
      return
    }
    if (received.kind === 'report') {
      this.#options.report(received)
      await dialogue.command(`AT+CMGD=${slot}`)
      return
    }
    const message = this.#assembly.add(received, slot, clock.now())
    if (message) await this.#hand(dialogue, message)
  }

  async #hand(dialogue: Dialogue, { from, at, text, slots }: WholeMessage): Promise<void> {
    const { log, reply } = this.#options
    const id = createHash('sha256').update(`${from}\n${at}\n${text}`).digest('hex').slice(0, 32)
    try {
      // An SMS does not say what it answers: whose number it is and what is open decide that.
      reply({ id, key: null, providerId: null, from, text, at })
    } catch (error) {
      log.error('sms-not-kept', { from: maskNumber(from), detail: (error as Error).message })
      return // it stays on the card, and the next sweep brings it again
    }
    for (const slot of slots) await dialogue.command(`AT+CMGD=${slot}`)
  }
}
