import type { BrokerLimits } from '@tocsin/gateway/broker/broker'
import { STATION_POLICY } from '@tocsin/gateway/broker/policy'
import { OPEN_POLICY } from '@tocsin/gateway/broker/testing/open-policy'
import {
  acknowledgement,
  type Connect,
  connectPacket,
  type Publish,
  publishPacket,
  type RawDevice,
  subscription,
} from '@tocsin/gateway/broker/testing/raw-device'
import { Rig } from '@tocsin/gateway/broker/testing/rig'
import { expect } from 'vitest'

/** Long enough for what would come to have come, ms. */
const MOMENT = 25

/** A connection that is not closed by then is left open, on a machine that is busy as well, ms. */
const PATIENCE = 600

/** A PUBLISH as it came. `messageId` is undefined with QoS 0. */
export interface Delivered {
  readonly topic: string
  readonly payload: string
  readonly qos: number
  readonly retain: boolean
  readonly dup: boolean
  readonly messageId: number | undefined
}

/** Reads a PUBLISH of less than 128 bytes. */
export function delivered(packet: Buffer): Delivered {
  const first = packet[0] ?? 0
  if (first >> 4 !== 3) throw new Error(`a PUBLISH was expected, not ${packet.toString('hex')}`)
  const qos = (first >> 1) & 3
  const end = 4 + packet.readUInt16BE(2)
  return {
    topic: packet.subarray(4, end).toString(),
    payload: packet.subarray(end + (qos > 0 ? 2 : 0)).toString(),
    qos,
    retain: (first & 1) === 1,
    dup: (first & 8) === 8,
    messageId: qos > 0 ? packet.readUInt16BE(end) : undefined,
  }
}

/** A client that sends packets as bytes, and tells what comes back. */
export class Peer {
  readonly raw: RawDevice
  constructor(raw: RawDevice) {
    this.raw = raw
  }

  send(...packets: Buffer[]): void {
    this.raw.send(...packets)
  }

  /** The next packet in hex, or 'closed'. */
  answer(): Promise<string> {
    return this.raw.answer()
  }

  /** The next PUBLISH, not acknowledged. */
  async hears(): Promise<Delivered> {
    const packet = await this.raw.next()
    if (packet === undefined) throw new Error('closed, where a PUBLISH was expected')
    return delivered(packet)
  }

  async subscribes(filter: string, qos = 2): Promise<void> {
    this.send(subscription(9, [filter, qos]))
    expect(await this.answer()).toBe(`900300090${qos}`)
  }

  /** Publishes, and goes through the acknowledgements of its QoS. */
  async publishes(publish: Publish): Promise<void> {
    const { qos = 1, messageId = 1 } = publish
    const id = messageId.toString(16).padStart(4, '0')
    this.send(publishPacket(publish))
    if (qos === 1) expect(await this.answer()).toBe(`4002${id}`)
    if (qos !== 2) return
    expect(await this.answer()).toBe(`5002${id}`)
    this.send(acknowledgement(0x62, messageId))
    expect(await this.answer()).toBe(`7002${id}`)
  }

  async hearsNothing(): Promise<void> {
    expect(await this.raw.isQuietFor(MOMENT)).toBe(true)
  }

  async isClosed(): Promise<void> {
    expect(await this.answer()).toBe('closed')
  }

  /** The network fails. */
  async fails(): Promise<void> {
    this.raw.cut()
    await this.raw.closed
  }
}

/** One broker on a free port, for one test. */
export class Ground {
  readonly rig: Rig
  private constructor(rig: Rig) {
    this.rig = rig
  }

  static async open(limits: Partial<BrokerLimits> = {}): Promise<Ground> {
    return new Ground(await Rig.start(limits, { authenticate: () => true }, OPEN_POLICY))
  }

  static async station(limits: Partial<BrokerLimits> = {}): Promise<Ground> {
    return new Ground(await Rig.start(limits, {}, STATION_POLICY))
  }

  /** Connected, and nothing said yet. */
  async dials(): Promise<Peer> {
    return new Peer(await this.rig.dial())
  }

  /** Connects as client `id` with a clean session unless told otherwise, and checks the CONNACK. */
  async joins(clientId: string, connect: Connect = {}, sessionPresent = false): Promise<Peer> {
    const peer = await this.dials()
    peer.send(connectPacket({ clientId, username: clientId, ...connect }))
    expect(await peer.answer()).toBe(sessionPresent ? '20020100' : '20020000')
    return peer
  }

  /** What a connection that sends these bytes is answered until it is closed; 'open' where it is not. */
  async answersTo(...packets: Buffer[]): Promise<string[]> {
    const peer = await this.dials()
    peer.send(...packets)
    return this.answersOf(peer)
  }

  async answersOf(peer: Peer): Promise<string[]> {
    const answers: string[] = []
    for (;;) {
      const answer = await Promise.race([
        peer.answer(),
        new Promise<string>((resolve) => setTimeout(() => resolve('open'), PATIENCE)),
      ])
      answers.push(answer)
      if (answer === 'closed' || answer === 'open') return answers
    }
  }

  /** Sends bytes behind a sign-in, and expects the connection to be closed without an answer. */
  async closesAt(...packets: Buffer[]): Promise<void> {
    expect(await this.answersTo(connectPacket(), ...packets)).toEqual(['20020000', 'closed'])
  }

  /** Sends a first packet, and expects the connection to be closed without an answer. */
  async closesAtOnce(packet: Buffer): Promise<void> {
    expect(await this.answersTo(packet)).toEqual(['closed'])
  }

  async ends(): Promise<void> {
    await this.rig.broker.stop()
  }
}
