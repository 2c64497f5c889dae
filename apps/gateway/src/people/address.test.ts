import type { ChannelKind } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { masked, readAddress } from './address.ts'

describe('an address', () => {
  const f = (name: string, kind: ChannelKind, typed: string, expected: string) =>
    it(`${name}: ${typed}`, () => {
      const read = readAddress(kind, typed)
      expect(read.ok ? read.address : `refused: ${read.message}`).toBe(expected)
    })

  f('is a mobile number with hyphens', 'sms', '138-0000-1234', '13800001234')
  f('has its country code taken off', 'voice', '+86 138 0000 1234', '13800001234')
  f('has a country code without a plus taken off', 'voice', '8613800001234', '13800001234')
  f('has 0086 taken off', 'voice', '0086-13800001234', '13800001234')
  f('may be typed in full-width digits', 'voice', '１３８００００１２３４', '13800001234')
  f(
    'may hide a mark that a chat program put there',
    'voice',
    '\u202a13800001234'.replace('\u202a', '\u200e'),
    '13800001234',
  )
  f('is a fixed line with brackets', 'telephone', '(0719) 812-3456', '07198123456')
  f('has the 0 of the area code put back behind +86', 'voice', '+86 719 8123456', '07198123456')
  f('may be of another country', 'voice', '+1 202 555 0123', '+12025550123')
  f('is no fixed line where an SMS goes', 'sms-modem', '0719-8123456', 'refused: a fixed line takes no SMS')
  f('has lost its 0', 'voice', '7198123456', 'refused: has lost its leading 0, or is no number')
  f('was cut by a spreadsheet', 'voice', '1.38E+10', 'refused: the spreadsheet kept only some of its digits')
  f('is one digit short', 'voice', '1380000123', 'refused: 10 digits make no such number')
  f('is no number at all', 'voice', '同上', 'refused: has other characters than digits')
  f('is an e-mail address in small letters', 'email', ' Duty@Example.COM ', 'duty@example.com')
  f('is no e-mail address', 'email', 'duty@', 'refused: is no e-mail address')
  f('of a robot is the name under which it is set up', 'robot', ' duty-group ', 'duty-group')
  f('of a robot is no webhook', 'robot', 'https://example.com/hook?key=1', 'refused: is no name of a robot')
  f('of a loudspeaker may be its id', 'loudspeaker', 'mqtt:heba-1', 'mqtt:heba-1')
  f('of a loudspeaker is no topic', 'loudspeaker', 'mqtt:speakers/#', 'refused: is no id of a loudspeaker')
  f('has none at the console', 'console', '1', 'refused: this kind of channel has no address')

  it('is never repeated by the fault, which is shown and logged', () => {
    const read = readAddress('sms', '1380000123x')
    expect(JSON.stringify(read)).not.toContain('138')
  })

  it('is masked so that it can be told from others and not be used', () => {
    const all = [
      '13800001234',
      '07198123456',
      '0719812345',
      '+12025550123',
      '+1234567',
      'duty@example.com',
      'mqtt:a/b',
    ]
    expect(all.map(masked)).toEqual([
      '138****1234',
      '0719****3456',
      '0719****345',
      '+12****0123',
      '+12****67',
      'd****@example.com',
      'mqtt:****',
    ])
    expect(masked('https://example.com/hook?key=1')).toBe('https://example.com/****')
  })
})
