import type { DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import { AtError } from './at-errors.ts'
import { AtLines } from './at-lines.ts'

/** A serial port, open. */
export interface ModemPort {
  write(text: string): void
  close(): Promise<void>
}

/** Something the modem says by itself; `pdu` with those that have a second line. */
export interface Unsolicited {
  readonly line: string
  readonly pdu?: string
}

interface Command {
  readonly text: string
  readonly body: string | undefined
  readonly lines: string[]
  readonly settle: (error?: AtError) => void
  bodyGiven: boolean
  aborted: boolean
  cancelTimer: () => void
}

const ESCAPE = '\u001b'
const END_OF_TEXT = '\u001a'
const FINAL = /^(?:OK|ERROR|COMMAND NOT SUPPORT|TOO MANY PARAMETERS|\+CM[ES] ERROR: *(.*))$/
/** Said at any time, in the middle of an answer too. ^ is what makers put before their own. */
const UNSOLICITED = /^(?:\+CMTI:|\+CDSI:|\+CDS:|\+CMT:|\+CBM:|RING|\+CRING|NO CARRIER|\^)/
const WITH_PDU = /^(?:\+CDS:|\+CMT:|\+CBM:)/
/** How long a modem may take for a command that asks nothing of the network. */
const USUAL: DurationMs = 5 * SECOND

/** One command at a time to a modem, each with its answer; what it says unasked goes elsewhere. */
export class Dialogue {
  readonly #port: ModemPort
  readonly #clock: Clock
  readonly #unsolicited: (said: Unsolicited) => void
  readonly #stream = new AtLines()
  #last: Promise<unknown> = Promise.resolve()
  #command: Command | undefined
  #awaitsPdu: string | undefined
  #gone = false

  constructor(port: ModemPort, clock: Clock, unsolicited: (said: Unsolicited) => void) {
    this.#port = port
    this.#clock = clock
    this.#unsolicited = unsolicited
  }

  /**
   * The lines of the answer, without the final OK. `body` is given at the prompt. Throws an `AtError`; what the modem
   * answers after an abort goes to `late`.
   */
  command(
    text: string,
    options: {
      readonly body?: string
      readonly timeoutMs?: DurationMs
      readonly signal?: AbortSignal
      readonly late?: (lines: readonly string[]) => void
    } = {},
  ): Promise<readonly string[]> {
    const { body, timeoutMs = USUAL, signal, late } = options
    return new Promise((resolve, reject) => {
      // The next one waits for the modem, not for the caller: who gave up must not put the answers out of step.
      this.#last = this.#last.then(async () => {
        if (this.#gone) return reject(new AtError('gone', 'the modem is gone'))
        if (signal?.aborted) return reject(new AtError('aborted', `not sent: ${String(signal.reason)}`))
        await new Promise<void>((done) => {
          const onAbort = () => {
            const bodyGiven = command.bodyGiven
            command.aborted = true
            // Before its text is given, a message can still be called off.
            if (body !== undefined && !bodyGiven) this.#port.write(ESCAPE)
            reject(new AtError('aborted', `not sent: ${String(signal?.reason)}`, { bodyGiven }))
          }
          const command: Command = {
            text,
            body,
            lines: [],
            bodyGiven: false,
            aborted: false,
            cancelTimer: this.#clock.after(timeoutMs, () => {
              command.settle(
                new AtError('silent', `the modem did not answer ${text.split('=')[0]}`, {
                  bodyGiven: command.bodyGiven,
                }),
              )
            }),
            settle: (error) => {
              if (this.#command !== command) return
              this.#command = undefined
              command.cancelTimer()
              signal?.removeEventListener('abort', onAbort)
              if (command.aborted && !error) late?.(command.lines)
              else if (error) reject(error)
              else resolve(command.lines)
              done()
            },
          }
          signal?.addEventListener('abort', onAbort, { once: true })
          this.#command = command
          this.#port.write(`${text}\r`)
        })
      })
    })
  }

  /** Resolves when the modem has answered all it was asked, or when `signal` gives up. */
  async idle(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await Promise.race([
      this.#last,
      new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
    ])
  }

  /** What has come from the port. */
  heard(text: string): void {
    for (const event of this.#stream.push(text)) {
      if (event === 'prompt') this.#prompted()
      else this.#line(event.line)
    }
  }

  /** The port is closed: whoever waits is told. */
  hangUp(): void {
    this.#gone = true
    const command = this.#command
    command?.settle(new AtError('gone', 'the modem went away', { bodyGiven: command.bodyGiven }))
  }

  #prompted(): void {
    const command = this.#command
    if (command?.body === undefined || command.bodyGiven) return
    if (command.aborted) {
      this.#port.write(ESCAPE)
      return
    }
    command.bodyGiven = true
    this.#port.write(`${command.body}${END_OF_TEXT}`)
  }

  #line(line: string): void {
    if (this.#awaitsPdu !== undefined) {
      const said = { line: this.#awaitsPdu, pdu: line }
      this.#awaitsPdu = undefined
      this.#unsolicited(said)
      return
    }
    if (WITH_PDU.test(line)) {
      this.#awaitsPdu = line
      return
    }
    if (UNSOLICITED.test(line)) {
      this.#unsolicited({ line })
      return
    }
    const command = this.#command
    // Its own echo, until ATE0 holds.
    if (!command || line === command.text || line === command.body) return
    const final = FINAL.exec(line)
    if (!final) {
      command.lines.push(line)
    } else if (line === 'OK') {
      command.settle()
    } else {
      const code = Number.parseInt(final[1] ?? '', 10)
      command.settle(
        new AtError('refused', `${command.text.split('=')[0]}: ${line}`, {
          code: Number.isNaN(code) ? undefined : code,
          bodyGiven: command.bodyGiven,
        }),
      )
    }
  }
}
