import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connectPacket, PINGREQ } from '@tocsin/gateway/broker/testing/raw-device'
import { expect } from 'vitest'
import type { Ground } from './ground.ts'
import type { Section } from './statement.ts'

/** A WebSocket on the broker, and the packets that come back, in hex; their bytes may come in several messages. */
async function webSocket(
  ground: Ground,
  protocols: string[],
  use: (socket: WebSocket, messages: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const server: Server = createServer()
  server.on('upgrade', ground.rig.broker.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, protocols)
  socket.binaryType = 'arraybuffer'
  let arrived = ''
  let closed = false
  let wake = () => {}
  socket.onmessage = ({ data }) => {
    arrived += Buffer.from(data as ArrayBuffer).toString('hex')
    wake()
  }
  socket.onclose = () => {
    closed = true
    wake()
  }
  const next = async () => {
    for (;;) {
      const length = 4 + 2 * Number.parseInt(arrived.slice(2, 4), 16)
      if (arrived.length >= length) {
        const packet = arrived.slice(0, length)
        arrived = arrived.slice(length)
        return packet
      }
      if (closed) return 'closed'
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error('refused'))
    })
    await use(socket, next)
  } finally {
    socket.close()
    server.closeAllConnections()
    server.close()
  }
}

export const TRANSPORT: Section = {
  title: 'WebSocket (6) and conformance targets (7)',
  statements: [
    {
      clause: '6.0.0-1',
      asks: 'Packets come in binary frames; any other frame closes the connection.',
      station: {
        'closes at a text frame': async (ground) =>
          webSocket(ground, ['mqtt'], async (socket, next) => {
            socket.send(new Uint8Array(connectPacket()))
            expect(await next()).toBe('20020000')
            socket.send('ping')
            expect(await next()).toBe('closed')
          }),
      },
    },
    {
      clause: '6.0.0-2',
      asks: 'A frame may hold several packets, or parts of one.',
      station: {
        'reads a CONNECT byte by byte, and two packets in one frame': async (ground) =>
          webSocket(ground, ['mqtt'], async (socket, next) => {
            for (const byte of connectPacket()) socket.send(new Uint8Array([byte]))
            expect(await next()).toBe('20020000')
            socket.send(new Uint8Array([...PINGREQ, ...PINGREQ]))
            expect([await next(), await next()]).toEqual(['d000', 'd000'])
          }),
        'refuses MQTT 5 over WebSocket with 0x01 as well': async (ground) =>
          webSocket(ground, ['mqtt'], async (socket, next) => {
            socket.send(new Uint8Array(connectPacket({ level: 5 })))
            expect([await next(), await next()]).toEqual(['20020001', 'closed'])
          }),
      },
    },
    {
      clause: '6.0.0-3',
      asks: 'The client offers the subprotocol mqtt.',
      notApplicable: 'Binds clients; one that does not is refused.',
      station: {
        'refuses a handshake without it': async (ground) => {
          await expect(webSocket(ground, [], async () => {})).rejects.toThrow('refused')
          await expect(webSocket(ground, ['chat'], async () => {})).rejects.toThrow('refused')
        },
      },
    },
    {
      clause: '6.0.0-4',
      asks: 'The server selects the subprotocol mqtt.',
      station: {
        'selects it among others': async (ground) =>
          webSocket(ground, ['chat', 'mqtt'], async (socket) => {
            expect(socket.protocol).toBe('mqtt')
          }),
      },
    },
    {
      clause: '7.0.0-1',
      asks: 'A server that connects to other servers conforms as a client too.',
      notApplicable: 'The broker connects to nobody.',
    },
    {
      clause: '7.0.0-2',
      asks: 'No extension of the standard is required.',
      station: {
        'serves a client library that knows nothing of Tocsin': async (ground) => {
          const mqtt = await import('mqtt')
          const client = await mqtt.connectAsync({
            port: ground.rig.broker.port,
            protocolVersion: 4,
            clientId: 'a',
            username: 'a',
            password: 'secret-of-a',
          })
          await client.publishAsync('stations/a/readings', '{"values":{"level":1}}', { qos: 1 })
          await client.endAsync()
          expect(ground.rig.taken).toHaveLength(1)
        },
      },
    },
    {
      clause: '7.1.1-1',
      asks: 'A server supports an ordered, lossless stream of bytes.',
      station: {
        'serves TCP; TLS and WebSocket have tests of their own': async (ground) => {
          await ground.joins('a')
        },
      },
    },
    { clause: '7.1.2-1', asks: 'A client does.', notApplicable: 'Binds clients.' },
  ],
}
