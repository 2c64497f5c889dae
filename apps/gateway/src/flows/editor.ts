import { Agent, request as ask, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { FLOWS_USER_HEADER } from '@tocsin/contract'
import { type DurationMs, MINUTE } from '@tocsin/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import type { Caller } from '../access/caller.ts'
import { isOwnOrigin } from '../access/origin.ts'
import { atLeast } from '../access/roles.ts'
import { signUser } from './editor-user.ts'

export interface EditorOptions {
  readonly access: Pick<Access, 'caller' | 'renew' | 'onEnded' | 'audit'>
  /** Where Node-RED listens, and what it takes a signature for; undefined while there is none. */
  readonly target: () => { readonly port: number; readonly secret: string } | undefined
  /** Flows were saved. */
  readonly deployed: () => void
}

/** The editor under the gateway's own address. Who is there the gateway says; Node-RED asks nobody for a password. */
export interface Editor {
  /** Passes a request on for somebody whom the gateway has let in. Answers false, and nothing else, while there is no editor. */
  pass(request: FastifyRequest, reply: FastifyReply, caller: Caller): boolean
  /** Its WebSocket, of which only what the browser sends says who is there. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): void
}

/** Node-RED has hung, or a flow keeps it busy. */
const ANSWER_WITHIN_MS: DurationMs = 30_000
const AT_ONCE = 32
const MOST_TUNNELS = 50
const RECHECK_EVERY: DurationMs = MINUTE

/** Of one connection and not of the message; and the gateway's own business, which a flow must not see. */
const KEPT_BACK = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'cookie',
  'authorization',
  FLOWS_USER_HEADER,
])
const NOT_GIVEN_BACK = new Set(['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'])

/** Node-RED's editor writes scripts into its page, and evaluates some. It still loads nothing from elsewhere. */
export const EDITOR_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

export function createEditor({ access, target, deployed }: EditorOptions): Editor {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const tunnels = new Map<Duplex, Caller>()
  const stopListening = access.onEnded((grant) => {
    for (const [socket, caller] of tunnels) if (caller.grant === grant) socket.destroy()
  })
  // Whoever has the editor open is there: their session stays awake, until it ends for good.
  const recheck = setInterval(() => {
    for (const [socket, caller] of tunnels) {
      const now = access.renew(caller)
      if (now === undefined || !mayEdit(now)) socket.destroy()
    }
  }, RECHECK_EVERY)
  recheck.unref()

  return {
    pass(request, reply, caller) {
      const to = target()
      if (to === undefined) return false
      const { raw } = request
      reply.hijack()
      const { raw: answer } = reply
      const fixed = { ...reply.getHeaders(), 'content-security-policy': EDITOR_POLICY } as OutgoingHttpHeaders
      const fail = (status: number) => {
        if (answer.headersSent) answer.destroy()
        else
          answer
            .writeHead(status, { ...fixed, 'content-type': 'text/plain' })
            .end('Node-RED does not answer\n')
      }
      const asked = ask(
        {
          agent,
          host: '127.0.0.1',
          port: to.port,
          method: raw.method,
          path: raw.url,
          timeout: ANSWER_WITHIN_MS,
          headers: { ...passedOn(raw), [FLOWS_USER_HEADER]: signUser(caller.id, to.secret, Date.now()) },
        },
        (given) => {
          const status = given.statusCode ?? 502
          const headers = Object.entries(given.headers).filter(([name]) => !NOT_GIVEN_BACK.has(name))
          answer.writeHead(status, {
            ...fixed,
            ...Object.fromEntries(headers),
            'content-security-policy': EDITOR_POLICY,
          })
          given.pipe(answer)
          given.once('error', () => answer.destroy())
          if (status < 300 && raw.method === 'POST' && raw.url?.split('?')[0] === '/flows/flows') {
            access.audit.write(caller.id, 'flows.deployed', 'flows')
            deployed()
          }
        },
      )
      asked.once('timeout', () => {
        fail(504)
        asked.destroy()
      })
      asked.once('error', () => fail(502))
      answer.once('close', () => asked.destroy())
      raw.pipe(asked)
      return true
    },

    upgrade(request, socket, head) {
      const caller = isOwnOrigin(request) ? access.caller(request) : undefined
      const to = target()
      const refused =
        caller === undefined
          ? '401 Unauthorized'
          : !mayEdit(caller)
            ? '403 Forbidden'
            : to === undefined || tunnels.size >= MOST_TUNNELS
              ? '503 Service Unavailable'
              : undefined
      if (refused !== undefined || caller === undefined || to === undefined) {
        const answer = `HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
        socket.end(answer, () => socket.destroy())
        return
      }
      const far = connect(to.port, '127.0.0.1', () => {
        const headers = {
          ...passedOn(request),
          connection: 'Upgrade',
          upgrade: 'websocket',
          [FLOWS_USER_HEADER]: signUser(caller.id, to.secret, Date.now()),
        }
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
        far.write(`GET ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
        far.write(head)
        far.pipe(socket).pipe(far)
      })
      tunnels.set(socket, caller)
      socket.once('close', () => {
        tunnels.delete(socket)
        far.destroy()
      })
      far.once('close', () => socket.destroy())
      far.on('error', () => socket.destroy())
    },

    stop() {
      clearInterval(recheck)
      stopListening()
      for (const socket of tunnels.keys()) socket.destroy()
      agent.destroy()
    },
  }
}

function mayEdit({ role, only }: Caller): boolean {
  return only === undefined && atLeast(role, 'engineer')
}

/** What of a client's headers Node-RED sees. */
function passedOn({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !KEPT_BACK.has(name)))
}
