import { setTimeout as sleep } from 'node:timers/promises'
import type { Channel, Fact, OutgoingMessage, Receipt, Reply } from '@tocsin/gateway/channels/channel'
import { DeliveryError } from '@tocsin/gateway/channels/delivery-error'
import { afterEach, describe, expect, it } from 'vitest'

/** What a counterpart can be told to do with the next message. */
export type Behaviour = 'accept' | 'refuse' | 'fail' | 'hang'

/** A channel with its counterpart: a real server, a modem on a terminal, a person. */
export interface ChannelBench {
  readonly channel: Channel
  /** An address the counterpart takes. */
  readonly address: string
  /** Something in the configuration that must never be seen, or ''. */
  readonly secret: string
  /** Everything logged so far. */
  logged(): string
  /** Not given where the counterpart cannot behave so: a queue of paper never hangs. */
  behave(behaviour: Behaviour): void
  /** Text of each message that has reached the other side, in order. */
  received(): readonly string[]
  /** Has the counterpart report all it can of this message. */
  report(message: OutgoingMessage): Promise<void>
  stop(): Promise<void>
}

export interface ChannelSuite {
  readonly name: string
  /** What this counterpart can do; the cases for the rest are left out. */
  readonly behaviours: readonly Behaviour[]
  /** Where a person's text comes out changed (a table of digits, a voice), what to look for instead. */
  readonly shows?: (message: OutgoingMessage) => string
  readonly open: () => Promise<ChannelBench>
}

let count = 0
/** A message with everything in it; a key of its own unless one is given. */
export function outgoing(address: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  count += 1
  return {
    key: `flood/1/1/1/王书记/${address}/${count}`,
    address,
    text: `白河桥水位4.52米，超过红色阈值，请立即组织沿河住户转移（第${count}次）`,
    language: 'zh',
    level: 'red',
    reference: 'W7K2',
    exercise: false,
    answer: { tag: null },
    ...more,
  }
}

const never = new AbortController().signal

/** Resolves to what `send` threw; anything but a `DeliveryError` fails the case. */
async function failure(sending: Promise<unknown>): Promise<DeliveryError> {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DeliveryError)
  return error as DeliveryError
}

/** Waits for what comes over a wire. */
export async function eventually(check: () => void, withinMs = 15_000): Promise<void> {
  const until = Date.now() + withinMs
  for (;;) {
    try {
      return check()
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(10)
    }
  }
}

/** What every channel must do, against its counterpart. */
export function channelContract({ name, behaviours, shows, open }: ChannelSuite): void {
  const can = (behaviour: Behaviour) => behaviours.includes(behaviour)
  const shown = shows ?? ((message: OutgoingMessage) => message.text)

  describe(`${name} as a channel`, () => {
    let bench: ChannelBench | undefined
    const receipts: Receipt[] = []
    const replies: Reply[] = []
    const begin = async () => {
      bench = await open()
      receipts.length = 0
      replies.length = 0
      await bench.channel.start({
        receipt: (receipt) => receipts.push(receipt),
        reply: (reply) => replies.push(reply),
      })
      return bench
    }
    afterEach(async () => {
      await bench?.channel.stop()
      await bench?.stop()
      bench = undefined
    })

    it('hands the message over, whole, and says when it was taken', async () => {
      const { channel, address, received } = await begin()
      const message = outgoing(address)
      const before = Date.now()
      const sent = await channel.send(message, never)
      expect(sent.repeated).toBe(false)
      if (channel.capabilities.knows.includes('accepted')) {
        expect(sent.acceptedAt).toBeGreaterThanOrEqual(before)
      } else {
        expect(sent.acceptedAt).toBeNull()
      }
      await eventually(() => expect(received()).toHaveLength(1))
      expect(received()[0]).toContain(shown(message))
    })

    it('puts the mark of an exercise before everything else', async () => {
      const { channel, address, received } = await begin()
      await channel.send(outgoing(address, { exercise: true }), never)
      await eventually(() => expect(received()).toHaveLength(1))
      expect(received()[0]).toMatch(/^(【演练】|这是演练)/)
    })

    it('does not ring twice for one key, at once or later', async () => {
      const { channel, address, received } = await begin()
      const message = outgoing(address)
      const both = await Promise.all([channel.send(message, never), channel.send(message, never)])
      expect(both.map(({ repeated }) => repeated).sort()).toEqual([false, true])
      expect(await channel.send(message, never)).toMatchObject({
        repeated: true,
        providerId: both[0].providerId,
        acceptedAt: both[0].acceptedAt,
      })
      await eventually(() => expect(received()).toHaveLength(1))
      await channel.send(outgoing(address), never)
      await eventually(() => expect(received()).toHaveLength(2))
    })

    it('sends nothing for who gave up before', async () => {
      const { channel, address, received } = await begin()
      const error = await failure(channel.send(outgoing(address), AbortSignal.abort()))
      expect(error).toMatchObject({ permanent: false, maybeSent: false })
      await channel.send(outgoing(address), never)
      await eventually(() => expect(received()).toHaveLength(1))
    })

    it('sends nothing for who gives up in the same moment', async () => {
      const { channel, address, received } = await begin()
      const abort = new AbortController()
      const sending = channel.send(outgoing(address), abort.signal)
      abort.abort()
      expect(await failure(sending)).toMatchObject({ permanent: false, maybeSent: false })
      await channel.send(outgoing(address), never)
      await eventually(() => expect(received()).toHaveLength(1))
    })

    it('is refused before the start and after the stop', async () => {
      const { channel, address, received } = await begin()
      await channel.stop()
      expect(await failure(channel.send(outgoing(address), never))).toMatchObject({ permanent: false })
      expect(received()).toHaveLength(0)
    })

    it('reports every fact it claims to know, and no other', async () => {
      const { channel, address, report } = await begin()
      const message = outgoing(address)
      const sent = await channel.send(message, never)
      await report(message)
      const known = (): Set<Fact> => {
        const facts = new Set<Fact>()
        if (sent.acceptedAt !== null) facts.add('accepted')
        for (const { fact } of receipts) if (typeof fact === 'string') facts.add(fact)
        if (replies.length > 0) facts.add('answered')
        return facts
      }
      await eventually(() => expect(known()).toEqual(new Set(channel.capabilities.knows)))
      await sleep(50)
      expect(known()).toEqual(new Set(channel.capabilities.knows))
      for (const receipt of receipts) {
        expect(receipt.key === message.key || receipt.providerId === sent.providerId).toBe(true)
      }
    })

    it('tells what it is able to do', async () => {
      const { capabilities } = (await begin()).channel
      expect(capabilities.perMinute).toBeGreaterThan(0)
      expect(capabilities.concurrent).toBeGreaterThan(0)
      if (capabilities.broadcast) expect(capabilities.knows).not.toContain('answered')
    })

    it('shows no number and no secret in what it logs', async () => {
      const { channel, address, secret, logged, behave } = await begin()
      await channel.send(outgoing(address), never)
      if (can('fail')) {
        behave('fail')
        await failure(channel.send(outgoing(address), never))
      }
      await channel.stop()
      if (/\d{7}/.test(address)) expect(logged()).not.toContain(address)
      if (secret) expect(logged()).not.toContain(secret)
    })

    if (can('refuse'))
      it('says that a refusal is final, without the number or a secret', async () => {
        const { channel, address, secret, behave } = await begin()
        behave('refuse')
        const error = await failure(channel.send(outgoing(address), never))
        expect(error).toMatchObject({ permanent: true, maybeSent: false })
        expect(error.message.length).toBeGreaterThan(10)
        if (/\d{7}|@/.test(address)) expect(`${error.message}${error.stack}`).not.toContain(address)
        if (secret) expect(`${error.message}${error.stack}`).not.toContain(secret)
      })

    if (can('fail'))
      it('takes the same key again after a failure that may pass', async () => {
        const { channel, address, secret, behave, received } = await begin()
        const message = outgoing(address)
        behave('fail')
        const error = await failure(channel.send(message, never))
        expect(error.permanent).toBe(false)
        if (/\d{7}|@/.test(address)) expect(`${error.message}${error.stack}`).not.toContain(address)
        if (secret) expect(`${error.message}${error.stack}`).not.toContain(secret)
        behave('accept')
        expect(await channel.send(message, never)).toMatchObject({ repeated: false })
        await eventually(() => expect(received()).toHaveLength(1))
      })

    if (can('hang'))
      it('ends soon when it is given up in the middle', async () => {
        const { channel, address, behave } = await begin()
        behave('hang')
        const abort = new AbortController()
        const sending = channel.send(outgoing(address), abort.signal)
        await sleep(150)
        const began = Date.now()
        abort.abort()
        expect(await failure(sending)).toMatchObject({ permanent: false })
        expect(Date.now() - began).toBeLessThan(1000)
      })

    if (can('hang'))
      it('goes on for the other when one of two gives up', async () => {
        const { channel, address, behave, received } = await begin()
        behave('hang')
        const message = outgoing(address)
        const abort = new AbortController()
        const one = failure(channel.send(message, abort.signal))
        const other = channel.send(message, never)
        await sleep(100)
        abort.abort()
        expect(await one).toMatchObject({ permanent: false, maybeSent: true })
        behave('accept')
        await other
        await eventually(() => expect(received()).toHaveLength(1))
      })

    if (can('hang'))
      it('stops while sending, and tells who waits', async () => {
        const { channel, address, behave } = await begin()
        behave('hang')
        const sending = [1, 2, 3].map(() => failure(channel.send(outgoing(address), never)))
        await sleep(150)
        const began = Date.now()
        await channel.stop()
        expect(Date.now() - began).toBeLessThan(2000)
        for (const error of await Promise.all(sending)) expect(error.permanent).toBe(false)
      })
  })
}
