import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A way to a server that goes still once a client has sent so many bytes: what comes after them waits for ever. Whoever is to be stopped in the middle
 * of an upload is stopped in the middle by it, however fast the machine is.
 */
export async function openHoldingProxy(port: number, bytes: number) {
  const sockets = new Set<Socket>()
  let passed = 0
  let holds: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    holds = resolve
  })
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1')
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        client.destroy()
        target.destroy()
      })
    }
    target.pipe(client)
    client.on('data', (chunk) => {
      passed += chunk.length
      if (passed <= bytes) {
        target.write(chunk)
        return
      }
      client.pause()
      holds()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
