import type { Receipt, Reply } from '@tocsin/gateway/channels/channel'
import { type ConsoleNotice, createConsoleChannel } from '@tocsin/gateway/channels/console'
import {
  createTelephoneChannel,
  script,
  type TelephoneTask,
  telephoneLink,
} from '@tocsin/gateway/channels/telephone'
import { ManualClock, systemClock } from '@tocsin/gateway/clock'
import { describe, expect, it } from 'vitest'
import { channelContract, outgoing } from './channel.ts'

const LI = { id: 'li', name: '李值班' }
const WU = { id: 'wu', name: '吴值班' }

channelContract({
  name: 'the console',
  behaviours: ['accept', 'fail'],
  async open() {
    const shown = new Map<string, ConsoleNotice>()
    let screens = 1
    const channel = createConsoleChannel({
      clock: systemClock,
      show(notice) {
        if (screens > 0) shown.set(notice.key, notice)
        return screens
      },
    })
    return {
      channel,
      address: 'county-desk',
      secret: '',
      logged: () => '',
      behave(behaviour) {
        screens = behaviour === 'fail' ? 0 : 1
      },
      received: () => [...shown.values()].map(({ text }) => text),
      async report({ key }) {
        channel.drawn(key)
        channel.opened(key)
        channel.answered(key, { id: 'r1', text: '1', by: 'zhang' })
      },
      async stop() {},
    }
  },
})

channelContract({
  name: 'a person who telephones',
  behaviours: ['accept', 'refuse'],
  shows: (message) => message.text,
  async open() {
    const inner = createTelephoneChannel({ clock: systemClock })
    let wrong = false
    return {
      // "refuse" is a number nobody can dial: the queue itself refuses nothing else.
      channel: {
        ...inner,
        send: (message, signal) =>
          inner.send(wrong ? { ...message, address: '大队部@13812341234' } : message, signal),
      },
      address: '13812341234',
      secret: '',
      logged: () => '',
      behave(behaviour) {
        wrong = behaviour === 'refuse'
      },
      received: () => inner.queue().map(({ message }) => script(message)),
      async report({ key }) {
        inner.take(key, LI)
        inner.outcome(key, LI, { kind: 'answered', text: '3 23' })
      },
      async stop() {},
    }
  },
})

describe('the telephone queue', () => {
  const never = new AbortController().signal
  async function desk(queued: readonly TelephoneTask[] = []) {
    const clock = new ManualClock(Date.UTC(2026, 6, 1, 2))
    const stored: (readonly TelephoneTask[])[] = []
    const receipts: Receipt[] = []
    const replies: Reply[] = []
    const channel = createTelephoneChannel({ clock, queued, changed: (queue) => stored.push(queue) })
    await channel.start({ receipt: (it) => receipts.push(it), reply: (it) => replies.push(it) })
    return { clock, channel, stored, receipts, replies }
  }

  it('puts the gravest first, then who has waited longest', async () => {
    const { clock, channel } = await desk()
    const send = async (address: string, level: 'red' | 'yellow') => {
      await channel.send(outgoing(address, { level }), never)
      clock.advance(1000)
    }
    await send('13800000001', 'yellow')
    await send('13800000002', 'red')
    await send('13800000003', 'red')
    expect(channel.queue().map(({ message }) => message.address)).toEqual([
      '13800000002',
      '13800000003',
      '13800000001',
    ])
  })

  it('lets one operator dial, and only that one enter the outcome', async () => {
    const { channel } = await desk()
    const message = outgoing('13800000001')
    const { key } = message
    await channel.send(message, never)
    expect(channel.take(key, LI)).toEqual({ ok: true })
    expect(channel.take(key, WU)).toEqual({ ok: false, refusal: 'taken', by: '李值班' })
    expect(channel.outcome(key, WU, { kind: 'no-answer' })).toEqual({
      ok: false,
      refusal: 'taken',
      by: '李值班',
    })
    expect(channel.outcome(key, LI, { kind: 'no-answer' })).toEqual({ ok: true })
    expect(channel.outcome(key, LI, { kind: 'no-answer' })).toEqual({ ok: false, refusal: 'not-queued' })
  })

  it('tells nobody-answered from a wrong number, and neither is an answer', async () => {
    const { channel, receipts, replies } = await desk()
    const one = outgoing('13800000001')
    const two = outgoing('13800000002')
    await channel.send(one, never)
    await channel.send(two, never)
    channel.outcome(one.key, LI, { kind: 'no-answer' })
    channel.outcome(two.key, LI, { kind: 'wrong-number' })
    expect(receipts.map(({ fact }) => fact)).toMatchObject([
      { failed: { permanent: false } },
      { failed: { permanent: true } },
    ])
    expect(replies).toEqual([])
  })

  it('records an answer under the name of the operator', async () => {
    const { channel, replies } = await desk()
    const message = outgoing('13800000001')
    await channel.send(message, never)
    channel.outcome(message.key, LI, { kind: 'cannot', note: '路断' })
    expect(replies).toMatchObject([{ key: message.key, text: '4 路断', recordedBy: '李值班' }])
  })

  it('keeps a task whose outcome could not be stored', async () => {
    const channel = createTelephoneChannel({ clock: systemClock })
    await channel.start({
      receipt() {
        throw new Error('disk full')
      },
      reply() {},
    })
    const message = outgoing('13800000001')
    await channel.send(message, never)
    expect(() => channel.outcome(message.key, LI, { kind: 'no-answer' })).toThrow('disk full')
    expect(channel.queue()).toHaveLength(1)
  })

  it('is taken up after a restart, and the same key is not queued twice', async () => {
    const { channel, stored } = await desk()
    const message = outgoing('13800000001')
    await channel.send(message, never)
    const again = await desk(stored.at(-1))
    await again.channel.send(message, never)
    expect(again.channel.queue()).toHaveLength(1)
    again.channel.withdraw(message.key)
    expect(again.channel.queue()).toHaveLength(0)
  })

  it('gives the operator words to read and a number to tap', () => {
    const message = outgoing('+86 138-0000-0001', { exercise: true })
    expect(script(message)).toMatch(/^这是演练.*白河桥.*转移多少户/)
    expect(telephoneLink(message.address)).toBe('tel:+8613800000001')
  })
})
