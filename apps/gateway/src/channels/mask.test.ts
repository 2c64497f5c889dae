import { describe, expect, it } from 'vitest'
import { DeliveryError } from './delivery-error.ts'
import { maskNumber, maskText, redact } from './mask.ts'

const f = (text: string, masked: string) =>
  it(`${text} is shown as ${masked}`, () => expect(maskText(text)).toBe(masked))

describe('a masked text', () => {
  f('13812341234', '138****1234')
  f('+8613812341234', '+86138****1234')
  f('138 1234 1234', '138****1234')
  f('0719-3381234', '071****1234')
  f('3381234', '****234')
  f('send to 13812341234 failed: 13912341234 busy', 'send to 138****1234 failed: 139****1234 busy')
  f('<wang.wu@example.org> unknown', '<w***@example.org> unknown')
  f('errcode 45009 at 12:30, 2048 bytes', 'errcode 45009 at 12:30, 2048 bytes')

  it('never shows a number whole', () => {
    expect(maskNumber('119')).toBe('****')
  })
  it('has no secret in it, plain or in a URL', () => {
    expect(redact('POST /send?key=a%2Fb&x=a/b', ['a/b', ''])).toBe('POST /send?key=***&x=***')
  })
  it('is what a delivery error says, whoever wrote it', () => {
    const error = new DeliveryError('no route to 13812341234 with s3cret', {
      permanent: true,
      secrets: ['s3cret'],
    })
    expect(`${error.message} ${error.stack}`).not.toMatch(/13812341234|s3cret/)
    expect(error).toMatchObject({ permanent: true, maybeSent: false })
  })
})
