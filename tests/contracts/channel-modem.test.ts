import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt, Reply } from '@tocsin/gateway/channels/channel'
import { arrived } from '@tocsin/gateway/channels/modem/port-reading'
import { sentPartsTable } from '@tocsin/gateway/channels/modem/sent-parts-table'
import { serialPort } from '@tocsin/gateway/channels/modem/serial-port'
import { createSmsModem, type SmsModemOptions } from '@tocsin/gateway/channels/modem/sms-modem'
import { systemClock } from '@tocsin/gateway/clock'
import { createLog } from '@tocsin/gateway/log'
import { openDatabase } from '@tocsin/gateway/registry/database'
import { afterEach, describe, expect, it } from 'vitest'
import { channelContract, eventually, outgoing } from './channel.ts'
import { openModem } from './modem-on-pty.ts'

const never = new AbortController().signal
const NUMBER = '+8613812341234'

function modemChannel(path: string, more: Partial<SmsModemOptions> = {}) {
  const lines: string[] = []
  const channel = createSmsModem({
    open: serialPort(path),
    partsPerMinute: 600,
    reconnectMs: 50,
    readyWithinMs: 20_000,
    clock: systemClock,
    log: createLog({ pretty: false, write: (line) => lines.push(line) }),
    ...more,
  })
  return { channel, logged: () => lines.join('') }
}

channelContract({
  name: 'an SMS modem',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    const modem = await openModem({ pin: '4711' })
    const { channel, logged } = modemChannel(modem.path, { pin: '4711' })
    return {
      channel,
      address: NUMBER,
      secret: '4711',
      logged,
      behave(behaviour) {
        modem.become(behaviour)
        if (behaviour === 'accept') modem.release()
      },
      received: () => modem.shown(),
      async report() {
        for (let back = modem.parts.length - 1; back >= 0; back -= 1) {
          modem.report(modem.lastReference() - back, NUMBER)
        }
        modem.receive(NUMBER, '1')
      },
      stop: () => modem.stop(),
    }
  },
})

describe('a port whose terminal was hung up between two reads', () => {
  it('has ended, and does not ask for more', async () => {
    const modem = await openModem()
    const terminal = await open(modem.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
    await modem.pullOut()
    const poller = {
      once: () => {
        throw new Error('it waits for a terminal that is gone')
      },
    }
    expect(await arrived({ fd: terminal.fd, poller }, Buffer.alloc(10))).toBe(0)
    await terminal.close()
    await modem.stop()
  })
})

describe('an SMS modem', () => {
  let end: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of end.reverse()) await stop()
    end = []
  })
  async function office(more: Partial<SmsModemOptions> = {}, sim: { pin?: string } = {}) {
    const modem = await openModem(sim)
    const { channel, logged } = modemChannel(modem.path, more)
    const receipts: Receipt[] = []
    const replies: Reply[] = []
    const broken = { reply: false }
    await channel.start({
      receipt: (receipt) => receipts.push(receipt),
      reply(reply) {
        if (broken.reply) throw new Error('disk full')
        replies.push(reply)
      },
    })
    end.push(
      () => modem.stop(),
      () => channel.stop(),
    )
    return { modem, channel, logged, receipts, replies, broken }
  }
  const long = { text: '白河桥水位四米五二，超过红色阈值，请立即组织沿河住户转移。'.repeat(6) }

  it('sends a long text in parts that the telephone puts together', async () => {
    const { modem, channel } = await office()
    await channel.send(outgoing(NUMBER, long), never)
    expect(modem.parts.length).toBeGreaterThan(2)
    expect(new Set(modem.parts.map(({ reference }) => reference)).size).toBe(1)
    expect(modem.shown()).toEqual([expect.stringContaining(long.text)])
  })

  it('goes on with the missing parts when it drops out in the middle of a message', async () => {
    const { modem, channel } = await office()
    const message = outgoing(NUMBER, long)
    modem.dropsOutAfter(2)
    const sending = channel.send(message, never)
    await eventually(() => {
      expect(modem.parts.map(({ number }) => number)).toEqual([1, 2])
      expect(channel.health().status).toBe('down')
    })
    modem.dropsOutAfter(Number.POSITIVE_INFINITY)
    await modem.plugIn()
    expect(await sending).toMatchObject({ repeated: false })
    expect(modem.shown()).toEqual([expect.stringContaining(long.text)])
    expect(modem.parts.map(({ number }) => number)).toEqual([1, 2, 3, 4])
  })

  it('goes on with them in a later attempt when it stays away', async () => {
    const { modem, channel } = await office({ readyWithinMs: 100 })
    const message = outgoing(NUMBER, long)
    await eventually(() => expect(channel.health().status).toBe('up'))
    modem.dropsOutAfter(3)
    await expect(channel.send(message, never)).rejects.toMatchObject({ permanent: false, maybeSent: true })
    modem.dropsOutAfter(Number.POSITIVE_INFINITY)
    await modem.plugIn()
    await eventually(() => expect(channel.health().status).toBe('up'))
    await channel.send(message, never)
    expect(modem.parts.map(({ number }) => number)).toEqual([1, 2, 3, 4])
  })

  it('repeats a part that may have left under its own reference, which the telephone shows once', async () => {
    const { modem, channel } = await office()
    const message = outgoing(NUMBER, long)
    modem.become('drop-after-text')
    await expect(channel.send(message, never)).rejects.toMatchObject({ permanent: false, maybeSent: true })
    modem.become('accept')
    await modem.plugIn()
    await channel.send(message, never)
    // The network had taken the first part after all: the same again, as it was.
    modem.parts.unshift(modem.parts[0] as (typeof modem.parts)[0])
    expect(modem.shown()).toEqual([expect.stringContaining(long.text)])
  })

  it('knows of a part that the network took after the caller gave up', async () => {
    const { modem, channel } = await office()
    const message = outgoing(NUMBER, { text: '水位', answer: null })
    modem.become('hang')
    const abort = new AbortController()
    const sending = channel.send(message, abort.signal).catch((error: unknown) => error)
    await eventually(() => expect(modem.heldBack()).toBe(1))
    abort.abort()
    expect(await sending).toMatchObject({ maybeSent: true })
    modem.become('accept')
    modem.release()
    await eventually(() => expect(modem.parts).toHaveLength(1))
    await channel.send(message, never)
    expect(modem.parts).toHaveLength(1)
  })

  it('waits for a modem that is plugged in while a message is due', async () => {
    const { modem, channel } = await office()
    await eventually(() => expect(channel.health().status).toBe('up'))
    await modem.pullOut()
    const sending = channel.send(outgoing(NUMBER), never)
    await sleep(100)
    await modem.plugIn()
    await sending
    expect(modem.shown()).toHaveLength(1)
  })

  it('fails for now without one, knowing that nothing was sent', async () => {
    const { modem, channel } = await office({ readyWithinMs: 100 })
    await eventually(() => expect(channel.health().status).toBe('up'))
    await modem.pullOut()
    await expect(channel.send(outgoing(NUMBER), never)).rejects.toMatchObject({
      permanent: false,
      maybeSent: false,
    })
  })

  it('calls a message delivered when every part is, and failed when one is', async () => {
    const { modem, channel, receipts } = await office()
    const one = outgoing(NUMBER, long)
    await channel.send(one, never)
    const last = modem.lastReference()
    const references = modem.parts.map((_, index) => last - index)
    for (const reference of references.slice(1)) modem.report(reference, NUMBER)
    modem.report(references[0] as number, NUMBER, 0x30) // still trying
    await sleep(100)
    expect(receipts).toEqual([])
    modem.report(references[0] as number, NUMBER)
    await eventually(() => expect(receipts).toMatchObject([{ key: one.key, fact: 'delivered' }]))
    const two = outgoing(NUMBER, { text: '水位', answer: null })
    await channel.send(two, never)
    modem.report(modem.lastReference(), NUMBER, 0x46)
    await eventually(() =>
      expect(receipts[1]).toMatchObject({ key: two.key, fact: { failed: { permanent: true } } }),
    )
    // A report on somebody else's message under a number that went round.
    modem.report(modem.lastReference(), '+8613900000000')
    await sleep(50)
    expect(receipts).toHaveLength(2)
  })

  it('finds the message of a report that comes after a restart of the gateway', async () => {
    const database = openDatabase(':memory:')
    const sentParts = () => sentPartsTable(database, 'modem')
    const { modem, channel, receipts } = await office({ sentParts: sentParts() })
    const message = outgoing(NUMBER, long)
    await channel.send(message, never)
    const last = modem.lastReference()
    modem.report(last, NUMBER)
    await eventually(() =>
      expect(
        sentParts()
          .all()
          .filter((sent) => sent.delivered),
      ).toHaveLength(1),
    )
    await channel.stop()
    expect(receipts).toEqual([])
    const after = modemChannel(modem.path, { sentParts: sentParts() }).channel
    end.push(() => after.stop())
    await after.start({ receipt: (receipt) => receipts.push(receipt), reply: () => {} })
    await eventually(() => expect(after.health().status).toBe('up'))
    for (const back of [1, 2, 3]) modem.report(last - back, NUMBER)
    await eventually(() => expect(receipts).toMatchObject([{ key: message.key, fact: 'delivered' }]))
    expect(sentParts().all()).toEqual([])
  })

  it('notices at once, each time, that it was pulled out while it spoke', async () => {
    const { modem, channel } = await office()
    for (let time = 0; time < 5; time += 1) {
      await eventually(() => expect(channel.health().status).toBe('up'))
      modem.say('^RSSI:18')
      await modem.pullOut()
      await eventually(() => expect(channel.health().status).toBe('down'), 10_000)
      await modem.plugIn()
    }
  })

  it('brings a reply, whole when it came in parts, and clears the card after', async () => {
    const { modem, replies } = await office()
    await eventually(() => expect(modem.commands).toContain('AT+CMGL=4'))
    modem.receive(NUMBER, '3 23')
    modem.receive(NUMBER, '收到，路断了，车过不去，正在步行前往。'.repeat(4), { cut: 30 })
    await eventually(() => expect(replies).toHaveLength(2))
    expect(replies).toMatchObject([
      { key: null, from: NUMBER, text: '3 23' },
      { from: NUMBER, text: '收到，路断了，车过不去，正在步行前往。'.repeat(4) },
    ])
    await eventually(() => expect(modem.card.size).toBe(0))
  })

  it('finds what came while it was away', async () => {
    const { modem, replies } = await office()
    await eventually(() => expect(modem.commands).toContain('AT+CMGL=4'))
    await modem.pullOut()
    modem.receive(NUMBER, '1', { tell: false })
    await modem.plugIn()
    await eventually(() => expect(replies).toMatchObject([{ text: '1' }]))
  })

  it('reads one after another what comes at once, while it sweeps too', async () => {
    const { modem, replies } = await office()
    await eventually(() => expect(modem.commands).toContain('AT+CMGL=4'))
    await modem.pullOut()
    const at = (n: number) => ({ at: Date.UTC(2026, 6, 1, 0, n) })
    for (let n = 0; n < 5; n += 1) modem.receive(NUMBER, `3 ${n}`, { tell: false, ...at(n) })
    modem.as((command) => {
      // It tells of what is being listed, and of one more.
      if (command !== 'AT+CMGL=4') return
      for (let slot = 1; slot <= 5; slot += 1) modem.say(`+CMTI: "SM",${slot}`)
      modem.receive(NUMBER, '3 5', at(5))
    })
    await modem.plugIn()
    await eventually(() => expect(replies.length).toBeGreaterThanOrEqual(6))
    await eventually(() => expect(modem.card.size).toBe(0))
    await sleep(100)
    expect(replies.map(({ text }) => text).sort()).toEqual(['3 0', '3 1', '3 2', '3 3', '3 4', '3 5'])
    // A place is cleared once for each message that lay there: a second time it could be another one's.
    expect(modem.commands.filter((command) => command.startsWith('AT+CMGD'))).toHaveLength(6)
  })

  it('leaves a reply on the card that could not be kept, and brings it again under the same id', async () => {
    const { modem, replies, broken } = await office()
    await eventually(() => expect(modem.commands).toContain('AT+CMGL=4'))
    broken.reply = true
    modem.receive(NUMBER, '1')
    await eventually(() => expect(modem.commands).toContain('AT+CMGR=1'))
    await sleep(50)
    expect(modem.card.size).toBe(1)
    broken.reply = false
    await modem.pullOut()
    await modem.plugIn()
    await eventually(() => expect(replies).toHaveLength(1))
    await eventually(() => expect(modem.card.size).toBe(0))
  })

  it('is not put out of step by a card that holds what nobody can read', async () => {
    const { modem, channel, replies, logged } = await office()
    await eventually(() => expect(modem.commands).toContain('AT+CMGL=4'))
    modem.card.set(1, 'FFFF')
    modem.say('+CMTI: "SM",1')
    modem.say('^RSSI:18')
    modem.say('RING')
    modem.receive(NUMBER, '2')
    await channel.send(outgoing(NUMBER), never)
    await eventually(() => expect(replies).toMatchObject([{ text: '2' }]))
    expect(logged()).toContain('sms-unreadable')
  })

  it('keeps to its pace and lets a red message go before those that wait', async () => {
    const { modem, channel } = await office({ partsPerMinute: 3 })
    const short = (level: 'red' | 'yellow', n: number) =>
      outgoing(`1380000000${n}`, { level, text: '水位高', answer: null })
    for (const n of [1, 2]) await channel.send(short('yellow', n), never)
    const abort = new AbortController()
    const waiting = [short('yellow', 3), short('yellow', 4), short('red', 5)].map((message) =>
      channel.send(message, abort.signal).catch((error: unknown) => error),
    )
    await eventually(() => expect(modem.parts).toHaveLength(3))
    await sleep(300)
    // Three of a minute are used up: one more went, and it was the first that had asked.
    expect(modem.parts).toHaveLength(3)
    abort.abort()
    for (const error of (await Promise.all(waiting)).slice(1)) {
      expect(error).toMatchObject({ permanent: false, maybeSent: false })
    }
  })

  it('tells how well it is received, and that there is no network', async () => {
    const { modem, channel } = await office()
    await eventually(() => expect(channel.signal()).toEqual({ dbm: -77, registered: true }))
    expect(channel.health()).toMatchObject({ status: 'up', detail: 'signal -77 dBm' })
    modem.reception({ signal: 99, registered: false })
    await modem.pullOut()
    await modem.plugIn()
    await eventually(() => expect(channel.signal()).toEqual({ dbm: null, registered: false }))
    expect(channel.health()).toMatchObject({ status: 'down', detail: 'no network' })
  })

  it('tries a PIN that is refused once, not until the card is locked', async () => {
    const { modem, channel, logged } = await office({ pin: '1234', readyWithinMs: 50 }, { pin: '4711' })
    await eventually(() => expect(channel.health().detail).toContain('refused its PIN'))
    await sleep(400)
    expect(modem.pinTries()).toBe(1)
    expect(logged()).not.toContain('1234')
    await expect(channel.send(outgoing(NUMBER), never)).rejects.toMatchObject({ permanent: false })
  })
})
