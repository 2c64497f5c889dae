import type { Office } from '../rig/office.ts'
import { type LiveMessage, LiveSocket } from './live-socket.ts'

/** Consoles that are open, of the gateway or of a rival, and how old what they are shown is when it comes. */
export interface Watchers {
  /** Ages of values in ms, of one batch in ten of each console; and how old a reading was when its warning came, of all. */
  readonly values: number[]
  readonly warnings: number[]
  /** Batches that came, over all consoles. */
  batches(): number
  /** Begins anew: after a warm-up. */
  reset(): void
  close(): void
}

/** One batch in so many is looked at, another one at each console. */
const SAMPLED = 10
const TIME = /"phenomenonTime":(\d+)/g

class Ages implements Watchers {
  readonly values: number[] = []
  readonly warnings: number[] = []
  readonly #sockets: LiveSocket[]
  #batches = 0

  constructor(sockets: LiveSocket[]) {
    this.#sockets = sockets
  }

  /** A batch at the console of this number, which has come to it as its nth. */
  batch(console: number, nth: number, message: LiveMessage): void {
    this.#batches++
    if ((console + nth) % SAMPLED === 0) note(message.text(), this.values)
  }

  warning(text: string): void {
    note(text, this.warnings)
  }

  batches(): number {
    return this.#batches
  }

  reset(): void {
    this.values.length = 0
    this.warnings.length = 0
    this.#batches = 0
  }

  close(): void {
    for (const socket of this.#sockets) socket.close()
  }
}

function note(text: string, ages: number[]): void {
  const now = Date.now()
  for (const [, time] of text.matchAll(TIME)) ages.push(now - Number(time))
}

/** Opens consoles of the gateway that watch every station. One of them notes warnings. */
export async function watchGateway(office: Office, count: number): Promise<Watchers> {
  const sockets: LiveSocket[] = []
  const ages = new Ages(sockets)
  const url = `${office.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
  for (let console = 0; console < count; console++) {
    let nth = 0
    let watched = () => {}
    const watching = new Promise<void>((resolve) => {
      watched = resolve
    })
    const hear = (message: LiveMessage, socket: LiveSocket) => {
      const { head } = message
      // The protocols of Engine.IO 4 and Socket.IO 5.
      if (head[0] === '0') socket.send('40')
      else if (head[0] === '2') socket.send('3')
      else if (head.startsWith('40')) socket.send('420["watch",{"stations":"*"}]')
      else if (head.startsWith('430')) watched()
      else if (head.startsWith('42["warning"')) {
        const text = console === 0 ? message.text() : ''
        const event = text.slice(text.indexOf('"event":'))
        if (/"type":"raised(-again)?"/.test(event)) ages.warning(event)
      } else {
        const [, ack] = /^42(\d+)\["observations"/.exec(head) ?? []
        if (ack === undefined) return
        ages.batch(console, nth++, message)
        socket.send(`43${ack}[]`)
      }
    }
    sockets.push(await LiveSocket.open(url, hear, office.cookie))
    await watching
  }
  return ages
}

/** Opens consoles of Node-RED's websocket. */
export async function watchNodeRed(url: string, count: number): Promise<Watchers> {
  const sockets: LiveSocket[] = []
  const ages = new Ages(sockets)
  for (let console = 0; console < count; console++) {
    let nth = 0
    const hear = (message: LiveMessage) => {
      if (!message.head.startsWith('{"warnings"')) ages.batch(console, nth++, message)
      else if (console === 0) ages.warning(message.text())
    }
    sockets.push(await LiveSocket.open(url, hear))
  }
  return ages
}
