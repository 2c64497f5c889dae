import { afterEach, describe, expect, it } from 'vitest'
import { connectPacket, header, PINGREQ, publishPacket, subscribePacket } from './testing/raw-device.ts'
import { Rig, until } from './testing/rig.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

const KIB = 1024
/** A PUBLISH on `a`'s readings whose packet is `length` bytes long after its fixed header. */
const publishOf = (length: number) =>
  publishPacket({ payload: Buffer.alloc(length - 2 - 'stations/a/readings'.length - 2) })

describe('the size of a packet', () => {
  const stranger = (name: string, bytes: Buffer) =>
    it(`is refused by its header before the sign-in: ${name}`, async () => {
      rig = await Rig.start()
      const device = await rig.dial()
      device.send(bytes)
      expect(await device.answer()).toBe('closed')
      expect(rig.broker.stats().refused['packet-size']).toBe(1)
    })
  stranger('a CONNECT that claims 256 MB', header(0x10, 268_435_455))
  stranger('a CONNECT of 4 KiB and a byte', header(0x10, 4 * KIB + 1))
  stranger('a PUBLISH of 4 KiB and a byte', header(0x30, 4 * KIB + 1))

  it('may be 4 KiB before the sign-in', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(header(0x10, 4 * KIB))
    expect(await device.isQuietFor(30)).toBe(true)
  })

  it('may be 256 KiB after it', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(publishOf(256 * KIB))
    expect(await device.acks(1)).toEqual([1])
  })

  it('of 10 MB closes that connection only, and memory stays flat', async () => {
    rig = await Rig.start()
    const [device, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    const big = publishOf(10_000_000)
    const before = process.memoryUsage().arrayBuffers
    device.stream.write(big)
    await until(() => rig.broker.stats().refused['packet-size'] === 1)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000)
    expect(await device.answer()).toBe('closed')
    expect(rig.events('broker.refused')).toMatchObject([
      { reason: 'packet-size', station: 'a', detail: 'a packet of 10000000 bytes; at most 262144 are taken' },
    ])
    other.send(publishPacket({ topic: 'stations/b/readings' }))
    expect(await other.acks(1)).toEqual([1])
  })

  it('is refused from one byte over 256 KiB', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(publishOf(256 * KIB + 1).subarray(0, 5))
    expect(await device.answer()).toBe('closed')
  })

  it('stays small for all that is no PUBLISH', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(subscribePacket(...Array.from({ length: 500 }, (_, i) => `filter/${i}`)))
    expect(await device.answer()).toBe('closed')
    expect(rig.broker.stats().refused).toMatchObject({ 'packet-size': 1, subscription: 0 })
  })

  it('that is no number closes the connection', async () => {
    rig = await Rig.start()
    const device = await rig.dial()
    device.send(Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01]))
    expect(await device.answer()).toBe('closed')
    expect(rig.broker.stats().refused.malformed).toBe(1)
  })

  it('is measured byte by byte as it arrives', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    for (const byte of publishPacket({ messageId: 4 })) {
      device.send(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await device.acks(1)).toEqual([4])
  })
})

describe('garbage', () => {
  it.each([
    ['random bytes', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['a reserved packet type', Buffer.from([0x00, 0])],
    ['a CONNECT of another protocol', Buffer.from('10100004464f4f4204020000000461626364', 'hex')],
    ['a CONNECT cut short', Buffer.from([0x10, 4, 0, 4, 0x4d, 0x51])],
    ['a SUBSCRIBE without filters', Buffer.concat([connectPacket(), Buffer.from([0x82, 2, 0, 1])])],
    ['a PUBLISH with an empty topic', Buffer.concat([connectPacket(), publishPacket({ topic: '' })])],
    [
      'a PUBACK nobody waits for, then QoS 3',
      Buffer.concat([connectPacket(), Buffer.from([0x40, 2, 0, 9, 0x36, 0])]),
    ],
  ])('closes its own connection and no other: %s', async (_, bytes) => {
    rig = await Rig.start()
    const other = await rig.signIn({ username: 'b' })
    const device = await rig.dial()
    device.send(bytes)
    await device.closed
    other.send(PINGREQ)
    expect(await other.answer()).toBe('d000')
  })
})

describe('frames that wait for the journal', () => {
  const frames = (count: number, qos: number) =>
    Array.from({ length: count }, (_, i) => publishPacket({ qos, messageId: i + 1, payload: `${i + 1}` }))

  it.each([0, 1])('are limited for each connection with QoS %i, and come in order', async (qos) => {
    rig = await Rig.start({ inflightFrames: 4 })
    rig.keeps = false
    const device = await rig.signIn()
    device.send(...frames(50, qos), publishPacket({ messageId: 99, payload: '51' }))
    await rig.untilTaken(4)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(rig.taken).toHaveLength(4)
    for (let kept = 0; kept < 51; kept++) {
      await rig.untilTaken(kept + 1)
      rig.taken[kept]?.done()
    }
    expect((await device.acks(qos === 1 ? 51 : 1)).at(-1)).toBe(99)
    expect(rig.mostInflight).toBe(4)
    expect(rig.payloads()).toEqual(Array.from({ length: 51 }, (_, i) => `${i + 1}`))
  })

  it('are limited though each comes in a segment of its own', async () => {
    rig = await Rig.start({ inflightFrames: 4 })
    rig.keeps = false
    const device = await rig.signIn()
    for (const frame of frames(12, 1)) {
      device.send(frame)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(rig.taken).toHaveLength(4)
    rig.keeps = true
    for (const { done } of rig.taken) done()
    expect(await device.acks(12)).toHaveLength(12)
  })

  it('are kept at once without being taken twice', async () => {
    const taken: string[] = []
    rig = await Rig.start(
      { inflightFrames: 1 },
      {
        accept: (frame, done) => {
          taken.push(Buffer.from(frame.payload).toString())
          done()
        },
      },
    )
    const device = await rig.signIn()
    device.send(...frames(20, 0), ...frames(20, 1))
    await device.acks(20)
    expect(taken).toEqual([...Array(2)].flatMap(() => Array.from({ length: 20 }, (_, i) => `${i + 1}`)))
  })

  it('are limited in bytes', async () => {
    rig = await Rig.start({ inflightBytes: 250_000 })
    rig.keeps = false
    const device = await rig.signIn()
    const large = publishPacket({ payload: Buffer.alloc(100_000) })
    device.send(large, large, large, large, large)
    await rig.untilTaken(3)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(rig.taken).toHaveLength(3)
    rig.keeps = true
    for (const { done } of rig.taken) done()
    await device.acks(5)
    expect(rig.broker.stats()).toMatchObject({ inflight: 0, inflightBytes: 0 })
  })

  it('are limited in bytes over all connections, and the held ones go on in turn', async () => {
    rig = await Rig.start({ inflightBytesInAll: 250_000 })
    rig.keeps = false
    const stations = ['a', 'b', 'c', 'd', 'e', 'f']
    const devices = await Promise.all(stations.map((username) => rig.signIn({ username })))
    for (const [i, device] of devices.entries()) {
      const large = publishPacket({
        topic: `stations/${stations[i]}/readings`,
        payload: Buffer.alloc(60_000),
      })
      device.send(large, large, large)
    }
    await rig.untilTaken(5)
    await new Promise((resolve) => setTimeout(resolve, 50))
    // Whoever finds the budget spent may have one frame of its own over it.
    expect(rig.taken.length).toBeLessThanOrEqual(5 + stations.length)
    rig.keeps = true
    for (const { done } of rig.taken) done()
    await Promise.all(devices.map((device) => device.acks(3)))
    expect(rig.taken).toHaveLength(18)
    expect(rig.broker.stats()).toMatchObject({ inflight: 0, inflightBytes: 0 })
  })

  it('stop the reading of the socket, so that the rest waits at the device', async () => {
    rig = await Rig.start({ inflightFrames: 2 })
    rig.keeps = false
    const device = await rig.signIn()
    const large = publishPacket({ qos: 0, payload: Buffer.alloc(200_000) })
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 150; i++) device.stream.write(large)
    await rig.untilTaken(2)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(rig.taken).toHaveLength(2)
    // 30 MB were sent: what the kernel did not take is still with the device.
    expect(device.stream.writableLength).toBeGreaterThan(10_000_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(3_000_000)
    rig.keeps = true
    for (const { done } of rig.taken) done()
    await rig.untilTaken(150)
  })
})

describe('aedes', () => {
  it('is refused in any shape that cannot be guarded', async () => {
    rig = await Rig.start()
    const { Intake } = await import('./intake.ts')
    const client = { _parser: { parse() {} }, conn: {} } as never
    const options = { smallPacketBytes: 1, packetBytes: 1, onPacket() {} }
    expect(() => new Intake(client, options)).toThrow('not the version')
  })
})
