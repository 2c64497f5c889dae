import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import mqtt from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebSocketStream, WebSocket } from 'ws'
import { networkOf } from './address.ts'
import { connectPacket, header, publishPacket, RawDevice } from './testing/raw-device.ts'
import { Rig, until } from './testing/rig.ts'
import { selfSigned } from './testing/self-signed.ts'

let rig: Rig
afterEach(() => rig.broker.stop())

describe('the number of connections', () => {
  it('is limited, and recovers', async () => {
    rig = await Rig.start({ connections: 2 })
    const first = await rig.signIn()
    await rig.dial()
    const third = await rig.dial()
    await third.closed
    expect(rig.broker.stats()).toMatchObject({ sockets: 2, refused: { connections: 1 } })
    first.cut()
    await until(() => rig.broker.stats().sockets === 1)
    await rig.signIn()
  })

  it('that one address may open is limited by its rate, and recovers', async () => {
    rig = await Rig.start({ connectsPerSecond: 20, connectsBurst: 2 })
    await rig.signIn()
    await rig.signIn({ username: 'b' })
    for (let i = 0; i < 10; i++) await (await rig.dial()).closed
    expect(rig.broker.stats().refused['connect-rate']).toBe(10)
    // Having been turned away ten times costs nothing more.
    await new Promise((resolve) => setTimeout(resolve, 70))
    await rig.signIn({ username: 'c' })
  })

  it('is limited by the network of an IPv6 host, which owns all its addresses', () => {
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(networkOf('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
    expect(networkOf('2001:db8::9')).toBe('2001:db8:0:0::/64')
    expect(networkOf('::1')).toBe('0:0:0:0::/64')
  })
})

describe('the TLS port', () => {
  const start = (limits = {}) => Rig.start(limits, { tls: { ...selfSigned(), port: 0 } })
  const dial = () =>
    new Promise<RawDevice>((resolve, reject) => {
      const port = rig.broker.tlsPort ?? 0
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () =>
        resolve(new RawDevice(socket)),
      )
      socket.once('error', reject)
    })

  it('is there only with a certificate', async () => {
    rig = await Rig.start()
    expect(rig.broker.tlsPort).toBeNull()
  })

  it('takes readings under the same rights and limits', async () => {
    rig = await start()
    const device = await dial()
    device.send(connectPacket(), publishPacket({ payload: Buffer.alloc(200_000) }))
    expect(await device.answer()).toBe('20020000')
    expect(await device.acks(1)).toEqual([1])
    device.send(header(0x30, 10_000_000))
    expect(await device.answer()).toBe('closed')
    expect(rig.broker.stats().refused['packet-size']).toBe(1)
  })

  it('answers a refusal before it closes', async () => {
    rig = await start()
    const device = await dial()
    device.send(connectPacket({ password: 'wrong' }))
    expect(await device.answer()).toBe('20020004')
  })

  it('survives what is no handshake, and one that never comes', async () => {
    rig = await start({ connectTimeoutMs: 100 })
    const raw = await RawDevice.dial(rig.broker.tlsPort ?? 0)
    raw.send(connectPacket())
    await raw.closed
    const silent = await RawDevice.dial(rig.broker.tlsPort ?? 0)
    await silent.closed
    await until(() => rig.broker.stats().refused.handshake === 2)
    await until(() => rig.broker.stats().sockets === 0)
    await dial()
  })

  it('turns away whom it does not admit before the handshake costs anything', async () => {
    rig = await start({ connections: 0 })
    await expect(dial()).rejects.toThrow()
    expect(rig.broker.stats().refused).toMatchObject({ connections: 1, handshake: 0 })
  })
})

describe('a WebSocket', () => {
  let server: Server
  let port: number
  beforeEach(async () => {
    server = createServer()
    server.on('upgrade', (request, socket, head) => rig.broker.upgrade(request, socket, head))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })
  const dial = (protocols: string[] = ['mqtt']) =>
    new Promise<WebSocket>((resolve, reject) => {
      const webSocket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, protocols)
      webSocket.once('open', () => resolve(webSocket))
      webSocket.once('error', reject)
    })
  const signIn = async () => {
    const webSocket = await dial()
    const device = new RawDevice(createWebSocketStream(webSocket))
    device.send(connectPacket())
    expect(await device.answer()).toBe('20020000')
    return { webSocket, device }
  }

  it('carries MQTT as a library speaks it', async () => {
    rig = await Rig.start()
    const client = await mqtt.connectAsync(`ws://127.0.0.1:${port}/mqtt`, {
      protocolVersion: 4,
      clientId: 'a',
      username: 'a',
      password: 'secret-of-a',
    })
    await client.publishAsync('stations/a/readings', 'x', { qos: 1 })
    expect(rig.payloads()).toEqual(['x'])
    expect(rig.broker.stats()).toMatchObject({ connections: 1, sockets: 1 })
    await client.endAsync()
    await until(() => rig.broker.stats().sockets === 0)
    expect(rig.connections).toEqual(['a on', 'a off'])
  })

  it('is refused without the subprotocol mqtt', async () => {
    rig = await Rig.start()
    await expect(dial([])).rejects.toThrow('400')
    await expect(dial(['chat'])).rejects.toThrow('400')
    await until(() => rig.broker.stats().sockets === 0)
    expect(rig.broker.stats().refused.handshake).toBe(2)
  })

  it('is refused when it is none', async () => {
    rig = await Rig.start()
    const raw = new RawDevice(connectTcp(port, '127.0.0.1'))
    raw.send(
      Buffer.from(
        'GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n',
      ),
    )
    await raw.closed
    await until(() => rig.broker.stats().refused.handshake === 1)
  })

  it('is closed at a text message', async () => {
    rig = await Rig.start()
    const { webSocket, device } = await signIn()
    webSocket.send(publishPacket({ qos: 0 }).toString())
    await device.closed
    expect(rig.taken).toEqual([])
    await until(() => rig.broker.stats().connections === 0)
  })

  it('is held and measured as any connection is', async () => {
    rig = await Rig.start({ inflightFrames: 2 })
    rig.keeps = false
    const { webSocket, device } = await signIn()
    for (let i = 1; i <= 10; i++)
      webSocket.send(publishPacket({ messageId: i, payload: Buffer.alloc(50_000) }))
    await rig.untilTaken(2)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(rig.taken).toHaveLength(2)
    rig.keeps = true
    for (const { done } of rig.taken) done()
    expect(await device.acks(10)).toHaveLength(10)
    webSocket.send(header(0x30, 300_000))
    await device.closed
    expect(rig.broker.stats().refused['packet-size']).toBe(1)
  })

  it('is closed at a message larger than a packet, and no other connection is', async () => {
    rig = await Rig.start()
    const other = await rig.signIn({ username: 'b' })
    const { webSocket, device } = await signIn()
    // The head of a binary message of 10 MB, and nothing of the message itself [RFC 6455, 5.2].
    const { _socket: socket } = webSocket as unknown as { _socket: Socket }
    socket.write(Buffer.from('82ff000000000098968001020304', 'hex'))
    await device.closed
    await until(() => rig.broker.stats().connections === 1)
    expect(await other.isQuietFor(10)).toBe(true)
  })

  it('counts among the connections', async () => {
    rig = await Rig.start({ connections: 1 })
    const { device } = await signIn()
    await expect(dial()).rejects.toThrow()
    expect(rig.broker.stats().refused.connections).toBe(1)
    device.cut()
    await until(() => rig.broker.stats().sockets === 0)
    await signIn()
  })

  it('is closed when the broker stops', async () => {
    rig = await Rig.start()
    const { device } = await signIn()
    await rig.broker.stop()
    expect(rig.connections).toEqual(['a on', 'a off'])
    await device.closed
    await expect(dial()).rejects.toThrow()
  })
})
