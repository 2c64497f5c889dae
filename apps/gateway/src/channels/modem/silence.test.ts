import { setTimeout as sleep, setImmediate as soon } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import type { OutgoingMessage } from '../channel.ts'
import { DeliveryError } from '../delivery-error.ts'
import type { ModemPort } from './dialogue.ts'
import type { OpenPort, PortListener } from './serial-port.ts'
import { createSmsModem } from './sms-modem.ts'

const NOON = Date.UTC(2026, 6, 1, 4)
const never = new AbortController().signal

/** What the port fails to do. */
type Fault =
  | 'never opens'
  | 'says nothing'
  | 'cannot be written to'
  | 'never asks for the text'
  | 'says nothing after the text'
  | 'goes away when it should send'

let count = 0
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  key: `key-${++count}`,
  address: '+8613812341234',
  text: '水位高',
  language: 'zh',
  level: 'red',
  reference: 'W7K2',
  exercise: false,
  answer: null,
  ...more,
})

/** A modem on a port with a fault, and the channel on it. Its clock stands still until it is moved. */
function bench() {
  const clock = new ManualClock(NOON)
  let fault: Fault | undefined
  let closes = true
  const opened: { closed: boolean }[] = []
  const late: (() => void)[] = []
  const logged: string[] = []
  const taken: string[] = []

  const portOf = ({ data, closed }: PortListener): ModemPort => {
    const state = { closed: false }
    opened.push(state)
    const say = (text: string) => void soon().then(() => data(text))
    const ownFault = () => fault
    return {
      write(text) {
        if (ownFault() === 'cannot be written to') throw new Error('EIO')
        if (ownFault() === 'says nothing' || text === '\u001b') return
        if (text.startsWith('AT+CMGS')) {
          if (ownFault() === 'never asks for the text') return
          if (ownFault() === 'goes away when it should send') return closed()
          say('\r\n> ')
        } else if (text.endsWith('\u001a')) {
          if (ownFault() === 'says nothing after the text') return
          taken.push(text)
          say(`\r\n+CMGS: ${taken.length}\r\n\r\nOK\r\n`)
        } else if (text.startsWith('AT+CPIN?')) say('\r\n+CPIN: READY\r\n\r\nOK\r\n')
        else if (text.startsWith('AT+CSQ')) say('\r\n+CSQ: 18,99\r\n\r\nOK\r\n')
        else if (text.startsWith('AT+CREG')) say('\r\n+CREG: 0,1\r\n\r\nOK\r\n')
        else say('\r\nOK\r\n')
      },
      close() {
        state.closed = true
        return closes ? Promise.resolve() : new Promise(() => {})
      },
    }
  }
  const open: OpenPort = (listener) =>
    fault === 'never opens'
      ? new Promise((resolve) => late.push(() => resolve(portOf(listener))))
      : Promise.resolve(portOf(listener))
  const channel = createSmsModem({
    open,
    clock,
    log: createLog({ pretty: false, write: (line) => logged.push(line) }),
    openWithinMs: 20,
    closeWithinMs: 20,
  })
  /** So much passes on the channel's clock; what the machine itself does gets real time for it. */
  const passes = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000)
      for (let turn = 0; turn < 20; turn += 1) await soon()
    }
  }
  const settles = async () => {
    await sleep(60)
    await passes(0)
  }
  return {
    channel,
    opened,
    taken,
    passes,
    settles,
    logged: () => logged.join(''),
    openLate: () => {
      for (const go of late) go()
    },
    has(next: Fault | undefined, more: { closes?: boolean } = {}) {
      fault = next
      closes = more.closes ?? closes
    },
    start: () => channel.start({ receipt: () => {}, reply: () => {} }),
  }
}

/** What became of a send, when it has ended. */
function outcome(sending: Promise<unknown>) {
  const seen: { error?: unknown; sent?: true } = {}
  sending.then(
    () => {
      seen.sent = true
    },
    (error: unknown) => {
      seen.error = error
    },
  )
  return seen
}

describe('a modem that does not answer', () => {
  let running: ReturnType<typeof bench> | undefined
  const begin = async (fault?: Fault, more: { closes?: boolean } = {}) => {
    running = bench()
    running.has(fault, more)
    await running.start()
    await running.settles()
    return running
  }
  afterEach(async () => {
    await running?.channel.stop()
    running = undefined
  })

  it('is opened anew when its port never opens, and what opens late is closed', async () => {
    const { channel, has, passes, settles, opened, openLate } = await begin('never opens')
    expect(channel.health()).toMatchObject({ status: 'down', detail: 'the port did not open' })
    has(undefined)
    await passes(6)
    await settles()
    expect(channel.health().status).toBe('up')
    openLate()
    await settles()
    expect(opened.map(({ closed }) => closed)).toEqual([false, true])
    expect(channel.health().status).toBe('up')
  })

  it('is closed and opened anew when it says nothing from the start', async () => {
    const { channel, has, passes, opened } = await begin('says nothing')
    await passes(11)
    expect(channel.health()).toMatchObject({ status: 'down', detail: 'the modem did not answer AT' })
    expect(opened).toEqual([{ closed: true }])
    has(undefined)
    await passes(6)
    expect(channel.health().status).toBe('up')
  })

  it('is found out within a minute and a few seconds when it falls silent between messages', async () => {
    const { channel, has, passes } = await begin()
    expect(channel.health().status).toBe('up')
    has('says nothing')
    await passes(66)
    expect(channel.health()).toMatchObject({ status: 'down', detail: 'the modem did not answer AT+CSQ' })
  })

  it('is left behind when its port never closes, and the health says so', async () => {
    const { channel, has, passes, settles, opened, logged } = await begin('says nothing', { closes: false })
    await passes(11)
    await settles()
    expect(channel.health().detail).toContain('its port did not close and was abandoned')
    expect(logged()).toContain('modem-port-abandoned')
    has(undefined)
    await passes(6)
    expect(channel.health().status).toBe('up')
    expect(opened).toHaveLength(2)
  })

  it('is opened anew when it cannot be written to', async () => {
    const { channel, has, passes, settles } = await begin()
    has('cannot be written to')
    const seen = outcome(channel.send(message(), never))
    await settles()
    expect(channel.health().status).toBe('down')
    has(undefined)
    await passes(6)
    expect(seen).toEqual({ sent: true })
  })

  it('fails a message that it had the text of, saying that it may have left, and sends the next', async () => {
    const { channel, has, passes, taken } = await begin()
    has('says nothing after the text')
    const seen = outcome(channel.send(message(), never))
    await passes(59)
    expect(seen).toEqual({})
    await passes(2)
    expect(seen.error).toBeInstanceOf(DeliveryError)
    expect(seen.error).toMatchObject({ permanent: false, maybeSent: true })
    expect(channel.health().status).toBe('down')
    has(undefined)
    const next = outcome(channel.send(message(), never))
    await passes(6)
    expect(next).toEqual({ sent: true })
    expect(taken).toHaveLength(1)
  })

  it('takes a message on its next opening when it did not ask for the text, and fails at the third', async () => {
    const { channel, has, passes } = await begin()
    has('never asks for the text')
    const goesOn = outcome(channel.send(message(), never))
    await passes(11)
    has(undefined)
    await passes(6)
    expect(goesOn).toEqual({ sent: true })
    has('never asks for the text')
    const givesUp = outcome(channel.send(message(), never))
    await passes(45)
    expect(givesUp.error).toMatchObject({ permanent: false, maybeSent: false })
  })

  it('does not keep a message for ever when it goes away whenever it should send', async () => {
    const { channel, has, passes, opened } = await begin()
    has('goes away when it should send')
    const seen = outcome(channel.send(message(), never))
    await passes(20)
    expect(seen.error).toMatchObject({ permanent: false, maybeSent: false })
    expect(opened.length).toBeLessThanOrEqual(4)
  })

  it('does not hold up who gives up while it is busy with something else', async () => {
    const { channel, has, passes } = await begin()
    has('says nothing')
    await passes(60) // the minute's look at the signal waits for its answer
    const abort = new AbortController()
    const seen = outcome(channel.send(message(), abort.signal))
    await passes(1)
    abort.abort()
    await passes(0)
    await soon()
    expect(seen.error).toMatchObject({ permanent: false, maybeSent: false })
  })

  for (const fault of ['never opens', 'says nothing', 'cannot be written to'] as const) {
    it(`is stopped soon when its port ${fault} and never closes`, async () => {
      const { channel } = await begin(fault, { closes: false })
      const began = Date.now()
      await channel.stop()
      expect(Date.now() - began).toBeLessThan(1000)
    })
  }

  it('is stopped soon in the middle of a message, whose caller is told that it may have left', async () => {
    const { channel, passes } = await begin('says nothing after the text', { closes: false })
    const seen = outcome(channel.send(message(), never))
    const waits = outcome(channel.send(message(), never))
    await passes(1)
    const began = Date.now()
    await channel.stop()
    expect(Date.now() - began).toBeLessThan(1000)
    expect(seen.error).toMatchObject({ permanent: false, maybeSent: true })
    expect(waits.error).toMatchObject({ permanent: false, maybeSent: false })
  })
})

describe('the health of a modem with more to send than its pace lets through', () => {
  it('says how many messages wait and for how long, counting parts', async () => {
    const { channel, start, settles, passes, taken } = bench()
    await start()
    await settles()
    expect(channel.health().waiting).toEqual({ messages: 0, forMs: 0 })
    // Two parts each, eight a minute: 4 messages now, 4 in a minute, 2 in two.
    const long = '白河桥水位四米五二，超过红色阈值，请立即组织沿河住户转移。'.repeat(3)
    const seen = Array.from({ length: 10 }, () => outcome(channel.send(message({ text: long }), never)))
    await passes(1)
    expect(taken).toHaveLength(8)
    expect(channel.health()).toMatchObject({ status: 'up', waiting: { messages: 6 } })
    expect(channel.health().detail).toBe('signal -77 dBm; 6 waiting, about 2 min')
    await passes(61)
    expect(channel.health().waiting?.messages).toBe(2)
    await passes(61)
    expect(channel.health().waiting).toEqual({ messages: 0, forMs: 0 })
    expect(seen.every(({ sent }) => sent)).toBe(true)
    await channel.stop()
  })
})
