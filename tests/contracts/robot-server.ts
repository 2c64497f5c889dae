import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RobotKind } from '@tocsin/gateway/channels/robots/flavours'

export const ROBOT_KEY = '7d9ac3f1-robot-key'
export const ROBOT_SECRET = 'SECf00dfeed'

export interface Posted {
  readonly at: number
  readonly text: string
}

interface Body {
  readonly timestamp?: string
  readonly sign?: string
  readonly text?: { readonly content?: string }
  readonly content?: { readonly text?: string }
}

/**
 * The makers' side of the robots, by their documentation: it checks the signature and the key, counts, and locks who
 * sends more than so many in a minute, refused or not.
 */
export async function openRobotServer(
  kind: RobotKind,
  limits: { readonly perMinute: number; readonly lockMs: number },
  now: () => number = Date.now,
) {
  const posted: Posted[] = []
  const asked: number[] = []
  let lockedUntil = 0
  let mood: 'accept' | 'refuse' | 'fail' | 'hang' = 'accept'
  let held: (() => void)[] = []
  const failures = {
    wecom: {
      limited: { errcode: 45009, errmsg: 'api freq out of limit' },
      unknown: { errcode: 93000, errmsg: 'invalid webhook url' },
    },
    dingtalk: {
      limited: { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' },
      unknown: { errcode: 300001, errmsg: 'token is not exist' },
    },
    feishu: {
      limited: { code: 11232, msg: 'frequency limited' },
      unknown: { code: 19001, msg: 'param invalid' },
    },
  }[kind]
  const forged =
    kind === 'feishu'
      ? { code: 19021, msg: 'sign match fail' }
      : { errcode: 310000, errmsg: 'sign not match' }

  const isSigned = (url: URL, body: Body): boolean => {
    if (kind === 'wecom') return true
    const timestamp = kind === 'dingtalk' ? url.searchParams.get('timestamp') : body.timestamp
    const given = kind === 'dingtalk' ? url.searchParams.get('sign') : body.sign
    const inMs = Number(timestamp) * (kind === 'dingtalk' ? 1 : 1000)
    const text = `${timestamp}\n${ROBOT_SECRET}`
    const expected =
      kind === 'dingtalk'
        ? createHmac('sha256', ROBOT_SECRET).update(text).digest('base64')
        : createHmac('sha256', text).digest('base64')
    return given === expected && Math.abs(now() - inMs) < 3_600_000
  }
  const judge = (url: URL, body: Body): [status: number, body: object] => {
    const key =
      url.searchParams.get(kind === 'wecom' ? 'key' : 'access_token') ?? url.pathname.split('/').pop() ?? ''
    // A maker that repeats the address in its error.
    if (key !== ROBOT_KEY || mood === 'refuse') return [200, { ...failures.unknown, hint: url.href }]
    if (mood === 'fail') return [502, { errmsg: `bad gateway ${url.href}`, msg: url.href }]
    if (!isSigned(url, body)) return [200, forged]
    const at = now()
    asked.push(at)
    if (at < lockedUntil) return [200, failures.limited]
    if (asked.filter((other) => other > at - 60_000).length > limits.perMinute) {
      lockedUntil = at + limits.lockMs
      return [200, failures.limited]
    }
    posted.push({ at, text: body.text?.content ?? body.content?.text ?? '' })
    return [200, kind === 'feishu' ? { code: 0, msg: 'success' } : { errcode: 0, errmsg: 'ok' }]
  }
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const url = new URL(incoming.url ?? '/', 'http://robot')
    const answer = () => {
      const [status, body] = judge(url, JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (mood === 'hang') held.push(answer)
    else answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: {
      wecom: `${origin}/cgi-bin/webhook/send?key=${ROBOT_KEY}`,
      dingtalk: `${origin}/robot/send?access_token=${ROBOT_KEY}`,
      feishu: `${origin}/open-apis/bot/v2/hook/${ROBOT_KEY}`,
    }[kind],
    posted,
    wasLocked: () => lockedUntil > 0,
    become(next: typeof mood) {
      mood = next
      if (next !== 'accept') return
      for (const answer of held) answer()
      held = []
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
