import fc from 'fast-check'
import { generate, parser } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { ownPublishAt } from './own-publish.ts'

const OWN = 'stations/s1/readings'
const TOPIC = Buffer.from(OWN)
const MOST = 1000

function publish({
  topic = OWN,
  payload = '{}',
  qos = 1 as 0 | 1 | 2,
  messageId = 7,
  dup = false,
} = {}): Buffer {
  return generate({ cmd: 'publish', topic, payload, qos, messageId, dup, retain: false })
}

/** What mqtt-packet reads. */
function general(bytes: Buffer) {
  const packets: { cmd: string; qos: number; messageId?: number; payload?: Buffer; topic?: string }[] = []
  const reading = parser()
  reading.on('packet', (packet) => packets.push(packet as never))
  reading.on('error', () => {})
  reading.parse(bytes)
  return packets
}

describe('a publish on the own readings topic', () => {
  it('is read as the general parser reads it, and tells where the next packet begins', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.constantFrom(0 as const, 1 as const),
        fc.integer({ min: 1, max: 65535 }),
        fc.boolean(),
        fc.nat(20),
        (payload, qos, messageId, dup, before) => {
          const packet = publish({ payload, qos, messageId, dup: qos === 1 && dup })
          const bytes = Buffer.concat([Buffer.alloc(before), packet, publish()])
          const read = ownPublishAt(bytes, before, TOPIC, MOST)
          const [same] = general(packet)
          expect(read?.payload.equals(same?.payload ?? Buffer.alloc(1))).toBe(true)
          expect(read?.messageId).toBe(qos === 1 ? same?.messageId : 0)
          expect(read?.end).toBe(before + packet.length)
        },
      ),
    )
  })

  it('is left to the general parser unless it is whole, small and plain', () => {
    const plain = publish({ payload: 'x'.repeat(200) })
    expect(ownPublishAt(plain, 0, TOPIC, MOST)?.end).toBe(plain.length)
    for (let cut = 1; cut < plain.length; cut++) {
      expect(ownPublishAt(plain.subarray(0, cut), 0, TOPIC, MOST)).toBeUndefined()
    }
    expect(ownPublishAt(plain, 0, TOPIC, 200)).toBeUndefined()
    expect(ownPublishAt(publish({ topic: 'stations/s2/readings' }), 0, TOPIC, MOST)).toBeUndefined()
    expect(ownPublishAt(publish({ topic: `${OWN}/` }), 0, TOPIC, MOST)).toBeUndefined()
    expect(ownPublishAt(publish({ qos: 2 }), 0, TOPIC, MOST)).toBeUndefined()
    const withoutId = publish()
    withoutId.writeUInt16BE(0, 4 + TOPIC.length)
    expect(ownPublishAt(withoutId, 0, TOPIC, MOST)).toBeUndefined()
    // A length of two bytes where one would do, and one that its fields do not fit into.
    const short = publish()
    const longer = Buffer.concat([Buffer.from([0x32, (short[1] as number) | 0x80, 0]), short.subarray(2)])
    expect(ownPublishAt(longer, 0, TOPIC, MOST)).toBeUndefined()
    short[1] = TOPIC.length + 3
    expect(ownPublishAt(short, 0, TOPIC, MOST)).toBeUndefined()
  })

  it('never reads what the general parser does not, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(255), fc.string({ maxLength: 20 }), (place, byte, payload) => {
        const bytes = publish({ payload })
        bytes[place % bytes.length] = byte
        const read = ownPublishAt(bytes, 0, TOPIC, MOST)
        if (read === undefined) return
        const [same] = general(bytes)
        expect(same).toMatchObject({ cmd: 'publish', topic: OWN })
        expect(read.payload.equals(same?.payload ?? Buffer.alloc(1))).toBe(true)
        expect(read.messageId).toBe((same?.qos ?? 0) > 0 ? same?.messageId : 0)
      }),
    )
  })
})
