import { connect, type Socket } from 'node:net'
import { type Broker, createBroker } from '@tocsin/gateway/broker/broker'
import {
  acknowledgement,
  type Connect,
  connectPacket,
  DISCONNECT,
  PINGREQ,
  packet,
  publishPacket,
  RawDevice,
  subscription,
  text,
  unsubscribePacket,
} from '@tocsin/gateway/broker/testing/raw-device'
import { systemClock } from '@tocsin/gateway/clock'
import { silentLog } from '@tocsin/gateway/log'
import { cuts, huntAsThread, type Quarry } from './hunt.ts'
import { mutatedBytes } from './mutate.ts'
import type { Random } from './random.ts'

/** What one of two clients does next. */
interface Step {
  readonly client: 0 | 1
  /** Whom it signs in as again where it was closed. */
  readonly station: string
  readonly does: 'send' | 'end' | 'cut' | 'pause' | 'resume'
  readonly bytes: Buffer
  /** It comes in a segment of its own, and what follows waits for it to have been read. */
  readonly alone: boolean
}

const TOPICS = [
  'stations/a/readings',
  'stations/b/readings',
  'stations/a/commands',
  'stations/a/status',
  'stations/a//x/',
  '$SYS/x',
  '#',
  '+/a',
  '',
  '/',
  '__proto__',
  'x/'.repeat(20),
  '\ufeff',
  'stations/a/\0',
  '\u{1f30a}'.repeat(40),
]
const FILTERS = [...TOPICS, 'stations/+/commands', '$share/g/a', 'a#', 'constructor', '$SYS/#']
const ids = (random: Random) => random.of([0, 1, 1, 2, 3, 255, 256, 65_535])

/** A sign-in that is good, mostly. */
function connecting(random: Random, station: string): Buffer {
  const asked: Connect = {
    username: station,
    clientId: random.of([station, station, `${station}#2`, `${station}#x`]),
  }
  if (random.once(6)) asked.clientId = random.of(['', 'c', '__proto__', 'x'.repeat(70)])
  if (random.once(8)) asked.password = 'wrong'
  if (random.once(4)) asked.clean = false
  if (random.once(4)) asked.keepalive = random.of([0, 1, 65_535])
  if (random.once(8)) asked.level = random.of([3, 5, 0, 4, 255, 0x84])
  if (random.once(6)) {
    asked.will = { topic: random.of(TOPICS), payload: '{}', qos: random.below(4), retain: random.once(2) }
  }
  return connectPacket(asked)
}

/** What a station sends, and may. */
function goodPacket(random: Random, station: string): Buffer {
  const topic = `stations/${station}/${random.of(['readings', 'readings', 'readings', 'status'])}`
  switch (random.below(8)) {
    case 0:
      return subscription(1 + random.below(9), [`stations/${station}/commands`, random.below(3)])
    case 1:
      return unsubscribePacket(1 + random.below(9), `stations/${station}/commands`)
    case 2:
      return PINGREQ
    default:
      return publishPacket({
        topic,
        payload: '{"values":{"level":1}}',
        qos: random.below(2),
        messageId: 1 + random.below(65_535),
        retain: random.once(9),
        dup: random.once(9),
      })
  }
}

/** Any packet of the protocol, with the flags, identifiers and names that break brokers. */
function anyPacket(random: Random, station: string): Buffer {
  switch (random.below(14)) {
    case 0:
      return connecting(random, station)
    case 1:
    case 2:
    case 3:
    case 4: {
      const qos = random.of([0, 1, 1, 1, 2])
      const payload = random.once(30)
        ? Buffer.alloc(random.of([4096, 70_000, 262_100, 300_000]), 0x20)
        : random.of(['{"values":{"level":1}}', '', '{', '\0'])
      const topic = random.once(2) ? `stations/${station}/readings` : random.of(TOPICS)
      return publishPacket({
        topic,
        payload,
        qos,
        messageId: ids(random),
        retain: random.once(4),
        dup: random.once(4),
      })
    }
    case 5:
    case 6:
      return subscription(
        ids(random),
        ...random.list(random.below(4), (): [string, number] => [
          random.of(FILTERS),
          random.of([0, 1, 2, 2, 3, 0x80]),
        ]),
      )
    case 7:
      return unsubscribePacket(ids(random), ...random.list(random.below(3), () => random.of(FILTERS)))
    case 8:
      return acknowledgement(random.of([0x40, 0x50, 0x62, 0x70] as const), ids(random))
    case 9:
      return PINGREQ
    case 10:
      return random.once(3) ? DISCONNECT : PINGREQ
    case 11:
      // A packet of any type around any fields.
      return packet(
        random.below(256),
        ...random.list(random.below(4), () => text(random.bytes(random.below(6)))),
      )
    case 12:
      return random.bytes(random.below(30))
    default:
      // What only a server sends.
      return Buffer.from(
        random.of(['20020000', '9003000100', 'b0020001', 'd000', 'f000', '30ffffffff7f']),
        'hex',
      )
  }
}

function sequence(random: Random): Step[] {
  // Other sequences run at the same time; now and then two of them meet, or both clients are one station.
  const own = random.below(500)
  const stations = [`a${own}`, random.once(4) ? `a${own}` : `b${own}`]
  const steps: Step[] = []
  for (const client of [0, 1] as const) {
    const station = stations[client] as string
    const bytes = random.once(3) ? connecting(random, station) : connectPacket({ username: station })
    steps.push({ client, station, does: 'send', bytes, alone: random.once(3) })
  }
  for (let count = 3 + random.below(30); count > 0; count--) {
    const client = random.below(2) as 0 | 1
    const station = stations[client] as string
    // Good ones for the most part: what is broken should meet a connection that has a history.
    const good = random.below(4) < 3
    let bytes = good ? goodPacket(random, station) : anyPacket(random, station)
    if (random.once(12)) bytes = mutatedBytes(bytes, random)
    if (random.once(10) && bytes.length > 1) {
      // A packet in two segments, with another client's between them.
      const at = 1 + random.below(bytes.length - 1)
      steps.push({ client, station, does: 'send', bytes: bytes.subarray(0, at), alone: true })
      steps.push({
        client: (1 - client) as 0 | 1,
        station: stations[1 - client] as string,
        does: 'send',
        bytes: PINGREQ,
        alone: true,
      })
      bytes = bytes.subarray(at)
    }
    steps.push({ client, station, does: 'send', bytes, alone: random.once(good ? 8 : 2) })
    if (random.once(25))
      steps.push({ client, station, does: random.of(['end', 'cut', 'pause', 'resume']), bytes, alone: true })
  }
  return steps
}

/** Everything generous that would slow the fuzzer down and not the broker; all that guards is as the gateway has it. */
const LIMITS = {
  connectsPerSecond: 1e9,
  connectsBurst: 1e9,
  readingsPerSecond: 1e9,
  readingsBurst: 1e9,
  refusalDelayMs: 0,
  connectTimeoutMs: 2000,
  drainTimeoutMs: 1000,
}
/** Pairs of clients at once. */
const PAIRS = 8
const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Sequences of packets from two clients on the gateway's own broker, beside a client that behaves and must be served. */
export async function wire(): Promise<Quarry<Step[]>> {
  let frames = 0
  const broker: Broker = createBroker({
    bind: '127.0.0.1',
    port: 0,
    clock: systemClock,
    log: silentLog,
    authenticate: (station, secret) => Buffer.from(secret).toString() === `secret-of-${station}`,
    accept(_frame, done) {
      frames++
      // The journal answers later, sometimes at once, and sometimes that it could not.
      if (frames % 7 === 0) done()
      else if (frames % 501 === 0) setImmediate(() => done(new Error('disk full')))
      else setImmediate(done)
    },
    limits: LIMITS,
  })
  await broker.start()
  const dial = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port: broker.port, host: '127.0.0.1', noDelay: true }, () => {
        socket.on('error', () => {})
        socket.resume()
        resolve(socket)
      })
      socket.once('error', reject)
    })
  let steady = await RawDevice.signIn(broker.port, { username: 'steady' })
  let under: Promise<unknown>[] = []

  async function settled(): Promise<void> {
    const plays = under
    under = []
    for (const outcome of await Promise.allSettled(plays))
      if (outcome.status === 'rejected') throw outcome.reason
  }

  async function served(): Promise<string | undefined> {
    if (steady.isClosed) return 'the client that behaves was disconnected'
    steady.send(publishPacket({ topic: 'stations/steady/readings', messageId: 7 }), PINGREQ)
    const answers: (string | undefined)[] = []
    const heard = (async () => {
      answers.push(await steady.answer(), await steady.answer())
    })()
    const late = new Promise((resolve) => setTimeout(resolve, 1500).unref())
    await Promise.race([heard, late])
    const told = answers.sort().join(' ')
    // One in 501 frames cannot be kept, whoever sent it.
    if (told.includes('closed')) {
      steady = await RawDevice.signIn(broker.port, { username: 'steady' })
      return undefined
    }
    return told === '40020007 d000' ? undefined : `the client that behaves was answered "${told}"`
  }

  async function play(steps: readonly Step[]): Promise<void> {
    const sockets = await Promise.all([dial(), dial()])
    let waiting: Buffer[][] = [[], []]
    const flush = () => {
      for (const [index, parts] of waiting.entries()) {
        const socket = sockets[index] as Socket
        if (parts.length > 0 && socket.writable) socket.write(Buffer.concat(parts))
      }
      waiting = [[], []]
    }
    for (const { client, station, does, bytes, alone } of steps) {
      let socket = sockets[client] as Socket
      if (socket.destroyed || socket.readableEnded) {
        // Closed by what it sent: it comes back, as devices do, and goes on.
        socket = sockets[client] = await dial()
        waiting[client] = [connectPacket({ username: station })]
      }
      if (does === 'send') waiting[client]?.push(bytes)
      else flush()
      if (does === 'end') socket.end()
      if (does === 'cut') socket.destroy()
      if (does === 'pause') socket.pause()
      if (does === 'resume') socket.resume()
      if (!alone) continue
      flush()
      // The broker is in this thread: it has read and answered by then.
      for (let count = 0; count < 5; count++) await tick()
    }
    flush()
    // Half of the sequences leave in good order, so that the broker reads all of them; the others are gone without a word.
    const orderly = steps.length % 2 === 0
    if (orderly) {
      const closed = sockets.map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      )
      const patience = new Promise<void>((resolve) => setTimeout(resolve, 50))
      for (const socket of sockets) {
        if (socket.closed) continue
        socket.resume()
        socket.end()
      }
      await Promise.race([Promise.all(closed), patience])
    } else for (let count = 0; count < 3; count++) await tick()
    for (const socket of sockets) socket.destroy()
  }

  return {
    make: sequence,
    weight: (steps) => steps.filter(({ does }) => does === 'send').length,
    atOnce: PAIRS,
    async judge(steps, alone = false) {
      under.push(play(steps))
      // Commands on their way to whoever has subscribed by then.
      for (const { station } of steps.slice(0, 2))
        setImmediate(() => broker.publishCommand(station, 'measure'))
      if (!alone && under.length < PAIRS) return undefined
      await settled()
      return served()
    },
    smaller: (steps) => cuts(steps, (from, to) => steps.filter((_, index) => index < from || index >= to)),
    show: (steps) =>
      steps
        .map(
          ({ client, does, bytes, alone }) =>
            `${client} ${does} ${alone ? '. ' : ''}${does === 'send' ? bytes.toString('hex').slice(0, 400) : ''}`,
        )
        .join('\n'),
    async rest() {
      await settled()
      for (let waited = 0; waited < 200; waited++) {
        const { sockets, connections, inflight, inflightBytes } = broker.stats()
        if (sockets === 1 && connections === 1 && inflight === 0 && inflightBytes === 0) return served()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return `left behind: ${JSON.stringify(broker.stats())}`
    },
    async end() {
      await settled().catch(() => {})
      steady.cut()
      await broker.stop()
    },
  }
}

await huntAsThread(wire)
