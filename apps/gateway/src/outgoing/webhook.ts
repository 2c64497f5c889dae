import { createHmac } from 'node:crypto'
import { lookup } from 'node:dns'
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { WebhookSettings } from '@tocsin/contract'
import { SECOND } from '@tocsin/core'
import type { Clock } from '../clock.ts'
import { type Message, Refused, type Sender } from './sender.ts'

/** What says that the message itself is wrong. Everything else may be otherwise next time. */
const REFUSALS: ReadonlySet<number> = new Set([400, 405, 406, 410, 413, 415, 422])

/** Where machines keep what they tell nobody but themselves: no office's system lies there. */
const CLOSED = new BlockList()
CLOSED.addSubnet('169.254.0.0', 16, 'ipv4')
CLOSED.addSubnet('0.0.0.0', 8, 'ipv4')
CLOSED.addSubnet('fe80::', 10, 'ipv6')
CLOSED.addAddress('fd00:ec2::254', 'ipv6')

export function isClosed(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && CLOSED.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Looked at when it is connected to: a name may mean another address than it did when it was set up. */
const guarded: LookupFunction = (host, options, done) =>
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, [])
    const open = found.filter(({ address }) => !isClosed(address))
    if (open.length === 0) return done(new Error(`${host} lies where nothing is sent to`), [])
    if (options.all) done(null, open)
    else done(null, open[0]?.address ?? '', open[0]?.family)
  })

/** `t=…,v1=…`: HMAC-SHA256 of `time.body`, the time in epoch seconds. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

/** Posts messages, signed. A redirect is not followed, and nothing of an answer but its status is kept. */
export function createWebhook({ url, ca }: WebhookSettings, secret: string, clock: Clock): Sender {
  const target = new URL(url)
  const isPlain = target.protocol === 'http:'
  const agent = isPlain ? new PlainAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  return {
    send: ({ kind, key, body }: Message, signal) =>
      new Promise((resolve, reject) => {
        if (isClosed(target.hostname.replace(/^\[|\]$/g, ''))) {
          reject(new Error(`${target.hostname} lies where nothing is sent to`))
          return
        }
        const content = Buffer.from(body)
        const sent = (isPlain ? plainRequest : request)(
          target,
          {
            method: 'POST',
            agent,
            signal,
            lookup: guarded,
            ...(ca !== undefined && { ca }),
            headers: {
              'content-type': 'application/json; charset=utf-8',
              'content-length': content.length,
              'user-agent': 'tocsin',
              'idempotency-key': key,
              'tocsin-kind': kind,
              'tocsin-signature': signatureOf(secret, Math.floor(clock.now() / SECOND), body),
            },
          },
          (answer) => {
            const status = answer.statusCode ?? 0
            answer.resume()
            answer.once('error', reject)
            answer.once('end', () => {
              if (status >= 200 && status < 300) resolve()
              else if (REFUSALS.has(status)) reject(new Refused(`it answered ${status}`))
              else reject(new Error(`it answered ${status}`))
            })
          },
        )
        sent.once('error', reject)
        sent.end(content)
      }),
    async close() {
      agent.destroy()
    },
  }
}
