import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes } from 'aedes'
import mqtt from 'mqtt'

/** A message as another system got it. */
export interface Heard {
  readonly key: string
  readonly body: Record<string, unknown> & { type: string }
}

/** A real HTTP server that takes webhooks: it checks the signature, and fails, is slow or goes away when it is told to. */
export async function openHookServer(secret: string) {
  const heard: Heard[] = []
  const answers: number[] = []
  let mood: 'well' | 'failing' | 'slow' | 'refusing' | 'redirecting' = 'well'
  let port = 0
  const held = new Set<ServerResponse>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const status = statusOf(request, body)
    answers.push(status)
    if (status === 200)
      heard.push({ key: String(request.headers['idempotency-key']), body: JSON.parse(body) })
    if (mood === 'slow') {
      held.add(response)
      return
    }
    response
      .writeHead(status, status === 302 ? { location: `http://127.0.0.1:${port}/elsewhere` } : {})
      .end('secret words')
  }

  function statusOf({ headers, url }: IncomingMessage, body: string): number {
    if (url === '/elsewhere') throw new Error('a redirect was followed')
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['tocsin-signature'])) ?? []
    const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')
    if (signature !== expected || Math.abs(Number(time) * 1000 - Date.now()) > 300_000) return 401
    if (mood === 'failing') return 503
    if (mood === 'refusing') return 422
    return mood === 'redirecting' ? 302 : 200
  }

  const make = () => createHttpServer((request, response) => void answer(request, response))
  let server = make()
  const listen = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const leave = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  await listen()
  return {
    heard,
    answers,
    get url() {
      return `http://127.0.0.1:${port}/hook`
    },
    is(next: typeof mood) {
      mood = next
      for (const response of held) response.writeHead(200).end()
      held.clear()
    },
    leave,
    async comesBack() {
      server = make()
      await listen()
    },
  }
}

/** A real MQTT broker with somebody who listens there; over TLS where it has a certificate. */
export async function openListeningBroker(
  user: string,
  password: string,
  tls?: { readonly cert: string; readonly key: string },
  /** Whether whoever listens there minds for which address the certificate stands. */
  { checks = true }: { readonly checks?: boolean } = {},
) {
  const scheme = tls === undefined ? 'mqtt' : 'mqtts'
  const heard: (Heard & { readonly topic: string; readonly qos: number })[] = []
  let port = 0
  let close: () => Promise<void> = async () => {}

  async function open(): Promise<void> {
    const broker = await Aedes.createBroker({
      authenticate: (_client, name, given, done) =>
        done(null, name === user && given?.toString() === password),
    })
    const sockets = new Set<Socket>()
    const take = (socket: Socket) => {
      sockets.add(socket)
      // Whoever does not trust the certificate is gone before anything was said.
      socket.on('error', () => {})
      broker.handle(socket)
    }
    const server = tls === undefined ? createServer(take) : createTlsServer(tls, take)
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    const listener = await mqtt.connectAsync(`${scheme}://127.0.0.1:${port}`, {
      ...(tls !== undefined && { ca: tls.cert, rejectUnauthorized: checks }),
      username: user,
      password,
      reconnectPeriod: 0,
    })
    listener.on('error', () => {})
    listener.on('message', (topic, payload, { qos }) => {
      const body = JSON.parse(payload.toString())
      heard.push({ topic, qos, key: body.id, body })
    })
    await listener.subscribeAsync('#', { qos: 1 })
    close = async () => {
      await listener.endAsync(true)
      for (const socket of sockets) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
      await new Promise<void>((resolve) => broker.close(() => resolve()))
    }
  }

  await open()
  return {
    heard,
    get url() {
      return `${scheme}://127.0.0.1:${port}`
    },
    leave: () => close(),
    comesBack: open,
  }
}
