import { createHmac } from 'node:crypto'
import type { DurationMs, Instant } from '@tocsin/core'
import { MINUTE, SECOND } from '@tocsin/core'
import type { Receipt, Reply } from '../channel.ts'
import { maskText } from '../mask.ts'
import { textAt, valueAt } from './json-path.ts'
import { sameSecret, twilioSignature } from './signature.ts'

/** A provider's request to us, untouched: a signature is over bytes, not over what was parsed of them. */
export interface CallbackRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly rawBody: string
  /** The query, without `?`. */
  readonly query: string
}

/** What shows that a callback is the provider's. */
export type CallbackProof =
  /** HMAC over `timestamp.body`; the timestamp in epoch seconds in a header of its own. */
  | {
      readonly scheme: 'hmac'
      readonly algorithm: 'sha256' | 'sha1'
      readonly secret: string
      readonly header: string
      readonly encoding: 'hex' | 'base64'
      readonly timestampHeader: string
      readonly toleranceMs?: DurationMs
    }
  /** Twilio's. It has no time in it: a repetition is known by its content alone. */
  | { readonly scheme: 'twilio'; readonly authToken: string; readonly url: string }
  /** For providers that sign nothing: a secret in the address they were given, `?token=…`. HTTPS or not at all. */
  | { readonly scheme: 'token'; readonly parameter: string; readonly secret: string }

/** What a status says. `ignored` is one that says nothing new (ringing, queued). */
export type StatusMeaning = 'accepted' | 'delivered' | 'read' | 'failed' | 'failed-permanently' | 'ignored'

export interface CallbackConfig {
  readonly proof: CallbackProof
  readonly body: 'json' | 'form'
  /** Where the array of events is; absent: the body is one event, or an array of them. */
  readonly items?: string
  /** Paths within an event. */
  readonly fields: {
    readonly key?: string
    readonly providerId?: string
    readonly status?: string
    readonly detail?: string
    /** Keys pressed, or the text of an SMS. */
    readonly text?: string
    readonly from?: string
    /** The provider's id of an inbound message. */
    readonly replyId?: string
    readonly at?: string
    /** Present and not empty once somebody picked up. */
    readonly pickedUp?: string
    /** Seconds the line was open. */
    readonly duration?: string
  }
  /** `seconds` and `milliseconds` since 1970, ISO 8601, or `local`: `2026-07-01 12:00:00` at `utcOffsetMs`. */
  readonly time?: {
    readonly format: 'seconds' | 'milliseconds' | 'iso' | 'local'
    readonly utcOffsetMs?: DurationMs
  }
  readonly statuses?: Readonly<Record<string, StatusMeaning>>
  /** A line open this long has heard the message to its end. Absent: whether it was heard stays unknown. */
  readonly heardAfterMs?: DurationMs
  /** Keys are taken only once the message was played: pressing one shows that it was heard. */
  readonly keysAfterPlayback?: boolean
}

export interface VerifiedCallback {
  readonly receipts: readonly Receipt[]
  readonly replies: readonly Reply[]
}

export type CallbackRefusal = 'no-signature' | 'forged' | 'outside-window' | 'replayed' | 'unreadable'

export type CallbackReading =
  | (VerifiedCallback & {
      readonly ok: true
      /** Keep it in the transaction that keeps the news, at least until `keepUntil`; `seen` is then true of it. */
      readonly replayId: string
      readonly keepUntil: Instant
    })
  | { readonly ok: false; readonly refusal: CallbackRefusal; readonly detail: string }

const TOLERANCE: DurationMs = 5 * MINUTE
/** Where no time is signed, a repetition is looked for this long. */
const KEPT_WITHOUT_TIME: DurationMs = 7 * 24 * 60 * MINUTE
/** A callback with more is not read: a provider sends a hundred. */
const MOST_EVENTS = 1000

const refuse = (refusal: CallbackRefusal, detail: string): CallbackReading => ({
  ok: false,
  refusal,
  detail: maskText(detail),
})

/** Null when the proof holds. */
function failedProof(
  request: CallbackRequest,
  proof: CallbackProof,
  now: Instant,
): { refusal: CallbackRefusal; detail: string } | null {
  switch (proof.scheme) {
    case 'hmac': {
      const given = request.headers[proof.header.toLowerCase()]
      const timestamp = request.headers[proof.timestampHeader.toLowerCase()]
      if (!given || !timestamp) return { refusal: 'no-signature', detail: 'signature and timestamp expected' }
      const expected = createHmac(proof.algorithm, proof.secret)
        .update(`${timestamp}.${request.rawBody}`)
        .digest(proof.encoding)
      const same = proof.encoding === 'hex' ? given.toLowerCase() : given
      if (!sameSecret(same, expected)) return { refusal: 'forged', detail: 'the signature does not match' }
      const at = Number(timestamp) * SECOND
      if (!(Math.abs(now - at) <= (proof.toleranceMs ?? TOLERANCE))) {
        return { refusal: 'outside-window', detail: 'the timestamp is not within minutes of now' }
      }
      return null
    }
    case 'twilio': {
      const given = request.headers['x-twilio-signature']
      if (!given) return { refusal: 'no-signature', detail: 'X-Twilio-Signature expected' }
      const url = request.query === '' ? proof.url : `${proof.url}?${request.query}`
      const expected = twilioSignature(proof.authToken, url, new URLSearchParams(request.rawBody))
      return sameSecret(given, expected)
        ? null
        : { refusal: 'forged', detail: 'the signature does not match' }
    }
    case 'token': {
      const given = new URLSearchParams(request.query).get(proof.parameter)
      if (!given) return { refusal: 'no-signature', detail: `a secret in ?${proof.parameter}= expected` }
      return sameSecret(given, proof.secret) ? null : { refusal: 'forged', detail: 'the secret is another' }
    }
    default:
      return proof satisfies never
  }
}

function eventsOf(request: CallbackRequest, config: CallbackConfig): readonly unknown[] | undefined {
  let body: unknown
  try {
    body =
      config.body === 'json'
        ? JSON.parse(request.rawBody)
        : Object.fromEntries(new URLSearchParams(request.rawBody))
  } catch {
    return undefined
  }
  const found = config.items === undefined ? body : valueAt(body, config.items)
  const events = Array.isArray(found) ? found : [found]
  const objects = events.every((event) => typeof event === 'object' && event !== null)
  return objects && events.length <= MOST_EVENTS ? events : undefined
}

/** When it happened, by the provider's clock; by ours where it says nothing readable or something that is yet to come. */
function instantOf(text: string | undefined, time: CallbackConfig['time'], now: Instant): Instant {
  if (text === undefined || !time) return now
  const local = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/.exec(text)
  const at = {
    seconds: () => Number(text) * SECOND,
    milliseconds: () => Number(text),
    iso: () => Date.parse(text),
    local: () => (local ? Date.parse(`${local[1]}T${local[2]}Z`) - (time.utcOffsetMs ?? 0) : Number.NaN),
  }[time.format]()
  return Number.isFinite(at) && at > 0 ? Math.min(at, now) : now
}

/** `seconds` of a duration: `10`, `10秒`. */
const secondsOf = (text: string | undefined) => Number(/^\d{1,5}/.exec(text ?? '')?.[0] ?? Number.NaN)

function readEvent(event: unknown, config: CallbackConfig, now: Instant, index: string) {
  const { fields } = config
  const receipts: Receipt[] = []
  const replies: Reply[] = []
  const base = {
    key: textAt(event, fields.key) || null,
    providerId: textAt(event, fields.providerId) || null,
    at: instantOf(textAt(event, fields.at), config.time, now),
  }
  const add = (fact: Receipt['fact']) => receipts.push({ ...base, fact })
  const status = textAt(event, fields.status)
  const meaning = status === undefined ? undefined : config.statuses?.[status]
  const text = textAt(event, fields.text)?.trim()
  const openFor = secondsOf(textAt(event, fields.duration)) * SECOND
  const heard = config.heardAfterMs !== undefined && openFor >= config.heardAfterMs
  const named = base.key !== null || base.providerId !== null
  if (named) {
    const pickedUp = textAt(event, fields.pickedUp) || meaning === 'delivered' || meaning === 'read'
    if (pickedUp) add('delivered')
    if (meaning === 'accepted') add('accepted')
    if (meaning === 'read' || (pickedUp && heard) || (config.keysAfterPlayback && text)) add('read')
    if (meaning === 'failed' || meaning === 'failed-permanently') {
      const detail = maskText([status, textAt(event, fields.detail)].filter(Boolean).join(' ')).slice(0, 200)
      add({ failed: { permanent: meaning === 'failed-permanently', detail } })
    }
  }
  const from = textAt(event, fields.from) || null
  if (text && (named || from)) {
    const id = textAt(event, fields.replyId) ?? index
    const early = config.heardAfterMs !== undefined && openFor < config.heardAfterMs
    replies.push({ ...base, id, from, text, ...(early ? { early } : {}) })
  }
  return { receipts, replies }
}

/**
 * Reads what a provider reports: a pure function of the request, the configuration and the time. `seen` says whether a
 * replay id was kept before. What it brings is the provider's word and no more: a status nobody explained says nothing.
 */
export function readCallback(
  request: CallbackRequest,
  config: CallbackConfig,
  now: Instant,
  seen: (replayId: string) => boolean,
): CallbackReading {
  const failed = failedProof(request, config.proof, now)
  if (failed) return refuse(failed.refusal, failed.detail)
  // Under a signature with a time in it the signature is the id; else it is what was sent.
  const timed = config.proof.scheme === 'hmac'
  const replayId = createHmac('sha256', 'replay')
    .update(timed ? (request.headers[config.proof.header.toLowerCase()] ?? '') : '')
    .update(`\n${request.rawBody}`)
    .digest('hex')
  if (seen(replayId)) return refuse('replayed', 'this callback was taken before')
  const events = eventsOf(request, config)
  if (!events) return refuse('unreadable', `a ${config.body} body with events expected`)
  const read = events.map((event, index) => readEvent(event, config, now, `${replayId}/${index}`))
  return {
    ok: true,
    replayId,
    keepUntil:
      now +
      (config.proof.scheme === 'hmac' ? 2 * (config.proof.toleranceMs ?? TOLERANCE) : KEPT_WITHOUT_TIME),
    receipts: read.flatMap(({ receipts }) => receipts),
    replies: read.flatMap(({ replies }) => replies),
  }
}
