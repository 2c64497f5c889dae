import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer } from 'node:tls'
import type { DurationMs } from '@tocsin/core'
import { createWebSocketStream, WebSocketServer } from 'ws'
import { addressOf } from './address.ts'

export interface DoorsOptions {
  readonly bind: string
  readonly port: number
  readonly tls:
    | { readonly cert: Buffer | string; readonly key: Buffer | string; readonly port: number }
    | undefined
  readonly packetBytes: number
  readonly handshakeTimeoutMs: DurationMs
  /** Asked first, before a handshake costs anything; false turns the connection away. */
  readonly admit: (socket: Duplex, address: string) => boolean
  /** A connection that speaks MQTT from here on. */
  readonly enter: (stream: Duplex, address: string) => void
  /** A TLS or WebSocket handshake that came to nothing. */
  readonly failed: (address: string, detail: string) => void
}

/** The ways in: TCP, TLS, and the WebSockets that the HTTP server passes on. */
export interface Doors {
  open(): Promise<void>
  close(): Promise<void>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  readonly port: number
  readonly tlsPort: number | null
}

/** Finds peers that are gone without a word, beside the keep-alive of MQTT. */
const TCP = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }
/** Room for packets that share a message; each packet is measured on its own. */
const MESSAGE_OVERHEAD = 1024

export function createDoors(options: DoorsOptions): Doors {
  const { bind, tls, admit, enter, failed } = options

  function admitted(socket: Duplex, address: string): boolean {
    // Whatever a connection meets concerns that connection.
    socket.on('error', () => {})
    if (admit(socket, address)) return true
    socket.destroy()
    return false
  }

  const plain = createServer(TCP, (socket) => {
    const address = addressOf(socket)
    if (admitted(socket, address)) enter(socket, address)
  })

  // Never listens itself: it is handed sockets that were admitted.
  const secure = tls
    ? createTlsServer(
        { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2', handshakeTimeout: options.handshakeTimeoutMs },
        (socket) => {
          socket.on('error', () => {})
          enter(socket, addressOf(socket))
        },
      )
    : undefined
  secure?.on('tlsClientError', (error, socket) => {
    failed(addressOf(socket), error.message)
    socket.destroy()
  })
  const secured = secure
    ? createServer(TCP, (socket) => {
        if (admitted(socket, addressOf(socket))) secure.emit('connection', socket)
      })
    : undefined

  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: options.packetBytes + MESSAGE_OVERHEAD,
    handleProtocols: () => 'mqtt',
  })
  webSockets.on('wsClientError', (error, socket, request) => {
    failed(addressOf(request.socket), error.message)
    turnAway(socket, 400)
  })

  return {
    async open() {
      await listen(plain, options.port, bind)
      if (secured !== undefined && tls !== undefined) await listen(secured, tls.port, bind)
    },
    async close() {
      await Promise.all([plain, secured].map((server) => server?.listening && closed(server)))
    },
    upgrade(request, socket, head) {
      const address = addressOf(request.socket)
      if (!admitted(socket, address)) return
      // [MQTT-6.0.0-3] the client names the protocol; without it this is some other use of WebSocket.
      const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim())
      if (!offered?.includes('mqtt')) {
        failed(address, 'WebSocket without the subprotocol mqtt')
        turnAway(socket, 400)
        return
      }
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => {})
        const stream = createWebSocketStream(webSocket)
        // [MQTT-6.0.0-1] binary messages only; destroyed before anybody reads what was pushed.
        webSocket.on('message', (_, isBinary) => {
          if (!isBinary) stream.destroy()
        })
        stream.on('error', () => {})
        enter(stream, address)
      })
    },
    get port() {
      return portOf(plain) ?? options.port
    },
    get tlsPort() {
      return tls === undefined ? null : (portOf(secured) ?? tls.port)
    },
  }
}

function turnAway(socket: Duplex, status: 400): void {
  socket.end(`HTTP/1.1 ${status} Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  )
}

const portOf = (server: Server | undefined) => (server?.address() as AddressInfo | null | undefined)?.port

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      // What a listening server still meets (no more file descriptors) concerns one connection, not the process.
      server.on('error', () => {})
      resolve()
    })
  })
}
