import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CallbackRequest } from '@tocsin/gateway/channels/http/callback'

export interface ProviderRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** How the provider answers: properly, by refusing the number, by breaking, or not until `release`. */
export type ProviderMood = 'accept' | 'refuse' | 'fail' | 'hang'

/** A provider on the loopback: it keeps what it takes, and an idempotency key it knows rings nobody again. */
export async function openProvider(
  reply: (mood: ProviderMood, id: string, request: ProviderRequest) => { status: number; body: string },
) {
  const requests: ProviderRequest[] = []
  const rung: ProviderRequest[] = []
  const ids = new Map<string, string>()
  let mood: ProviderMood = 'accept'
  let held: (() => void)[] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const request: ProviderRequest = {
      method: incoming.method ?? '',
      url: new URL(incoming.url ?? '/', `http://${incoming.headers.host}`),
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    requests.push(request)
    const now = mood
    const answer = () => {
      const key = String(incoming.headers['idempotency-key'] ?? `request ${requests.length}`)
      const known = ids.get(key)
      const id = known ?? `p${ids.size + 1}`
      if (now === 'accept' || now === 'hang') {
        ids.set(key, id)
        if (known === undefined) rung.push(request)
      }
      const { status, body } = reply(now, id, request)
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    }
    if (now === 'hang') held.push(answer)
    else answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    /** What rang: once for each key. */
    rung,
    idOf: (key: string) => ids.get(key),
    become(next: ProviderMood) {
      mood = next
    },
    release() {
      for (const answer of held) answer()
      held = []
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A callback as a provider would sign it. */
export function signedCallback(body: string, secret: string, at = Date.now()): CallbackRequest {
  const timestamp = String(Math.floor(at / 1000))
  return {
    headers: {
      'x-timestamp': timestamp,
      'x-signature': createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'),
    },
    rawBody: body,
    query: '',
  }
}
