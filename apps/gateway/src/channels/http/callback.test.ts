import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallbackConfig, type CallbackRequest, readCallback } from './callback.ts'
import { aliyunSms, aliyunVoice, twilioSms, twilioVoice } from './presets.ts'
import { twilioSignature } from './signature.ts'

const NOON = Date.UTC(2026, 6, 1, 4)
const unseen = () => false

const signed: CallbackConfig = {
  proof: {
    scheme: 'hmac',
    algorithm: 'sha256',
    secret: 'shared',
    header: 'X-Signature',
    encoding: 'hex',
    timestampHeader: 'X-Timestamp',
  },
  body: 'json',
  items: 'events',
  fields: { key: 'ref', providerId: 'id', status: 'state', text: 'keys', at: 'at' },
  time: { format: 'seconds' },
  statuses: { done: 'delivered', dead: 'failed-permanently' },
}

function sign(body: string, at = NOON, secret = 'shared'): CallbackRequest {
  const timestamp = String(at / 1000)
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { headers: { 'x-signature': signature, 'x-timestamp': timestamp }, rawBody: body, query: '' }
}

describe('a signed callback', () => {
  const body =
    '{"events":[{"ref":"k1","id":"p1","state":"done","at":1782878395},{"ref":"k2","state":"dead"}]}'

  it('brings what its provider reports', () => {
    expect(readCallback(sign(body), signed, NOON, unseen)).toMatchObject({
      ok: true,
      receipts: [
        { key: 'k1', providerId: 'p1', fact: 'delivered', at: 1782878395000 },
        { key: 'k2', fact: { failed: { permanent: true, detail: 'dead' } }, at: NOON },
      ],
      replies: [],
    })
  })
  it('is refused without a signature, with another secret, and with one byte changed', () => {
    const refusal = (request: CallbackRequest) => readCallback(request, signed, NOON, unseen)
    expect(refusal({ headers: {}, rawBody: body, query: '' })).toMatchObject({ refusal: 'no-signature' })
    expect(refusal(sign(body, NOON, 'guess'))).toMatchObject({ refusal: 'forged' })
    expect(refusal({ ...sign(body), rawBody: body.replace('k1', 'k9') })).toMatchObject({ refusal: 'forged' })
    const late = sign(body)
    expect(
      refusal({ ...late, headers: { ...late.headers, 'x-timestamp': String(NOON / 1000 + 1) } }),
    ).toMatchObject({ refusal: 'forged' })
  })
  it('is refused when it is minutes old, or of the future', () => {
    for (const at of [NOON - 301_000, NOON + 301_000]) {
      expect(readCallback(sign(body, at), signed, NOON, unseen)).toMatchObject({ refusal: 'outside-window' })
    }
    expect(readCallback(sign(body, NOON - 299_000), signed, NOON, unseen)).toMatchObject({ ok: true })
  })
  it('is taken once', () => {
    const seen = new Set<string>()
    const first = readCallback(sign(body), signed, NOON, (id) => seen.has(id))
    if (!first.ok) throw new Error(first.refusal)
    seen.add(first.replayId)
    expect(first.keepUntil).toBeGreaterThanOrEqual(NOON + 600_000)
    expect(readCallback(sign(body), signed, NOON + 60_000, (id) => seen.has(id))).toMatchObject({
      refusal: 'replayed',
    })
  })
  it('is refused, not thrown, when it is no JSON, or not of events, or of too many', () => {
    for (const rawBody of ['', '{', 'null', '{"events":[1]}', '{}', `{"events":[${'{},'.repeat(1000)}{}]}`]) {
      expect(readCallback(sign(rawBody), signed, NOON, unseen)).toMatchObject({ refusal: 'unreadable' })
    }
  })
  it('says nothing by a status nobody has explained', () => {
    expect(
      readCallback(sign('{"events":[{"ref":"k","state":"toString"}]}'), signed, NOON, unseen),
    ).toMatchObject({ ok: true, receipts: [] })
  })
  it('never throws, and takes nothing that is not signed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), fc.boolean(), (text, json, isSigned) => {
        const rawBody = text.length % 2 === 0 ? text : JSON.stringify({ events: json })
        const request = isSigned ? sign(rawBody) : { ...sign(rawBody), headers: { 'x-signature': text } }
        const reading = readCallback(request, signed, NOON, unseen)
        if (!isSigned) expect(reading.ok).toBe(false)
      }),
    )
  })
})

describe('the callbacks of presets', () => {
  const account = {
    keyId: 'id',
    keySecret: 'secret',
    templateCode: 'SMS_1',
    templateParam: '{"text":"{{message}}"}',
    callbackToken: 't0ken',
  }
  const twilio = {
    accountSid: 'AC1',
    authToken: '12345',
    from: '+18005551212',
    callbackUrl: 'https://warn.example/callback/1',
  }
  const post = (form: Record<string, string>): CallbackRequest => {
    const fields = new URLSearchParams(form)
    return {
      headers: { 'x-twilio-signature': twilioSignature('12345', twilio.callbackUrl, fields) },
      rawBody: fields.toString(),
      query: '',
    }
  }

  it('Aliyun SMS: delivered at the time of Beijing, behind the secret in the address', () => {
    const { callback } = aliyunSms({ ...account, signName: '县防办' })
    const rawBody =
      '[{"phone_number":"13812341234","send_time":"2026-07-01 11:59:00","report_time":"2026-07-01 11:59:30","success":true,"err_code":"DELIVERED","biz_id":"b1","out_id":"k1"},' +
      '{"phone_number":"13912341234","success":false,"err_code":"MOBILE_NOT_ON_SERVICE 13912341234","biz_id":"b2","out_id":"k2"}]'
    const read = (query: string) => readCallback({ headers: {}, rawBody, query }, callback, NOON, unseen)
    expect(read('token=t0ken')).toMatchObject({
      receipts: [
        { key: 'k1', providerId: 'b1', fact: 'delivered', at: NOON - 30_000 },
        { key: 'k2', fact: { failed: { permanent: false, detail: expect.stringContaining('139****1234') } } },
      ],
    })
    expect(read('token=guess')).toMatchObject({ refusal: 'forged' })
    expect(read('')).toMatchObject({ refusal: 'no-signature' })
  })

  it('Aliyun voice: picked up, heard to the end, key pressed are three facts', () => {
    const { callback } = aliyunVoice({ ...account, shownNumber: '0719', messageMs: 20_000 })
    const read = (event: object) =>
      readCallback(
        { headers: {}, rawBody: JSON.stringify([event]), query: 'token=t0ken' },
        callback,
        NOON,
        unseen,
      )
    const base = { call_id: 'c1', out_id: 'k1', callee: '13812341234', start_time: '2026-07-01 11:59:00' }
    expect(read({ ...base, status_code: '200000', duration: '24', dtmf: '1' })).toMatchObject({
      receipts: [{ fact: 'delivered' }, { fact: 'read' }],
      replies: [{ key: 'k1', text: '1' }],
    })
    // A hang-up at 7 s of 20: picked up, not heard. A key pressed by then is no answer.
    const early = read({ ...base, status_code: '200000', duration: '7秒', dtmf: '1' })
    expect(early).toMatchObject({ receipts: [{ fact: 'delivered' }], replies: [{ early: true }] })
    expect(
      read({ call_id: 'c1', out_id: 'k1', start_time: '', status_code: '200010', duration: '0' }),
    ).toMatchObject({
      receipts: [{ fact: { failed: { permanent: false } } }],
      replies: [],
    })
  })

  it('Twilio SMS: a reply comes with the number it came from', () => {
    const { callback } = twilioSms(twilio)
    expect(
      readCallback(post({ MessageSid: 'SM2', From: '+8613812341234', Body: '3 23' }), callback, NOON, unseen),
    ).toMatchObject({ replies: [{ id: 'SM2', from: '+8613812341234', text: '3 23' }], receipts: [] })
    expect(
      readCallback(
        post({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' }),
        callback,
        NOON,
        unseen,
      ),
    ).toMatchObject({ receipts: [{ providerId: 'SM1', fact: { failed: { permanent: false } } }] })
  })

  it('Twilio voice: a key is taken after the playback only, so it shows that the message was heard', () => {
    const { callback } = twilioVoice(twilio)
    expect(
      readCallback(post({ CallSid: 'CA1', CallStatus: 'in-progress', Digits: '2' }), callback, NOON, unseen),
    ).toMatchObject({ receipts: [{ fact: 'delivered' }, { fact: 'read' }], replies: [{ text: '2' }] })
    expect(
      readCallback(post({ CallSid: 'CA1', CallStatus: 'completed' }), callback, NOON, unseen),
    ).toMatchObject({ receipts: [], replies: [] })
    const forged = post({ CallSid: 'CA1', Digits: '1' })
    expect(
      readCallback({ ...forged, rawBody: 'CallSid=CA1&Digits=4' }, callback, NOON, unseen),
    ).toMatchObject({ refusal: 'forged' })
  })
})
