import { type ChannelSetupView, channelSetupBody } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { bodyOf, draftOf, newDraft, secretNames } from './channel-draft.ts'
import { TYPES } from './channel-fields.ts'

describe('a channel as it is typed', () => {
  it('asks for the secrets of its type alone', () => {
    expect(TYPES.map((type) => secretNames(newDraft(type)))).toEqual([
      ['keySecret'],
      ['keySecret'],
      ['authToken'],
      ['authToken'],
      ['signing', 'callbackSecret'],
      ['pin'],
      ['url'],
      [],
      [],
      [],
    ])
  })

  it('is sent without what was left empty', () => {
    const draft = {
      ...newDraft('smtp'),
      id: 'mail',
      name: '邮件',
      values: {
        host: 'mail.example.org',
        port: '587',
        security: 'starttls',
        from: 'duty@example.org',
        user: ' ',
      },
      secrets: { password: '' },
      reason: 'new',
    }
    expect(bodyOf(draft)).toEqual({
      id: 'mail',
      name: '邮件',
      enabled: true,
      settings: {
        type: 'smtp',
        host: 'mail.example.org',
        port: 587,
        security: 'starttls',
        from: 'duty@example.org',
      },
      secrets: {},
      reason: 'new',
    })
    expect(channelSetupBody.safeParse(bodyOf(draft)).success).toBe(true)
  })

  it('of one that is there is the same again, with no secret in it', () => {
    const body = channelSetupBody.parse({
      ...bodyOf({ ...newDraft('http-provider'), id: 'sms-1', name: 'SMS', reason: 'new' }),
    })
    const view = { ...body, secrets: { signing: true, callbackSecret: true } } as unknown as ChannelSetupView
    const draft = draftOf(view)
    if (draft === undefined) throw new Error('no draft')
    const again = channelSetupBody.parse(bodyOf({ ...draft, reason: 'new' }))
    expect(again).toEqual({ ...body, secrets: {} })
  })
})
