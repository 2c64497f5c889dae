import { createHmac } from 'node:crypto'
import type { DurationMs, Instant } from '@tocsin/core'
import { MINUTE, SECOND } from '@tocsin/core'

export type RobotKind = 'wecom' | 'dingtalk' | 'feishu'

export interface RobotAnswer {
  readonly ok: boolean
  /** Too many: silence for `lockMs`. */
  readonly limited: boolean
  readonly permanent: boolean
  readonly detail: string
}

/** What the makers of group robots differ in. */
export interface RobotFlavour {
  readonly perMinute: number
  readonly perSecond: number
  /** How long a robot that sent too much is locked. */
  readonly lockMs: DurationMs
  /** Bytes of UTF-8 in one text. */
  readonly mostBytes: number
  readonly request: (
    url: string,
    secret: string | undefined,
    text: string,
    at: Instant,
  ) => { url: string; body: string }
  readonly answer: (status: number, body: unknown) => RobotAnswer
}

const codes =
  (permanent: readonly number[], limited: readonly number[], field: readonly string[]) =>
  (status: number, body: unknown): RobotAnswer => {
    const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
    const code = field.map((name) => fields[name]).find((value) => typeof value === 'number') as
      | number
      | undefined
    const words = String(fields['errmsg'] ?? fields['msg'] ?? '').slice(0, 200)
    return {
      ok: status === 200 && code === 0,
      limited: status === 429 || (code !== undefined && limited.includes(code)),
      permanent: (code !== undefined && permanent.includes(code)) || [400, 401, 403, 404].includes(status),
      detail: `${status}${code === undefined ? '' : ` ${code}`} ${words}`.trim(),
    }
  }

const hmac = (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64')

/** 企业微信: 20 a minute. The key in its address is all it asks for. */
const wecom: RobotFlavour = {
  perMinute: 20,
  perSecond: 20,
  lockMs: MINUTE,
  mostBytes: 2048,
  request: (url, _secret, text) => ({
    url,
    body: JSON.stringify({ msgtype: 'text', text: { content: text } }),
  }),
  // 93000: no such robot; 45009: too often.
  answer: codes([93000, 40058, 44004], [45009], ['errcode']),
}

/** 钉钉: 20 a minute, then locked for ten; signed over the time in milliseconds, which may be an hour off. */
const dingtalk: RobotFlavour = {
  perMinute: 20,
  perSecond: 20,
  lockMs: 10 * MINUTE,
  mostBytes: 18_000,
  request(url, secret, text, at) {
    const signed = new URL(url)
    if (secret !== undefined) {
      signed.searchParams.set('timestamp', String(at))
      signed.searchParams.set('sign', hmac(secret, `${at}\n${secret}`))
    }
    return { url: signed.href, body: JSON.stringify({ msgtype: 'text', text: { content: text } }) }
  },
  // 310000: signature, keyword or address not allowed; 300001, 300005: no such token; the others: too often.
  answer: codes([310000, 300001, 300005, 40035, 400013], [130101, 660026, 90030, 410100], ['errcode']),
}

/** 飞书: 100 a minute and 5 a second; the signature has the time and the secret as its key, and nothing as its text. */
const feishu: RobotFlavour = {
  perMinute: 100,
  perSecond: 5,
  lockMs: MINUTE,
  mostBytes: 18_000,
  request(url, secret, text, at) {
    const timestamp = String(Math.floor(at / SECOND))
    const signature = secret === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') }
    return { url, body: JSON.stringify({ ...signature, msg_type: 'text', content: { text } }) }
  },
  // 19021: signature; 19022: address; 19024: keyword; 19001: no such robot; 11232, 9499: too often.
  answer: codes([19001, 19021, 19022, 19024], [11232, 9499], ['code', 'StatusCode']),
}

export const ROBOTS: Readonly<Record<RobotKind, RobotFlavour>> = { wecom, dingtalk, feishu }
