import { once } from 'node:events'
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What stands between the gateway and a server that it writes to: everything passes; nothing does (the connection is closed); each request passes after so many ms;
 * each is answered with a status and goes nowhere; or it passes and the answer is swallowed, so that what was stored is not known to be.
 */
export type Trouble = 'open' | 'cut' | 'swallowed' | { readonly slowMs: number } | { readonly status: number }

/** A proxy on loopback whose trouble a test chooses. */
export interface TroubledProxy {
  readonly url: string
  trouble: Trouble
  /** Requests that met the present trouble. */
  met: number
  stop(): Promise<void>
}

export async function startTroubledProxy(target: string): Promise<TroubledProxy> {
  const { hostname, port } = new URL(target)
  let trouble: Trouble = 'open'
  const server = createServer((request, response) => {
    proxy.met++
    handle(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chosen = trouble
    if (chosen === 'cut') {
      request.socket.destroy()
      return
    }
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk as Buffer)
    if (typeof chosen === 'object' && 'status' in chosen) {
      response.writeHead(chosen.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: 'as the test wants it' }))
      return
    }
    if (typeof chosen === 'object') await new Promise((resolve) => setTimeout(resolve, chosen.slowMs))
    const onward = forward({
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: { ...request.headers, host: `${hostname}:${port}` },
    })
    onward.end(Buffer.concat(body))
    const [answer] = (await once(onward, 'response')) as [IncomingMessage]
    const answered: Buffer[] = []
    for await (const chunk of answer) answered.push(chunk as Buffer)
    if (chosen === 'swallowed') {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    response.end(Buffer.concat(answered))
  }

  const proxy: TroubledProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get trouble() {
      return trouble
    },
    set trouble(chosen) {
      trouble = chosen
      proxy.met = 0
      if (chosen === 'cut') server.closeAllConnections()
    },
    met: 0,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
