import { selfSigned } from '@tocsin/gateway/broker/testing/self-signed'
import { createEmailChannel, type EmailOptions, messageId } from '@tocsin/gateway/channels/email'
import { systemClock } from '@tocsin/gateway/clock'
import { createLog, silentLog } from '@tocsin/gateway/log'
import { describe, expect, it } from 'vitest'
import { channelContract, outgoing } from './channel.ts'
import { openSmtpSink } from './smtp-sink.ts'

const never = new AbortController().signal
const nobody = { receipt() {}, reply() {} }
const from = '值班室 <duty@county.example>'

channelContract({
  name: 'e-mail',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    const sink = await openSmtpSink({
      authOptional: false,
      allowInsecureAuth: true,
      authMethods: ['PLAIN'],
      onAuth: ({ username, password }, _session, done) =>
        username === 'duty' && password === 'correct-horse'
          ? done(null, { user: 'duty' })
          : done(new Error('wrong password')),
    })
    const lines: string[] = []
    const channel = createEmailChannel({
      host: '127.0.0.1',
      port: sink.port,
      security: 'none',
      user: 'duty',
      password: 'correct-horse',
      from,
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
    })
    return {
      channel,
      address: 'wang.wu@village.example',
      secret: 'correct-horse',
      logged: () => lines.join(''),
      behave(behaviour) {
        sink.answer(({ accept: 'accept', refuse: 550, fail: 450, hang: 'silence' } as const)[behaviour])
        if (behaviour === 'accept') sink.release()
      },
      received: () => sink.mails.map(({ text }) => text),
      async report() {},
      stop: () => sink.stop(),
    }
  },
})

describe('e-mail', () => {
  const base: Omit<EmailOptions, 'port' | 'security'> = {
    host: '127.0.0.1',
    from,
    clock: systemClock,
    log: silentLog,
    timeoutMs: 2000,
  }
  async function sendThrough(options: EmailOptions, message = outgoing('wang@village.example')) {
    const channel = createEmailChannel(options)
    await channel.start(nobody)
    try {
      return await channel.send(message, never)
    } finally {
      await channel.stop()
    }
  }

  it('says the level and the exercise in its subject, and has one id per key', async () => {
    const sink = await openSmtpSink()
    const message = outgoing('wang@village.example', { exercise: true })
    await sendThrough({ ...base, port: sink.port, security: 'none' }, message)
    await sendThrough({ ...base, port: sink.port, security: 'none' }, message)
    const ids = sink.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1])
    expect(ids).toEqual([messageId(message.key, from), messageId(message.key, from)])
    const subject = /^Subject: ((?:.*\r\n )*.*)$/im.exec(sink.mails[0]?.raw ?? '')?.[1] ?? ''
    const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/gi)].map(([, word]) =>
      Buffer.from(word as string, 'base64').toString(),
    )
    expect(words.join('')).toMatch(/^【演练】\[一级\(红色\)\] 白河桥/)
    await sink.stop()
  })

  it('is sent under STARTTLS by a certificate it was told to trust, and not by another', async () => {
    const { cert, key } = selfSigned()
    const sink = await openSmtpSink({ disabledCommands: [], cert, key })
    const starttls = { ...base, port: sink.port, security: 'starttls', serverName: 'test' } as const
    await sendThrough({ ...starttls, ca: cert })
    expect(sink.mails.map(({ secure }) => secure)).toEqual([true])
    for (const trusted of [undefined, selfSigned().cert]) {
      await expect(sendThrough({ ...starttls, ca: trusted })).rejects.toMatchObject({
        permanent: false,
        maybeSent: false,
      })
    }
    await expect(sendThrough({ ...starttls, ca: cert, serverName: 'another' })).rejects.toThrow()
    expect(sink.mails).toHaveLength(1)
    await sink.stop()
  })

  it('is not sent in the clear when STARTTLS was asked for and is not there', async () => {
    const sink = await openSmtpSink()
    await expect(sendThrough({ ...base, port: sink.port, security: 'starttls' })).rejects.toMatchObject({
      permanent: false,
      maybeSent: false,
    })
    expect(sink.mails).toHaveLength(0)
    await sink.stop()
  })

  it('does not blame the mailbox for a password that is wrong', async () => {
    const sink = await openSmtpSink({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('535 5.7.8 authentication failed')),
    })
    const error = await sendThrough({
      ...base,
      port: sink.port,
      security: 'none',
      user: 'duty',
      password: 'hunter-22',
    }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ permanent: false, maybeSent: false })
    expect(String(error)).not.toContain('hunter-22')
    await sink.stop()
  })

  it('fails for now when nothing listens, and when the server says nothing', async () => {
    const sink = await openSmtpSink()
    const { port } = sink
    sink.answer('silence')
    await expect(sendThrough({ ...base, port, security: 'none', timeoutMs: 300 })).rejects.toMatchObject({
      permanent: false,
      maybeSent: true,
    })
    sink.release()
    await sink.stop()
    await expect(sendThrough({ ...base, port, security: 'none' })).rejects.toMatchObject({
      permanent: false,
      maybeSent: false,
    })
  })

  it('takes no header from a text and no second recipient from an address', async () => {
    const sink = await openSmtpSink()
    const text = '水位\r\nBcc: everybody@example.org\r\n\r\n高'
    await sendThrough(
      { ...base, port: sink.port, security: 'none' },
      outgoing('wang@village.example', { text }),
    )
    expect(sink.mails).toHaveLength(1)
    expect(sink.mails[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im)
    await expect(
      sendThrough(
        { ...base, port: sink.port, security: 'none' },
        outgoing('a@village.example>\r\nRCPT TO:<b@village.example'),
      ),
    ).rejects.toMatchObject({ permanent: true })
    expect(sink.mails).toHaveLength(1)
    await sink.stop()
  })
})
