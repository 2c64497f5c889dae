import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAt } from './json-path.ts'
import { type OutcomeRules, outcomeOf } from './outcome.ts'
import { signatureHeaders, twilioSignature } from './signature.ts'
import { escapeFor, fill, variablesOf } from './template.ts'

describe('a template', () => {
  const nasty = fc.string({ unit: 'binary' })

  it('keeps JSON what it is, whatever is put in', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const body = fill('{"to":"{{to}}","n":1}', { to: text }, escapeFor('application/json; charset=utf-8'))
        expect(JSON.parse(body)).toEqual({ to: text, n: 1 })
      }),
    )
  })
  it('keeps a form what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite' }), (text) => {
        const body = fill('To={{to}}&x=1', { to: text }, escapeFor('application/x-www-form-urlencoded'))
        expect([...new URLSearchParams(body)]).toEqual([
          ['To', text],
          ['x', '1'],
        ])
      }),
    )
  })
  it('lets no element into XML and no line into a header', () => {
    const body = fill('<Say>{{text}}</Say>', { text: '</Say><Dial>"&\u0000' }, escapeFor('text/xml'))
    expect(body).toBe('<Say>&lt;/Say&gt;&lt;Dial&gt;&quot;&amp;</Say>')
    expect(fill('{{key}}', { key: 'a\r\nX-Admin: 王' }, 'header')).toBe('a%0D%0AX-Admin: %E7%8E%8B')
  })
  it('does not take a value for a template, nor a name from elsewhere', () => {
    expect(fill('{{a}}', { a: '{{b}}', b: 'secret' }, 'text')).toBe('{{b}}')
    expect(() => fill('{{toString}}', {}, 'text')).toThrow('{{toString}} has no value')
    expect(variablesOf('{{a}} {{ b }} {{a}}')).toEqual(['a', 'b'])
  })
})

describe('a provider answer', () => {
  const rules: OutcomeRules = {
    success: { status: [200, 299], path: 'Code', equals: ['OK', '0'] },
    idPath: 'Data.Ids[0]',
    detailPath: 'Message',
    failures: [{ path: 'Code', equals: ['isv.MOBILE_NUMBER_ILLEGAL'], permanent: true }],
  }
  const outcome = (status: number, body: unknown) =>
    outcomeOf({ status, text: typeof body === 'string' ? body : JSON.stringify(body) }, rules)

  it('is a success by status and value, a number being as good as its text', () => {
    expect(outcome(200, { Code: 'OK', Data: { Ids: ['b1'] } })).toEqual({ ok: true, providerId: 'b1' })
    expect(outcome(200, { Code: 0 })).toEqual({ ok: true, providerId: null })
  })
  it('is no success with the value alone or the status alone', () => {
    expect(outcome(500, { Code: 'OK' })).toMatchObject({ ok: false, permanent: false })
    expect(outcome(200, 'OK')).toMatchObject({ ok: false, permanent: false })
  })
  it('is final when the rules say so, and when a 4xx does', () => {
    expect(outcome(200, { Code: 'isv.MOBILE_NUMBER_ILLEGAL', Message: '号码非法' })).toMatchObject({
      permanent: true,
      detail: '200 号码非法',
    })
    expect(
      [301, 400, 401, 404].map((status) => outcome(status, '')).every((it) => !it.ok && it.permanent),
    ).toBe(true)
    expect(
      [408, 429, 500, 503].map((status) => outcome(status, '')).some((it) => !it.ok && it.permanent),
    ).toBe(false)
  })
  it('may pass when nobody knows what it means', () => {
    expect(outcome(200, { Code: 'NEW' })).toMatchObject({ ok: false, permanent: false })
  })
  it('may be plain text', () => {
    const plain: OutcomeRules = { success: { startsWith: '0,' } }
    expect(outcomeOf({ status: 200, text: '0,12345' }, plain).ok).toBe(true)
    expect(outcomeOf({ status: 200, text: '-1,balance' }, plain).ok).toBe(false)
  })
  it('is looked into by own properties only', () => {
    expect(valueAt({ a: [{ b: 1 }] }, '$.a[0].b')).toBe(1)
    expect(valueAt({}, 'constructor.name')).toBeUndefined()
  })
})

describe('a signature', () => {
  it('is what the documentation of Aliyun V3 works out', () => {
    const headers = signatureHeaders(
      {
        method: 'POST',
        url: new URL(
          'https://ecs.cn-shanghai.aliyuncs.com/?ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
        ),
        body: '',
      },
      {
        scheme: 'aliyun-v3',
        keyId: 'YourAccessKeyId',
        keySecret: 'YourAccessKeySecret',
        action: 'RunInstances',
        version: '2014-05-26',
      },
      Date.UTC(2023, 9, 26, 10, 22, 32),
      '3156853299f313e23d1673dc12e1703d',
    )
    expect(headers['authorization']).toMatch(
      /Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/,
    )
  })
  it('is what the documentation of Twilio works out', () => {
    const form = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    })
    expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', form)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    )
  })
})
