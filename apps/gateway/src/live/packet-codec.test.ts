import { describe, expect, it } from 'vitest'
import { decode, Encoder } from './packet-codec.ts'
import { bodyOf, SharedMessage } from './shared-message.ts'

const encode = (type: number, data?: unknown, id?: number, nsp = '/') =>
  new Encoder().encode({ type, nsp, data, id })[0]

describe('writing', () => {
  it('puts type, namespace, acknowledgement id and JSON after one another', () => {
    expect(encode(0, { sid: 'x' })).toBe('0{"sid":"x"}')
    expect(encode(1)).toBe('1')
    expect(encode(2, ['warning', { seq: 1 }])).toBe('2["warning",{"seq":1}]')
    expect(encode(2, ['warning', { seq: 1 }], 12)).toBe('212["warning",{"seq":1}]')
    expect(encode(3, [{ seq: 4 }], 0)).toBe('30[{"seq":4}]')
    expect(encode(4, { message: 'no' }, undefined, '/other')).toBe('4/other,{"message":"no"}')
  })

  it('gives each client its own seq before the body that all share', () => {
    const body = bodyOf({ observations: [{ value: 1.5, name: '白河"桥' }] })
    const text = encode(2, ['observations', new SharedMessage(7, body)], 3) ?? ''
    expect(text.startsWith('23["observations",')).toBe(true)
    expect(JSON.parse(text.slice(2))).toEqual([
      'observations',
      { seq: 7, observations: [{ value: 1.5, name: '白河"桥' }] },
    ])
  })
})

describe('reading', () => {
  it.each([
    ['0', { type: 0, nsp: '/', data: undefined }],
    ['0{"token":"x"}', { type: 0, nsp: '/', data: { token: 'x' } }],
    ['0/admin,', { type: 0, nsp: '/admin', data: undefined }],
    ['1', { type: 1, nsp: '/', data: undefined }],
    ['25["watch",{"stations":"*"}]', { type: 2, nsp: '/', id: 5, data: ['watch', { stations: '*' }] }],
    ['312[]', { type: 3, nsp: '/', id: 12, data: [] }],
  ])('takes %s', (text, packet) => {
    expect(decode(text)).toEqual(packet)
  })

  it.each([
    ['nothing', ''],
    ['an unknown type', '7["x"]'],
    ['what is no JSON', '2["watch",'],
    ['an event without a name', '2[]'],
    ['an event with a number for a name', '2[1,2]'],
    ['an event that would be mistaken for the end of the socket', '2["disconnect"]'],
    ['an event that would be mistaken for a new listener', '2["newListener"]'],
    ['an event that is an object', '2{"watch":1}'],
    ['an acknowledgement that is no list', '30{"a":1}'],
    ['a connect with a list', '0[1]'],
    ['a goodbye with words', '1{"a":1}'],
    ['binary parts to come', '51-["watch",{"_placeholder":true,"num":0}]'],
    ['bytes', Buffer.from('2["watch"]')],
  ])('refuses %s', (_title, chunk) => {
    expect(() => decode(chunk)).toThrow()
  })
})
