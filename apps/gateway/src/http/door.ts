import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dispatchUpgrades } from './upgrades.ts'

/** The gateway's calls on a port of the loopback without TLS: for processes of this box, wherever the gateway itself listens. */
export interface Door {
  readonly url: string
  close(): Promise<void>
}

export async function openDoor(listener: RequestListener, prepare: (server: Server) => void): Promise<Door> {
  const server = createServer({ requestTimeout: 60_000, connectionsCheckingInterval: 10_000 }, listener)
  prepare(server)
  const closeUpgraded = dispatchUpgrades(server, {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      closeUpgraded()
      server.close()
      server.closeAllConnections()
    },
  }
}
