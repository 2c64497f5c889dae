import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An outside watcher, really listening on the loopback. It keeps what it heard: `POST /ping ok`. */
export async function openWatcher() {
  const heard: string[] = []
  let answer: number | 'nothing' = 200
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    heard.push(`${request.method} ${request.url} ${body}`.trim())
    if (answer !== 'nothing') response.writeHead(answer, { location: '/login' }).end('OK')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers(next: number | 'nothing') {
      answer = next
    },
    close() {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
