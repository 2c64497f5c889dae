import { createHash } from 'node:crypto'
import type { DurationMs } from '@tocsin/core'
import { MINUTE, SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { Capabilities, Channel, ChannelHealth, ChannelListener, OutgoingMessage } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import { maskNumber, maskText } from '../mask.ts'
import { wording } from '../message-text.ts'
import { Pace } from '../pace.ts'
import { Sending } from '../sending.ts'
import { AtError, smsError } from './at-errors.ts'
import { Backlog } from './backlog.ts'
import type { Dialogue, Unsolicited } from './dialogue.ts'
import { Inbox } from './inbox.ts'
import { ModemLink, type Signal, signalOf } from './link.ts'
import { decodeReceived, type ReceivedPdu } from './received.ts'
import { Reports, type SentParts, sentPartsInMemory } from './reports.ts'
import type { OpenPort } from './serial-port.ts'
import { dialled, encodeSubmit, MOST_PARTS, type SubmitPart } from './submit.ts'

export interface SmsModemOptions {
  /** `serialPort('/dev/serial/by-id/…')` */
  readonly open: OpenPort
  readonly pin?: string | undefined
  /** Parts of messages a minute: 6 to 10 is what networks let a SIM card do for long. */
  readonly partsPerMinute?: number
  readonly reconnectMs?: DurationMs
  /** Real time that the port's opening and closing may take before they are abandoned. */
  readonly openWithinMs?: DurationMs
  readonly closeWithinMs?: DurationMs
  /** How long a message waits for a modem that is gone. */
  readonly readyWithinMs?: DurationMs
  /** Where the references of what was sent are kept. Without it, reports that come after a restart belong to nobody. */
  readonly sentParts?: SentParts
  readonly clock: Clock
  readonly log: Log
}

export interface SmsModemChannel extends Channel {
  /** As of the last minute; null: the modem is gone. */
  signal(): Signal | null
}

const PARTS_PER_MINUTE = 8
const READY_WITHIN: DurationMs = 10 * SECOND
/** A network may take this long for one part. */
const SEND_TIMEOUT: DurationMs = 60 * SECOND
const SWEEP: DurationMs = 1 * MINUTE
/** Modems in a row that went away from one part before they had its text. A weak supply does that whenever they transmit. */
const MOST_TRIES = 3
/** Messages whose parts are remembered for a retry. */
const MOST_UNFINISHED = 500

/** Parts of one message that the network has, by their number from 1, with the reference of each. */
type Progress = Map<number, number>

/**
 * An SMS modem (短信猫), for the office whose internet is down. A message that was interrupted goes on where it stood: the
 * parts that the network has are not sent again, and one that may have left carries the same reference, so that the
 * telephone puts it where it already is.
 */
export function createSmsModem(options: SmsModemOptions): SmsModemChannel {
  const { clock, log, partsPerMinute = PARTS_PER_MINUTE, readyWithinMs = READY_WITHIN } = options
  const capabilities: Capabilities = {
    knows: ['accepted', 'delivered', 'answered'],
    broadcast: false,
    perMinute: partsPerMinute,
    concurrent: 1,
    onceBy: 'process',
  }
  let listener: ChannelListener | undefined
  let lastSignal: Signal | null = null
  let cancelSweep: (() => void) | undefined
  const pace = new Pace(partsPerMinute)
  const unfinished = new Map<string, Progress>()
  const backlog = new Backlog()
  const tell = () => {
    if (!listener) throw new Error('the channel is stopped')
    return listener
  }
  const reports = new Reports({
    store: options.sentParts ?? sentPartsInMemory(),
    clock,
    log,
    tell: (receipt) => tell().receipt(receipt),
  })
  const inbox = new Inbox({
    clock,
    log,
    reply: (reply) => tell().reply(reply),
    report: (report) => reports.take(report),
  })

  const dropIfLost = (dialogue: Dialogue, error: unknown) => {
    if (error instanceof AtError && (error.kind === 'silent' || error.kind === 'gone')) {
      link.drop(dialogue, error.message)
    }
  }
  const inTheBackground = async (what: string, work: (dialogue: Dialogue) => Promise<void>) => {
    const dialogue = link.current
    if (!dialogue) return
    try {
      await work(dialogue)
    } catch (error) {
      log.warn('modem-trouble', { what, detail: maskText((error as Error).message) })
      dropIfLost(dialogue, error)
    }
  }
  const heard = ({ line, pdu }: Unsolicited) => {
    const slot = /^\+(?:CMTI|CDSI): *"?\w+"?, *(\d+)/.exec(line)?.[1]
    if (slot !== undefined) void inTheBackground('read', (dialogue) => inbox.read(dialogue, Number(slot)))
    if (!line.startsWith('+CDS:') || pdu === undefined) return
    let report: ReceivedPdu
    try {
      report = decodeReceived(pdu)
    } catch (error) {
      log.warn('sms-unreadable', { detail: (error as Error).message })
      return
    }
    try {
      if (report.kind === 'report') reports.take(report)
    } catch (error) {
      log.error('sms-report-not-kept', { detail: (error as Error).message })
    }
  }
  const sweep = () => {
    cancelSweep?.()
    cancelSweep = clock.after(SWEEP, sweep)
    void inTheBackground('sweep', async (dialogue) => {
      lastSignal = await signalOf(dialogue)
      await inbox.sweep(dialogue)
    })
  }
  const link = new ModemLink({
    open: options.open,
    pin: options.pin,
    ...(options.reconnectMs === undefined ? {} : { reconnectMs: options.reconnectMs }),
    ...(options.openWithinMs === undefined ? {} : { openWithinMs: options.openWithinMs }),
    ...(options.closeWithinMs === undefined ? {} : { closeWithinMs: options.closeWithinMs }),
    clock,
    log,
    unsolicited: heard,
    ready: sweep,
  })

  const waitForPace = async (signal: AbortSignal) => {
    for (let wait = pace.wait(clock.now()); wait > 0; wait = pace.wait(clock.now())) {
      await new Promise<void>((resolve) => {
        const go = () => {
          cancel()
          signal.removeEventListener('abort', go)
          resolve()
        }
        const cancel = clock.after(wait, go)
        signal.addEventListener('abort', go, { once: true })
      })
      if (signal.aborted) break
    }
    if (signal.aborted) throw new AtError('aborted', `not sent: ${String(signal.reason)}`)
    pace.take(clock.now())
  }

  /** What is known of a message that a part of could not be sent. */
  const failed = (error: unknown, message: OutgoingMessage, sentParts: number): DeliveryError => {
    if (!(error instanceof AtError)) throw error
    const to = maskNumber(message.address)
    if (error.kind === 'refused') {
      const { permanent, text } = smsError(error.code)
      return new DeliveryError(`SMS to ${to}: ${text}`, { permanent, maybeSent: sentParts > 0 })
    }
    return new DeliveryError(`SMS to ${to}: ${error.message}`, {
      permanent: false,
      maybeSent: error.bodyGiven || sentParts > 0,
    })
  }

  const sendMissing = async (
    dialogue: Dialogue,
    { key, address }: OutgoingMessage,
    parts: readonly SubmitPart[],
    progress: Progress,
    signal: AbortSignal,
  ) => {
    for (const [index, part] of parts.entries()) {
      // An earlier attempt at this part, given up here, may still be on its way through the modem.
      await dialogue.idle(signal)
      if (progress.has(index + 1)) continue
      await waitForPace(signal)
      const taken = (lines: readonly string[]) => {
        const given = /\+CMGS: *(\d+)/.exec(lines.join('\n'))?.[1]
        // OK alone is what a modem says to a message that was called off.
        if (given === undefined) throw new AtError('refused', 'the modem did not say that it sent it')
        progress.set(index + 1, Number(given))
        reports.sent(key, address, index + 1, parts.length, Number(given))
      }
      const lines = await dialogue.command(`AT+CMGS=${part.length}`, {
        body: part.pdu,
        timeoutMs: SEND_TIMEOUT,
        signal,
        late(said) {
          if (said.some((line) => line.startsWith('+CMGS:'))) taken(said)
        },
      })
      taken(lines)
    }
  }

  const sending = new Sending(capabilities, clock, async (message, signal) => {
    const text = wording(message)
    if (!dialled(message.address)) {
      throw new DeliveryError('SMS: a number of 3 to 20 digits expected', { permanent: true })
    }
    const reference = createHash('sha256').update(message.key).digest()[0] as number
    const parts = encodeSubmit(message.address, text, reference)
    if (parts.length > MOST_PARTS) {
      throw new DeliveryError(`SMS: ${parts.length} parts, at most ${MOST_PARTS} are sent`, {
        permanent: true,
      })
    }
    const progress: Progress = unfinished.get(message.key) ?? new Map()
    unfinished.set(message.key, progress)
    const oldest = unfinished.size > MOST_UNFINISHED ? unfinished.keys().next().value : undefined
    if (oldest !== undefined) unfinished.delete(oldest)
    for (let tries = MOST_TRIES; progress.size < parts.length; tries -= 1) {
      const before = progress.size
      const dialogue = await link.dialogue(readyWithinMs, signal)
      if (!dialogue) {
        throw new DeliveryError(signal.aborted ? `not sent: ${String(signal.reason)}` : link.state.detail, {
          permanent: false,
          maybeSent: progress.size > 0,
        })
      }
      try {
        await sendMissing(dialogue, message, parts, progress, signal)
      } catch (error) {
        dropIfLost(dialogue, error)
        if (progress.size > before) tries = MOST_TRIES
        // Lost before it had the text of a part: nothing is in doubt, and the next modem goes on from there.
        const lost = error instanceof AtError && (error.kind === 'gone' || error.kind === 'silent')
        if (lost && !error.bodyGiven && tries > 1) continue
        throw failed(error, message, progress.size)
      }
    }
    unfinished.delete(message.key)
    return { acceptedAt: clock.now(), providerId: [...progress.values()].join(',') }
  })

  return {
    kind: 'sms-modem',
    capabilities,
    async start(to) {
      listener = to
      reports.restore()
      sending.start()
      link.start()
    },
    async stop() {
      await sending.stop()
      await link.stop()
      cancelSweep?.()
      listener = undefined
    },
    send: (message, signal) => backlog.with(message, () => sending.send(message, signal)),
    signal: () => (link.state.up ? lastSignal : null),
    health(): ChannelHealth {
      const parts = backlog.parts((key) => unfinished.get(key)?.size ?? 0)
      const waiting = { messages: backlog.messages, forMs: pace.waitForAll(parts, clock.now()) }
      const { up, since, detail } = link.state
      if (!up) return { status: 'down', since, detail, waiting }
      if (lastSignal && !lastSignal.registered) {
        return { status: 'down', since, detail: 'no network', waiting }
      }
      const signal = lastSignal?.dbm == null ? detail : `signal ${lastSignal.dbm} dBm`
      const minutes = Math.ceil(waiting.forMs / MINUTE)
      const pressed = waiting.messages > 0 ? `; ${waiting.messages} waiting, about ${minutes} min` : ''
      return { status: 'up', since, detail: `${signal}${pressed}`, waiting }
    },
  }
}
