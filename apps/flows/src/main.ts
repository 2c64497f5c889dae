// Node-RED as a process of its own. The gateway starts it (apps/gateway/src/flows), talks to it over the channel between them, and
// ends it when it hangs. It is of no use by itself.
import './no-fsync.ts'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { FLOWS_PATH, FLOWS_USER_HEADER, type FlowsSaid, flowsStart } from '@tocsin/contract'
import RED from 'node-red'
import { connectGateway } from './gateway.ts'
import { limitedLog } from './limited-log.ts'
import { settingsFor } from './settings.ts'
import { readUser } from './user.ts'

/** How often it says that it is there. A loop that never ends says nothing. */
const ALIVE_EVERY_MS = 1000

if (process.send === undefined) {
  process.stderr.write('tocsin-flows: is started by the gateway (TOCSIN_FLOWS=on), and not by hand\n')
  process.exit(1)
}

function say(message: FlowsSaid): void {
  if (process.connected) process.send?.(message)
}

// Without the gateway it is of no use. Where a flow loops, this event is never heard; the watch's thread sees it then.
process.once('disconnect', () => process.exit(0))
new Worker(new URL('./orphan-watch.ts', import.meta.url)).unref()

const [told] = (await once(process, 'message')) as [unknown]
const start = flowsStart.parse(told)
mkdirSync(start.userDir, { recursive: true, mode: 0o700 })

const log = limitedLog((level, text) => say({ said: 'log', level, text }))
const gateway = connectGateway({ url: start.gatewayUrl, token: start.token, log })
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  // Any program of this host reaches the port; only the gateway says who is there.
  if (readUser(request.headers[FLOWS_USER_HEADER], start.editorSecret, Date.now()) === undefined) {
    response.writeHead(403).end()
    return
  }
  // As if mounted at the editor's path.
  const whole = request.url ?? ''
  Object.assign(request, { originalUrl: whole, url: `/${whole.slice(FLOWS_PATH.length)}` })
  RED.httpAdmin(request, response)
})
RED.init(server, settingsFor(start, gateway, log))
RED.events.on('flows:started', () => say({ said: 'flows-started' }))
await RED.start()
server.listen(0, '127.0.0.1')
await once(server, 'listening')
say({ said: 'ready', port: (server.address() as AddressInfo).port })
setInterval(() => say({ said: 'alive' }), ALIVE_EVERY_MS)

process.once('SIGTERM', () => {
  gateway.close()
  RED.stop().finally(() => process.exit(0))
})
