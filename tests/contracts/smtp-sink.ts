import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Mail {
  readonly to: string
  readonly raw: string
  /** The body as it is read. */
  readonly text: string
  readonly secure: boolean
  /** When it was taken, epoch ms. */
  readonly at: number
}

/** What the server says to a recipient: nothing, a reply, or silence until `release`. */
export type MailboxAnswer = 'accept' | 450 | 550 | 'silence'

function decode(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n')
  const text = body.join('\r\n\r\n')
  if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString('utf8')
  if (/content-transfer-encoding: quoted-printable/i.test(head)) {
    return Buffer.from(
      text
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8')
  }
  return text
}

/** A real SMTP server on the loopback that keeps what it takes. */
export async function openSmtpSink(options: SMTPServerOptions = {}) {
  const mails: Mail[] = []
  let answer: MailboxAnswer = 'accept'
  let held: (() => void)[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onRcptTo({ address }, _session, done) {
      const now = answer
      const say = () => {
        if (now === 'accept' || now === 'silence') return done()
        const refusal: Error & { responseCode?: number } = new Error(
          now === 450 ? `4.2.1 mailbox ${address} is busy` : `5.1.1 mailbox ${address} is unknown`,
        )
        refusal.responseCode = now
        done(refusal)
      }
      if (now === 'silence') held.push(say)
      else say()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8')
        mails.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          raw,
          text: decode(raw),
          secure: session.secure,
          at: Date.now(),
        })
        done()
      })
    },
  })
  server.on('error', () => {}) // a client that cuts the line is what some cases do
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    answer(with_: MailboxAnswer) {
      answer = with_
    },
    release() {
      for (const say of held) say()
      held = []
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
