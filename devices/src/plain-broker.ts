import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { ReadingsItem } from './readings-item.ts'

/** A bare aedes for the tests of devices: it keeps what it acknowledged, and can be told to misbehave. */
export interface PlainBroker {
  readonly port: number
  readonly url: string
  /** Payloads in the order of their acknowledgement, each as an array of items. */
  readonly received: { readonly client: string; readonly items: ReadingsItem[] }[]
  /** While false, publishes are taken in and not acknowledged, as by a gateway whose disk is full. */
  acknowledges: boolean
  /** Cuts every connection. */
  cut(): void
  stop(): Promise<void>
}

/** Starts a broker that lets in every client whose password is `secret`. */
export async function startPlainBroker(secret: string, port = 0): Promise<PlainBroker> {
  const aedes = await Aedes.createBroker()
  const received: PlainBroker['received'] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    aedes.handle(socket)
  })
  aedes.authenticate = (_client, _username, password, done) => done(null, password?.toString() === secret)
  aedes.authorizePublish = (client, packet, done) => {
    // What is never called back is never acknowledged.
    if (!broker.acknowledges) return
    const parsed = JSON.parse(packet.payload.toString()) as ReadingsItem | ReadingsItem[]
    received.push({ client: client?.id ?? '', items: Array.isArray(parsed) ? parsed : [parsed] })
    done(null)
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const at = (server.address() as AddressInfo).port
  const broker: PlainBroker = {
    port: at,
    url: `mqtt://127.0.0.1:${at}`,
    received,
    acknowledges: true,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async stop() {
      const closed = once(server, 'close')
      server.close()
      await new Promise<void>((resolve) => aedes.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  return broker
}
