import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** What a frame holds, read only as far as somebody asks: fifty consoles must not cost the machine that is measured. */
export interface LiveMessage {
  /** The first bytes: they tell what it is. */
  readonly head: string
  text(): string
}

const HEAD_BYTES = 64
const TEXT = 1
const CLOSE = 8
const PING = 9
const PONG = 10

/** A WebSocket client that reads every byte and looks at few of them. */
export class LiveSocket {
  readonly #socket: Socket
  #gathered: Buffer[] = []
  #size = 0
  /** Bytes of the frame at hand, its header included; 0: not known yet. */
  #needed = 0
  readonly #hear: (message: LiveMessage, live: LiveSocket) => void

  private constructor(socket: Socket, hear: (message: LiveMessage, live: LiveSocket) => void) {
    this.#socket = socket
    this.#hear = hear
  }

  static async open(
    url: string,
    hear: (message: LiveMessage, live: LiveSocket) => void,
    cookie = '',
  ): Promise<LiveSocket> {
    const { hostname, port, pathname, search } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const headers = [
      `GET ${pathname}${search} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `origin: http://${hostname}:${port}`,
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      ...(cookie === '' ? [] : [`cookie: ${cookie}`]),
    ]
    const live = new LiveSocket(socket, hear)
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('close', () => reject(new Error(`${url} closed the connection`)))
      socket.once('connect', () => socket.write(`${headers.join('\r\n')}\r\n\r\n`))
      let answer = Buffer.alloc(0)
      const greet = (chunk: Buffer) => {
        answer = Buffer.concat([answer, chunk])
        const end = answer.indexOf('\r\n\r\n')
        if (end < 0) return
        socket.off('data', greet)
        const status = answer.subarray(0, answer.indexOf('\r\n')).toString()
        if (!status.includes(' 101 ')) {
          reject(new Error(`${url}: ${status}`))
          return
        }
        socket.on('data', (more: Buffer) => live.#take(more))
        resolve()
        const rest = answer.subarray(end + 4)
        if (rest.length > 0) live.#take(rest)
      }
      socket.on('data', greet)
    })
    return live
  }

  send(text: string): void {
    this.#write(TEXT, Buffer.from(text))
  }

  close(): void {
    this.#socket.destroy()
  }

  #write(opcode: number, body: Buffer): void {
    // A mask of zeros leaves the bytes as they are [RFC 6455, 5.3].
    const long = body.length > 125
    const header = Buffer.alloc(long ? 8 : 6)
    header[0] = 0x80 | opcode
    header[1] = 0x80 | (long ? 126 : body.length)
    if (long) header.writeUInt16BE(body.length, 2)
    this.#socket.write(Buffer.concat([header, body]))
  }

  #take(chunk: Buffer): void {
    this.#gathered.push(chunk)
    this.#size += chunk.length
    while (this.#size > 0) {
      if (this.#needed === 0) this.#needed = this.#frameBytes()
      if (this.#needed === 0 || this.#size < this.#needed) return
      const bytes =
        this.#gathered.length === 1 ? (this.#gathered[0] as Buffer) : Buffer.concat(this.#gathered)
      const frame = bytes.subarray(0, this.#needed)
      this.#gathered = bytes.length > this.#needed ? [bytes.subarray(this.#needed)] : []
      this.#size = bytes.length - this.#needed
      this.#needed = 0
      this.#read(frame)
    }
  }

  /** 0 while the header is not complete. */
  #frameBytes(): number {
    if (this.#gathered.length > 1) this.#gathered = [Buffer.concat(this.#gathered)]
    const bytes = this.#gathered[0] as Buffer
    if (bytes.length < 2) return 0
    const short = (bytes[1] as number) & 0x7f
    if (short < 126) return 2 + short
    if (short === 126) return bytes.length < 4 ? 0 : 4 + bytes.readUInt16BE(2)
    return bytes.length < 10 ? 0 : 10 + Number(bytes.readBigUInt64BE(2))
  }

  #read(frame: Buffer): void {
    const short = (frame[1] as number) & 0x7f
    const body = frame.subarray(short < 126 ? 2 : short === 126 ? 4 : 10)
    const opcode = (frame[0] as number) & 0x0f
    if (opcode === PING) this.#write(PONG, body)
    else if (opcode === CLOSE) this.#socket.destroy()
    else if (opcode === TEXT) {
      this.#hear({ head: body.toString('latin1', 0, HEAD_BYTES), text: () => body.toString('utf8') }, this)
    }
  }
}
