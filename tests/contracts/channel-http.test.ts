import { createHmac } from 'node:crypto'
import type { Reply } from '@tocsin/gateway/channels/channel'
import type { CallbackConfig } from '@tocsin/gateway/channels/http/callback'
import { readCallback } from '@tocsin/gateway/channels/http/callback'
import { aliyunSms, aliyunVoice, twilioSms, twilioVoice } from '@tocsin/gateway/channels/http/presets'
import { createHttpProvider, type HttpProviderConfig } from '@tocsin/gateway/channels/http/provider'
import { signatureHeaders, twilioSignature } from '@tocsin/gateway/channels/http/signature'
import { systemClock } from '@tocsin/gateway/clock'
import { createLog, silentLog } from '@tocsin/gateway/log'
import { describe, expect, it } from 'vitest'
import { channelContract, outgoing } from './channel.ts'
import { openProvider, type ProviderMood, signedCallback } from './provider-server.ts'

const never = new AbortController().signal
const SECRET = 'provider-s3cret'

const config = (origin: string, more: Partial<HttpProviderConfig> = {}): HttpProviderConfig => ({
  kind: 'voice',
  method: 'POST',
  url: `${origin}/calls?account={{account}}`,
  body: {
    contentType: 'application/json',
    template: '{"to":"{{number}}","say":"{{speech}}","text":"{{text}}","ref":"{{key}}"}',
  },
  idempotencyHeader: 'Idempotency-Key',
  values: { account: 'county' },
  signature: {
    scheme: 'hmac',
    secret: SECRET,
    header: 'X-Signature',
    timestampHeader: 'X-Timestamp',
    encoding: 'hex',
  },
  outcome: {
    success: { status: [200, 299], path: 'ok', equals: ['true'] },
    idPath: 'id',
    detailPath: 'error',
    failures: [{ path: 'error', equals: ['busy'], permanent: false }],
  },
  knows: ['accepted', 'delivered', 'read', 'answered'],
  onceBy: 'counterpart',
  perMinute: 600,
  concurrent: 2,
  ...more,
})

const callback: CallbackConfig = {
  proof: {
    scheme: 'hmac',
    algorithm: 'sha256',
    secret: SECRET,
    header: 'X-Signature',
    encoding: 'hex',
    timestampHeader: 'X-Timestamp',
  },
  body: 'json',
  fields: { key: 'ref', providerId: 'id', status: 'state', text: 'keys', from: 'from', detail: 'why' },
  statuses: { answered: 'delivered', finished: 'read', busy: 'failed', gone: 'failed-permanently' },
}

/** Answers as the configuration above expects. */
function own(mood: ProviderMood, id: string, { body }: { body: string }) {
  // A provider that repeats the number in its error, as they do.
  const to = /"to":"([^"]*)"/.exec(body)?.[1]
  if (mood === 'refuse')
    return { status: 400, body: `{"ok":false,"error":"no such number ${to} (${SECRET})"}` }
  if (mood === 'fail') return { status: 200, body: '{"ok":false,"error":"busy"}' }
  return { status: 200, body: `{"ok":true,"id":"${id}"}` }
}

channelContract({
  name: 'a voice provider by HTTP',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    const provider = await openProvider(own)
    const lines: string[] = []
    const channel = createHttpProvider(config(provider.origin), {
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
      name: 'voice-1',
    })
    return {
      channel,
      address: '13812341234',
      secret: SECRET,
      logged: () => lines.join(''),
      behave(behaviour) {
        provider.become(behaviour)
        if (behaviour === 'accept') provider.release()
      },
      received: () => provider.rung.map(({ body }) => (JSON.parse(body) as { say: string }).say),
      async report({ key }) {
        const events = [
          { ref: key, state: 'ringing' },
          { ref: key, state: 'answered' },
          { ref: key, state: 'finished', keys: '1', from: '13812341234' },
        ]
        const reading = readCallback(
          signedCallback(JSON.stringify(events), SECRET),
          callback,
          Date.now(),
          () => false,
        )
        if (!reading.ok) throw new Error(reading.refusal)
        channel.take(reading)
      },
      stop: () => provider.stop(),
    }
  },
})

// The presets as they are, but for the host: what their own documentation says goes over the wire.
const toLoopback = (send: HttpProviderConfig, origin: string): HttpProviderConfig => ({
  ...send,
  url: send.url.replace(/^https:\/\/[^/]+/, origin),
})

const aliyun = {
  keyId: 'LTAI5',
  keySecret: SECRET,
  templateCode: 'SMS_123',
  templateParam: '{"level":"{{level}}","text":"{{message}}"}',
  callbackToken: 't0ken',
}
const twilio = {
  accountSid: 'AC123',
  authToken: SECRET,
  from: '+18005551212',
  callbackUrl: 'https://warn.example/callback/twilio',
}

channelContract({
  name: 'the preset for Aliyun SMS',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    const provider = await openProvider((mood, id, { url }) => {
      const number = url.searchParams.get('PhoneNumbers')
      if (mood === 'refuse') {
        return { status: 200, body: `{"Code":"isv.MOBILE_NUMBER_ILLEGAL","Message":"${number} 号码非法"}` }
      }
      if (mood === 'fail') {
        return { status: 200, body: `{"Code":"isv.BUSINESS_LIMIT_CONTROL","Message":"触发流控 ${number}"}` }
      }
      return { status: 200, body: `{"Code":"OK","BizId":"${id}"}` }
    })
    const preset = aliyunSms({ ...aliyun, signName: '县防办' })
    const lines: string[] = []
    const channel = createHttpProvider(toLoopback(preset.send, provider.origin), {
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
      name: 'sms-1',
    })
    const sent = (param: string) => (JSON.parse(param) as { text: string }).text
    return {
      channel,
      address: '13812341234',
      secret: SECRET,
      logged: () => lines.join(''),
      behave(behaviour) {
        provider.become(behaviour)
        if (behaviour === 'accept') provider.release()
      },
      received: () => provider.rung.map(({ url }) => sent(url.searchParams.get('TemplateParam') ?? '{}')),
      async report({ key }) {
        const rawBody = JSON.stringify([{ out_id: key, success: true, err_code: 'DELIVERED', biz_id: 'p1' }])
        const reading = readCallback(
          { headers: {}, rawBody, query: 'token=t0ken' },
          preset.callback,
          Date.now(),
          () => false,
        )
        if (!reading.ok) throw new Error(reading.refusal)
        channel.take(reading)
      },
      stop: () => provider.stop(),
    }
  },
})

channelContract({
  name: 'the preset for Twilio voice',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    const provider = await openProvider((mood, id, { body }) => {
      const number = new URLSearchParams(body).get('To')
      if (mood === 'refuse') {
        return { status: 400, body: `{"code":21211,"message":"The 'To' number ${number} is not valid"}` }
      }
      if (mood === 'fail') return { status: 429, body: '{"code":20429,"message":"Too many requests"}' }
      return { status: 201, body: `{"sid":"CA${id}","status":"queued"}` }
    })
    const preset = twilioVoice(twilio)
    const lines: string[] = []
    const channel = createHttpProvider(toLoopback(preset.send, provider.origin), {
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
      name: 'voice-2',
    })
    return {
      channel,
      address: '+8613812341234',
      secret: SECRET,
      logged: () => lines.join(''),
      behave(behaviour) {
        provider.become(behaviour)
        if (behaviour === 'accept') provider.release()
      },
      received: () =>
        provider.rung.map(({ body }) =>
          (new URLSearchParams(body).get('Twiml') ?? '').replace(/^<Response><Say[^>]*>/, ''),
        ),
      async report() {
        const fields = new URLSearchParams({ CallSid: 'CAp1', CallStatus: 'in-progress', Digits: '2' })
        const reading = readCallback(
          {
            headers: { 'x-twilio-signature': twilioSignature(SECRET, twilio.callbackUrl, fields) },
            rawBody: fields.toString(),
            query: '',
          },
          preset.callback,
          Date.now(),
          () => false,
        )
        if (!reading.ok) throw new Error(reading.refusal)
        channel.take(reading)
      },
      stop: () => provider.stop(),
    }
  },
})

describe('a provider by HTTP', () => {
  const names = { clock: systemClock, log: silentLog, name: 'voice-1' }
  const nobody = { receipt() {}, reply() {} }

  it('carries the key, the signature of its body and nothing unescaped', async () => {
    const provider = await openProvider(own)
    const channel = createHttpProvider(config(provider.origin), names)
    await channel.start(nobody)
    const message = outgoing('138"12', { text: '水位"4.52"\n高\u0000' })
    await channel.send(message, never)
    const [request] = provider.requests
    const timestamp = String(request?.headers['x-timestamp'])
    expect(request?.headers['x-signature']).toBe(
      createHmac('sha256', SECRET).update(`${timestamp}.${request?.body}`).digest('hex'),
    )
    expect(decodeURIComponent(String(request?.headers['idempotency-key']))).toBe(message.key)
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ to: '138"12', ref: message.key })
    await channel.stop()
    await provider.stop()
  })

  it('rings once over a lost answer and a restart, when the provider looks at the key', async () => {
    const provider = await openProvider(own)
    const before = createHttpProvider(config(provider.origin, { timeoutMs: 200 }), names)
    await before.start(nobody)
    const message = outgoing('13812341234')
    provider.become('hang')
    await expect(before.send(message, never)).rejects.toMatchObject({ permanent: false, maybeSent: true })
    provider.release() // the provider did ring, and nobody heard its answer
    provider.become('accept')
    await before.stop()
    const after = createHttpProvider(config(provider.origin), names)
    await after.start(nobody)
    expect(await after.send(message, never)).toMatchObject({ providerId: 'p1' })
    expect(provider.requests).toHaveLength(2)
    expect(provider.rung).toHaveLength(1)
    await after.stop()
    await provider.stop()
  })

  it('fails for now when nothing listens, knowing that nothing was sent', async () => {
    const provider = await openProvider(own)
    await provider.stop()
    const channel = createHttpProvider(config(provider.origin), names)
    await channel.start(nobody)
    await expect(channel.send(outgoing('13812341234'), never)).rejects.toMatchObject({
      permanent: false,
      maybeSent: false,
    })
    expect(channel.health().status).toBe('down')
    await channel.stop()
  })

  it('does not follow a provider that sends it elsewhere', async () => {
    const elsewhere = await openProvider(own)
    const provider = await openProvider(() => ({ status: 302, body: '' }))
    const channel = createHttpProvider(config(provider.origin), names)
    await channel.start(nobody)
    await expect(channel.send(outgoing('13812341234'), never)).rejects.toMatchObject({ permanent: true })
    expect(elsewhere.requests).toHaveLength(0)
    await channel.stop()
    await Promise.all([provider.stop(), elsewhere.stop()])
  })

  it('sends nothing from a template with a hole in it', async () => {
    const provider = await openProvider(own)
    const channel = createHttpProvider(
      config(provider.origin, { body: { contentType: 'application/json', template: '{"v":"{{village}}"}' } }),
      names,
    )
    await channel.start(nobody)
    await expect(channel.send(outgoing('13812341234'), never)).rejects.toMatchObject({
      permanent: true,
      message: expect.stringContaining('{{village}}'),
    })
    await channel.send(outgoing('13812341234', { variables: { village: '新村' } }), never)
    expect(provider.requests.map(({ body }) => body)).toEqual(['{"v":"新村"}'])
    await channel.stop()
    await provider.stop()
  })

  it('lets the first call of a red warning pass those that wait', async () => {
    const provider = await openProvider(own)
    const channel = createHttpProvider(config(provider.origin, { concurrent: 1 }), names)
    await channel.start(nobody)
    const yellow = [1, 2, 3].map((n) => outgoing(`1380000000${n}`, { level: 'yellow' }))
    const red = outgoing('13900000000')
    await Promise.all([...yellow, red].map((message) => channel.send(message, never)))
    const order = provider.rung.map(({ body }) => (JSON.parse(body) as { to: string }).to)
    expect(order.indexOf('13900000000')).toBe(1) // behind the one that was under way
    await channel.stop()
    await provider.stop()
  })

  it('takes a callback that came twice once', async () => {
    const provider = await openProvider(own)
    const channel = createHttpProvider(config(provider.origin), names)
    const replies: Reply[] = []
    await channel.start({ receipt() {}, reply: (reply) => replies.push(reply) })
    const request = signedCallback('[{"ref":"k","state":"finished","keys":"1"}]', SECRET)
    const kept = new Set<string>()
    const refusals = [1, 2].map(() => {
      const reading = readCallback(request, callback, Date.now(), (id) => kept.has(id))
      if (!reading.ok) return reading.refusal
      kept.add(reading.replayId)
      channel.take(reading)
      return null
    })
    expect(refusals).toEqual([null, 'replayed'])
    expect(replies).toHaveLength(1)
    await channel.stop()
    await provider.stop()
  })

  it('signs for Aliyun what goes over the wire', async () => {
    const provider = await openProvider((_mood, id) => ({
      status: 200,
      body: `{"Code":"OK","CallId":"${id}"}`,
    }))
    const preset = aliyunVoice({ ...aliyun, shownNumber: '0719123', messageMs: 20_000 })
    const channel = createHttpProvider(toLoopback(preset.send, provider.origin), names)
    await channel.start(nobody)
    const message = outgoing('13812341234', { text: '水位 4.52*"米"', exercise: true })
    await channel.send(message, never)
    const [request] = provider.requests
    if (!request) throw new Error('nothing came')
    const { headers, url, body, method } = request
    const signed = signatureHeaders(
      { method, url, body },
      preset.send.signature,
      Date.parse(String(headers['x-acs-date'])),
      String(headers['x-acs-signature-nonce']),
    )
    expect(headers['authorization']).toBe(signed['authorization'])
    expect(Object.fromEntries(url.searchParams)).toEqual({
      CalledNumber: '13812341234',
      CalledShowNumber: '0719123',
      TtsCode: 'SMS_123',
      TtsParam: JSON.stringify({ level: '一级(红色)', text: `【演练】${message.text}` }),
      PlayTimes: '2',
      OutId: message.key,
    })
    await channel.stop()
    await provider.stop()
  })

  it('sends by Twilio what its form wants', async () => {
    const provider = await openProvider((_mood, id) => ({ status: 201, body: `{"sid":"SM${id}"}` }))
    const channel = createHttpProvider(toLoopback(twilioSms(twilio).send, provider.origin), names)
    await channel.start(nobody)
    expect(await channel.send(outgoing('+8613812341234'), never)).toMatchObject({ providerId: 'SMp1' })
    const [request] = provider.requests
    expect(request?.url.pathname).toBe('/2010-04-01/Accounts/AC123/Messages.json')
    expect(request?.headers['authorization']).toBe(
      `Basic ${Buffer.from(`AC123:${SECRET}`).toString('base64')}`,
    )
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toMatchObject({
      To: '+8613812341234',
      From: '+18005551212',
      Body: expect.stringContaining('回复：1已到岗'),
      StatusCallback: 'https://warn.example/callback/twilio',
    })
    await channel.stop()
    await provider.stop()
  })
})
