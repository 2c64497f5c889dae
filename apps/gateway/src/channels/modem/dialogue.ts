import type { DurationMs } from '@tocsin/core'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../../clock.ts'
import { AtError } from './at-errors.ts'
import { AtLines } from './at-lines.ts'

/** A serial port, open. Nothing here is trusted to answer: whoever waits, for a line or for the end, does so with a deadline. */
export interface ModemPort {
  /** Hands the text over and does not wait: what is not taken shows as silence. */
  write(text: string): void
  /** Resolves when the port is free for another. */
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
  /** How long the answer may take once the text of a message is given. */
  readonly timeoutMs: DurationMs
  /** Begins to wait anew. */
  readonly wait: (forMs: DurationMs) => void
  bodyGiven: boolean
  aborted: boolean
}

const ESCAPE = '\u001b'
const END_OF_TEXT = '\u001a'
const FINAL = /^(?:OK|ERROR|COMMAND NOT SUPPORT|TOO MANY PARAMETERS|\+CM[ES] ERROR: *(.*))$/
/** Said at any time, in the middle of an answer too. ^ is what makers put before their own. */
const UNSOLICITED = /^(?:\+CMTI:|\+CDSI:|\+CDS:|\+CMT:|\+CBM:|RING|\+CRING|NO CARRIER|\^)/
const WITH_PDU = /^(?:\+CDS:|\+CMT:|\+CBM:)/
/** How long a modem may take for a command that asks nothing of the network. */
const USUAL: DurationMs = 5 * SECOND
/** How long it may take to ask for the text of a message: its network is not asked yet, but its card may be. */
const PROMPT: DurationMs = 10 * SECOND

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
   * The lines of the answer, without the final OK. `body` is given at the prompt, and `timeoutMs` then begins. Throws an
   * `AtError`, at once when `signal` gives up; what the modem answers after that goes to `late`.
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
      let command: Command | undefined
      const onAbort = () => {
        const bodyGiven = command?.bodyGiven ?? false
        if (command) {
          command.aborted = true
          // Before its text is given, a message can still be called off.
          if (body !== undefined && !bodyGiven) this.#write(ESCAPE)
        }
        reject(new AtError('aborted', `not sent: ${String(signal?.reason)}`, { bodyGiven }))
      }
      // An abort that is over is not heard again.
      if (signal?.aborted) return onAbort()
      signal?.addEventListener('abort', onAbort, { once: true })
      // The next one waits for the modem, not for the caller: who gave up must not put the answers out of step.
      this.#last = this.#last.then(
        () =>
          new Promise<void>((done) => {
            const ends = (error?: AtError) => {
              signal?.removeEventListener('abort', onAbort)
              if (error) reject(error)
              done()
            }
            if (this.#gone) return ends(new AtError('gone', 'the modem is gone'))
            if (signal?.aborted) return ends(new AtError('aborted', `not sent: ${String(signal.reason)}`))
            let cancelTimer = () => {}
            const asked: Command = {
              text,
              body,
              lines: [],
              timeoutMs,
              bodyGiven: false,
              aborted: false,
              wait: (forMs) => {
                cancelTimer()
                cancelTimer = this.#clock.after(forMs, () => {
                  const { bodyGiven } = asked
                  asked.settle(
                    new AtError('silent', `the modem did not answer ${text.split('=')[0]}`, { bodyGiven }),
                  )
                })
              },
              settle: (error) => {
                if (this.#command !== asked) return
                this.#command = undefined
                cancelTimer()
                if (!error && asked.aborted) late?.(asked.lines)
                if (!error) resolve(asked.lines)
                ends(error)
              },
            }
            command = asked
            this.#command = asked
            asked.wait(body === undefined ? timeoutMs : PROMPT)
            this.#write(`${text}\r`)
          }),
      )
    })
  }

  /** Resolves when the modem has answered all it was asked, or when `signal` gives up. */
  async idle(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go)
        resolve()
      }
      signal.addEventListener('abort', go, { once: true })
      void this.#last.then(go)
    })
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
      this.#write(ESCAPE)
      return
    }
    command.bodyGiven = true
    command.wait(command.timeoutMs)
    this.#write(`${command.body}${END_OF_TEXT}`)
  }

  #write(text: string): void {
    try {
      this.#port.write(text)
    } catch {
      // A port that cannot be written to has lost its modem. The command's caller is told; the link opens another.
      this.hangUp()
    }
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
