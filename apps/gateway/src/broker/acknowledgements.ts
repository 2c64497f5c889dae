import type { Client } from 'aedes'
import { HOLD, type Intake } from './intake.ts'

/** aedes' own watch over a client that takes nothing; it is not among its types. */
interface Draining {
  waitForDrain(done: () => void): void
}

const PUBACK = 0x40
const BYTES = 4

/** What waits for the end of the tick: a commit acknowledges frames of many connections, and each has one write. */
let due: Acknowledgements[] = []

function writeDue(): void {
  const batch = due
  due = []
  for (const one of batch) one.write()
}

/** The PUBACKs of one connection for what came by the short way: those of one tick leave as one write, in order. */
export class Acknowledgements {
  readonly #client: Client
  readonly #intake: Intake
  #ids: number[] = []

  constructor(client: Client, intake: Intake) {
    this.#client = client
    this.#intake = intake
  }

  add(messageId: number): void {
    if (this.#ids.length === 0 && due.push(this) === 1) process.nextTick(writeDue)
    this.#ids.push(messageId)
  }

  /** Writes what has gathered; also called before an acknowledgement goes out by another way, to keep their order [MQTT-4.6.0-2]. */
  write(): void {
    const ids = this.#ids
    if (ids.length === 0) return
    this.#ids = []
    const { conn, closed } = this.#client
    if (closed || conn.destroyed) return
    const packets = Buffer.allocUnsafe(BYTES * ids.length)
    for (let index = 0, at = 0; index < ids.length; index++) {
      const id = ids[index] as number
      packets[at++] = PUBACK
      packets[at++] = 2
      packets[at++] = id >> 8
      packets[at++] = id & 0xff
    }
    if (conn.write(packets)) return
    // Who takes no acknowledgements brings no readings, and is closed when it goes on like that.
    this.#intake.hold(HOLD.drain)
    ;(this.#client as Client & Draining).waitForDrain(() => this.#intake.release(HOLD.drain))
  }
}
