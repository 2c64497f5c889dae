import { setTimeout as sleep } from 'node:timers/promises'
import type { Receipt } from '@tocsin/gateway/channels/channel'
import { createLoudspeakerByMqtt } from '@tocsin/gateway/channels/loudspeaker/by-mqtt'
import { createLoudspeakerByNumber } from '@tocsin/gateway/channels/loudspeaker/by-number'
import { createMqttLine } from '@tocsin/gateway/channels/loudspeaker/mqtt-line'
import { speech } from '@tocsin/gateway/channels/message-text'
import { serialPort } from '@tocsin/gateway/channels/modem/serial-port'
import { createSmsModem } from '@tocsin/gateway/channels/modem/sms-modem'
import { systemClock } from '@tocsin/gateway/clock'
import { createLog, silentLog } from '@tocsin/gateway/log'
import mqtt from 'mqtt'
import { describe, expect, it } from 'vitest'
import { channelContract, eventually, outgoing } from './channel.ts'
import { openModem } from './modem-on-pty.ts'
import { openLoudspeaker } from './mqtt-speaker.ts'

const never = new AbortController().signal
const PASSWORD = 'broker-pass-1'

channelContract({
  name: 'a loudspeaker by MQTT',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  shows: (message) => speech({ ...message, answer: null }),
  async open() {
    const speaker = await openLoudspeaker('xincun-1', PASSWORD)
    const lines: string[] = []
    const inner = createLoudspeakerByMqtt({
      line: createMqttLine({
        url: speaker.url,
        username: 'tocsin',
        password: PASSWORD,
        timeoutMs: 3000,
        reconnectMs: 30,
        clock: systemClock,
      }),
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
    })
    let wrong = false
    return {
      // What this counterpart refuses for good is a name that is none.
      channel: {
        ...inner,
        send: (message, signal) => inner.send(wrong ? { ...message, address: 'a/../#' } : message, signal),
      },
      address: 'xincun-1',
      secret: PASSWORD,
      logged: () => lines.join(''),
      behave(behaviour) {
        wrong = behaviour === 'refuse'
        speaker.become(behaviour === 'refuse' ? 'accept' : behaviour)
      },
      received: () => speaker.sounded.map(({ text }) => text),
      async report() {},
      stop: () => speaker.stop(),
    }
  },
})

const WHITE_LISTED = '+8613900001111'

channelContract({
  name: 'a loudspeaker by SMS',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  shows: (message) => speech({ ...message, answer: null }),
  async open() {
    const modem = await openModem()
    const lines: string[] = []
    const carrier = createSmsModem({
      open: serialPort(modem.path),
      partsPerMinute: 600,
      reconnectMs: 50,
      clock: systemClock,
      log: createLog({ pretty: false, write: (line) => lines.push(line) }),
    })
    const speaker = createLoudspeakerByNumber({ carrier, command: '{{text}}', clock: systemClock })
    return {
      channel: {
        ...speaker,
        async start(listener) {
          await carrier.start(listener)
          await speaker.start(listener)
        },
        async stop() {
          await speaker.stop()
          await carrier.stop()
        },
      },
      address: WHITE_LISTED,
      secret: '',
      logged: () => lines.join(''),
      behave(behaviour) {
        modem.become(behaviour)
        if (behaviour === 'accept') modem.release()
      },
      received: () => modem.shown(),
      async report() {
        for (let back = modem.parts.length - 1; back >= 0; back -= 1) {
          modem.report(modem.lastReference() - back, WHITE_LISTED)
        }
      },
      stop: () => modem.stop(),
    }
  },
})

describe('a loudspeaker by MQTT', () => {
  async function village(confirmWithinMs = 5000) {
    const speaker = await openLoudspeaker('xincun-1', PASSWORD)
    const receipts: Receipt[] = []
    const open = async () => {
      const channel = createLoudspeakerByMqtt({
        line: createMqttLine({
          url: speaker.url,
          username: 'tocsin',
          password: PASSWORD,
          timeoutMs: 2000,
          reconnectMs: 30,
          clock: systemClock,
        }),
        confirmWithinMs,
        clock: systemClock,
        log: silentLog,
      })
      await channel.start({ receipt: (receipt) => receipts.push(receipt), reply() {} })
      return channel
    }
    return { speaker, receipts, open }
  }

  it('is told text, level, repetition, and until when', async () => {
    const { speaker, open } = await village()
    const channel = await open()
    const message = outgoing('xincun-1', { exercise: true })
    await channel.send(message, never)
    await eventually(() => expect(speaker.sounded).toHaveLength(1))
    expect(speaker.sounded[0]).toMatchObject({
      id: message.key,
      lang: 'zh',
      level: 'red',
      priority: 4,
      ttl: 600,
    })
    expect(speaker.sounded[0]?.text).toMatch(/^这是演练，这是演练。一级红色告警。/)
    expect(speaker.sounded[0]?.text).not.toContain('按键')
    await channel.stop()
    await speaker.stop()
  })

  it('that has said nothing has failed, and has not sounded', async () => {
    const { speaker, receipts, open } = await village(200)
    const channel = await open()
    speaker.beMute(true)
    const message = outgoing('xincun-1')
    await channel.send(message, never)
    await eventually(() => expect(receipts).toHaveLength(1))
    expect(receipts[0]).toMatchObject({ key: message.key, fact: { failed: { permanent: false } } })
    // It says so after all: late, and true.
    await speaker.say({ id: message.key, state: 'sounded' })
    await eventually(() => expect(receipts[1]).toMatchObject({ fact: 'delivered' }))
    await channel.stop()
    await speaker.stop()
  })

  it('does not sound twice over a restart, and confirms again', async () => {
    const { speaker, receipts, open } = await village()
    const message = outgoing('xincun-1')
    speaker.beMute(true)
    const before = await open()
    await before.send(message, never)
    await eventually(() => expect(speaker.sounded).toHaveLength(1))
    await before.stop()
    speaker.beMute(false)
    const after = await open()
    await after.send(message, never)
    await eventually(() => expect(receipts).toMatchObject([{ key: message.key, fact: 'delivered' }]))
    expect(speaker.commands).toHaveLength(2)
    expect(speaker.sounded).toHaveLength(1)
    await after.stop()
    await speaker.stop()
  })

  it('is not confirmed by another one, nor by what cannot be read', async () => {
    const { speaker, receipts, open } = await village()
    const channel = await open()
    speaker.beMute(true)
    const message = outgoing('xincun-1')
    await channel.send(message, never)
    const other = await mqtt.connectAsync(speaker.url, { username: 'tocsin', password: PASSWORD })
    for (const payload of [
      JSON.stringify({ id: message.key, state: 'sounded' }),
      'no json',
      '[]',
      '{"id":1}',
      'x'.repeat(5000),
    ]) {
      await other.publishAsync('speaker/other/state', payload, { qos: 1 })
    }
    await other.publishAsync('speaker/xincun-1/state', JSON.stringify({ id: 'unknown', state: 'sounded' }))
    await sleep(100)
    expect(receipts).toEqual([])
    await other.endAsync(true)
    await channel.stop()
    await speaker.stop()
  })

  it('does not sound a message that was given up while the broker was silent', async () => {
    const { speaker, open } = await village()
    const channel = await open()
    await eventually(() => expect(channel.health().status).toBe('up'))
    speaker.become('fail')
    await expect(channel.send(outgoing('xincun-1'), never)).rejects.toMatchObject({ permanent: false })
    speaker.become('accept')
    await eventually(() => expect(channel.health().status).toBe('up'))
    await sleep(100)
    expect(speaker.commands).toHaveLength(0)
    await channel.stop()
    await speaker.stop()
  })

  it('fails for now when there is no broker', async () => {
    const { speaker, open } = await village()
    await speaker.stop()
    const channel = await open()
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 100)
    await expect(channel.send(outgoing('xincun-1'), abort.signal)).rejects.toMatchObject({
      permanent: false,
      maybeSent: false,
    })
    expect(channel.health().status).toBe('down')
    await channel.stop()
  })
})

describe('a loudspeaker by SMS', () => {
  it('is given the command its maker wants, with its password', async () => {
    const modem = await openModem()
    const carrier = createSmsModem({
      open: serialPort(modem.path),
      partsPerMinute: 600,
      clock: systemClock,
      log: silentLog,
    })
    const channel = createLoudspeakerByNumber({ carrier, command: '8888#{{text}}', clock: systemClock })
    const nobody = { receipt() {}, reply() {} }
    await carrier.start(nobody)
    await channel.start(nobody)
    await channel.send(outgoing(WHITE_LISTED, { exercise: true, text: '请转移' }), never)
    expect(modem.shown()).toEqual(['8888#这是演练，这是演练。一级红色告警。请转移。'])
    expect(channel.capabilities).toMatchObject({ broadcast: true, knows: ['accepted', 'delivered'] })
    await channel.stop()
    await carrier.stop()
    await modem.stop()
  })
})
