import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Takes over a connection that asked to speak WebSocket. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Socket.IO attaches itself to the server and takes its own path. */
const SOCKET_IO = '/socket.io/'

/** Hands each upgrade to the one that owns its path and closes all others. The answer closes what is still open. */
export function dispatchUpgrades(
  server: Server,
  handlers: Readonly<Record<string, UpgradeHandler>>,
): () => void {
  const byPath = new Map(Object.entries(handlers))
  const open = new Set<Duplex>()

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that is gone in the middle of this is no reason to end the process.
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
    open.add(socket)
    const path = request.url?.split('?', 1)[0] ?? ''
    const handler = byPath.get(path)
    if (handler) handler(request, socket, head)
    else if (!(path.startsWith(SOCKET_IO) && server.listenerCount('upgrade') > 1)) {
      const nothingHere = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
      socket.end(nothingHere, () => socket.destroy())
    }
  })

  return () => {
    for (const socket of open) socket.destroy()
  }
}
