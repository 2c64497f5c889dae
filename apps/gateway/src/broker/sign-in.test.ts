import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { Refusals } from './refusals.ts'
import { type Connect, connectPacket, PINGREQ, publishPacket } from './testing/raw-device.ts'
import { Rig, until } from './testing/rig.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

describe('signing in', () => {
  const f = (name: string, connect: Connect, connack: string, reason?: string) =>
    it(`${reason === undefined ? 'takes' : 'refuses'} ${name}`, async () => {
      rig = await Rig.start()
      const device = await rig.dial()
      device.send(connectPacket(connect))
      expect(await device.answer()).toBe(connack)
      if (reason === undefined) {
        expect(await device.isQuietFor(10)).toBe(true)
        return
      }
      expect(await device.answer()).toBe('closed')
      await until(() => rig.broker.stats().sockets === 0)
      expect(rig.broker.stats()).toMatchObject({ connections: 0, refused: { [reason]: 1 } })
      expect(rig.events('broker.refused')).toMatchObject([{ reason, address: '127.0.0.1' }])
      expect(rig.connections).toEqual([])
    })
  f('a station with its secret', {}, '20020000')
  f('a second link of the station', { clientId: 'a#radio' }, '20020000')
  f('a client that asks for a lasting session, and gives it a clean one', { clean: false }, '20020000')
  f('MQTT 3.1’s protocol level', { level: 3 }, '20020000')
  f('an empty client id', { clientId: '' }, '20020002', 'client-id')
  f('an empty client id with a lasting session', { clientId: '', clean: false }, '20020002', 'client-id')
  f(
    'an empty client id without a name',
    { clientId: '', username: undefined as never, password: undefined as never },
    '20020002',
    'client-id',
  )
  f('another station’s client id', { clientId: 'b' }, '20020002', 'client-id')
  f('a client id that only begins like the station', { clientId: 'ab' }, '20020002', 'client-id')
  f('a client id with a long tail', { clientId: `a#${'x'.repeat(33)}` }, '20020002', 'client-id')
  f('a wrong secret', { password: 'secret-of-b' }, '20020004', 'credentials')
  f('an empty secret', { password: '' }, '20020004', 'credentials')
  f('no secret', { password: undefined as never }, '20020004', 'credentials')
  f(
    'neither name nor secret',
    { username: undefined as never, password: undefined as never, clientId: 'a' },
    '20020004',
    'credentials',
  )
  f('a station that would own others’ topics', { username: '+', clientId: '+' }, '20020004', 'credentials')
  f('MQTT 5, with the refusal of 3.1.1', { level: 5 }, '20020001', 'protocol-version')
  f('a protocol level that does not exist', { level: 9 }, '20020001', 'malformed')

  it('answers an unknown station as it answers a wrong secret, and asks for both', async () => {
    const asked: string[] = []
    rig = await Rig.start(
      {},
      {
        authenticate: (station) => {
          asked.push(station)
          return false
        },
      },
    )
    const answers = await Promise.all(
      ['a', 'nobody'].map(async (username) => {
        const device = await rig.dial()
        device.send(connectPacket({ username }))
        return [await device.answer(), await device.answer()]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(asked.sort()).toEqual(['a', 'nobody'])
  })

  it('answers "unavailable" while secrets cannot be checked', async () => {
    rig = await Rig.start(
      {},
      {
        authenticate: () => {
          throw new Error('database is locked')
        },
      },
    )
    const device = await rig.dial()
    device.send(connectPacket())
    expect(await device.answer()).toBe('20020003')
    expect(rig.events('broker.check-failed')).toHaveLength(1)
  })

  it('writes no secret to the log, and nothing that breaks a line', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(connectPacket({ username: 'a\nroot\u001b[31m', password: 'hunter2' }))
    await device.closed
    expect(JSON.stringify(rig.lines)).not.toContain('hunter2')
    expect(rig.events('broker.refused')).toMatchObject([{ claims: 'a�root�[31m' }])
  })

  it('logs the first refusals of a kind, counts all of them, and says how many it left out', async () => {
    rig = await Rig.start()
    for (let i = 0; i < 15; i++) {
      const device = await rig.dial()
      device.send(connectPacket({ password: 'wrong' }))
      await device.closed
    }
    await until(() => rig.broker.stats().refused.credentials === 15)
    expect(rig.events('broker.refused')).toHaveLength(10)
    const lines: unknown[] = []
    const warn = (_: string, fields?: Record<string, unknown>) => lines.push(fields?.['unsaid'])
    const refusals = new Refusals({ ...silentLog, warn }, systemClock)
    for (let i = 0; i < 12; i++) refusals.note('topic', {}, 0)
    refusals.note('topic', {}, 10_000)
    expect(lines.slice(9)).toEqual([undefined, 2])
  })

  it('waits before it answers a refusal', async () => {
    rig = await Rig.start({ refusalDelayMs: 80 })
    const device = await rig.dial()
    const begun = performance.now()
    device.send(connectPacket({ password: 'wrong' }))
    expect(await device.answer()).toBe('20020004')
    expect(performance.now() - begun).toBeGreaterThan(75)
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'takes a station named %s for what it is',
    async (username) => {
      rig = await Rig.start()
      const device = await rig.signIn({ username })
      device.send(publishPacket({ topic: `stations/${username}/readings` }))
      expect(await device.acks(1)).toEqual([1])
      expect(rig.broker.stats()).toMatchObject({ connections: 1, stations: 1 })
      device.cut()
      await until(() => rig.broker.stats().connections === 0)
      expect(rig.connections).toEqual([`${username} on`, `${username} off`])
    },
  )

  it('takes what a device sends without waiting for the answer', async () => {
    rig = await Rig.start({ queuedPackets: 5 })
    const device = await rig.dial()
    const frames = Array.from({ length: 100 }, (_, i) => publishPacket({ messageId: i + 1 }))
    device.send(connectPacket(), ...frames, publishPacket({ messageId: 101, payload: Buffer.alloc(100_000) }))
    expect(await device.answer()).toBe('20020000')
    expect(await device.acks(101)).toHaveLength(101)
  })

  it('takes nothing before a CONNECT', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(publishPacket())
    expect(await device.answer()).toBe('closed')
    expect(rig.taken).toEqual([])
  })

  it('takes nothing behind a CONNECT that is refused', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(connectPacket({ password: 'wrong' }), publishPacket())
    await device.closed
    expect(rig.taken).toEqual([])
  })

  it('closes a connection that signs in twice', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(connectPacket())
    expect(await device.answer()).toBe('closed')
  })

  it('closes a connection whose CONNECT does not come', async () => {
    rig = await Rig.start({ connectTimeoutMs: 50 })
    const device = await rig.dial()
    device.send(connectPacket().subarray(0, 10))
    await device.closed
    expect(rig.broker.stats().refused['connect-timeout']).toBe(1)
  })
})

describe('falling silent', () => {
  const f = (name: string, keepalive: number) =>
    it(`ends the connection of a client that asked for ${name}`, async () => {
      rig = await Rig.start({ keepAliveSeconds: 0.1 })
      const device = await rig.signIn({ keepalive })
      await device.closed
      expect(rig.broker.stats().refused.silent).toBe(1)
      await until(() => rig.broker.stats().connections === 0)
      expect(rig.events('broker.disconnected')).toMatchObject([{ station: 'a', reason: 'silent' }])
    })
  f('no keep-alive', 0)
  f('a very long one', 65_535)

  it('is put off by a ping', async () => {
    rig = await Rig.start({ keepAliveSeconds: 0.1 })
    const device = await rig.signIn({ keepalive: 0 })
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 60))
      device.send(PINGREQ)
      expect(await device.answer()).toBe('d000')
    }
  })
})
