import { connect, type Socket } from 'node:net'
import { type Codec, hex, type ReadingsEntry, sl651, sl651Report } from '@tocsin/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { ClockKeeper } from './clock-keeper.ts'
import { Delivery } from './delivery.ts'
import { DEFAULT_LISTENER_LIMITS } from './limits.ts'
import { Listener } from './listener.ts'
import { RIVER_CODE, riverUnder, strangersInMemory } from './testing/river.ts'

function report(serial: number): Uint8Array {
  const address = { encoding: 'hex' as const, centre: 1, station: RIVER_CODE, password: 'A000', fn: 0x32 }
  const group = { station: RIVER_CODE, class: 'H', observedAt: Date.now(), elements: [['Z', 2.5]] as const }
  return sl651Report(address, serial, Date.now(), [group], 'Asia/Shanghai')
}

/** A caller that notes what it hears. */
class Caller {
  readonly socket: Socket
  heard = ''
  closed = false

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    this.socket.on('error', () => {})
    this.socket.on('data', (bytes) => {
      this.heard += hex(bytes)
    })
    this.socket.on('close', () => {
      this.closed = true
    })
    this.socket.on('end', () => this.socket.end())
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (what()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('waited in vain')
}

describe('a listener', () => {
  let listener: Listener
  let kept: { entry: ReadingsEntry; done: (failure?: Error) => void }[]
  let there: Record<string, boolean>
  let callers: Caller[]

  beforeEach(async () => {
    ;[kept, there, callers] = [[], {}, []]
    listener = new Listener({
      codec: sl651 as Codec<unknown>,
      bind: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: silentLog,
      clocks: new ClockKeeper(),
      limits: {
        ...DEFAULT_LISTENER_LIMITS,
        connections: 3,
        strangerTimeoutMs: 150,
        idleTimeoutMs: 400,
        inflightFrames: 4,
        refusedInRow: 3,
        stopTimeoutMs: 500,
      },
      delivery: new Delivery({
        keep: (entry, done) => void kept.push({ entry, done }),
        heard: () => {},
        strangers: strangersInMemory(),
      }),
      bindingFor: riverUnder,
      onStation: (id, connected) => {
        there[id] = connected
      },
    })
    await listener.start()
  })
  afterEach(async () => {
    for (const { socket } of callers) socket.destroy()
    await listener.stop()
  })
  const call = () => {
    const caller = new Caller(listener.port)
    callers.push(caller)
    return caller
  }

  it('answers when the journal has the report, and not before', async () => {
    const caller = call()
    caller.socket.write(report(1))
    await until(() => kept.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(caller.heard).toBe('')
    kept[0]?.done()
    await until(() => caller.heard.startsWith(`7E7E${RIVER_CODE}01A00032`))
    expect(there).toEqual({ bridge: true })
  })

  it('closes without an answer when the journal refuses the report', async () => {
    const caller = call()
    caller.socket.write(report(1))
    await until(() => kept.length === 1)
    kept[0]?.done(new Error('the disk is full'))
    await until(() => caller.closed)
    expect(caller.heard).toBe('')
    await until(() => there['bridge'] === false)
  })

  it('still answers a station that has closed its half of the connection', async () => {
    const caller = call()
    caller.socket.end(report(1))
    await until(() => kept.length === 1)
    kept[0]?.done()
    await until(() => caller.closed)
    expect(caller.heard).toMatch(new RegExp(`^7E7E${RIVER_CODE}`))
  })

  it('reads no more of a connection whose reports wait for the disk, and loses none of them', async () => {
    const caller = call()
    for (let serial = 1; serial <= 20; serial++) {
      caller.socket.write(report(serial))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(kept.length).toBeLessThan(20)
    const answer = setInterval(() => {
      for (const { done } of kept) done()
    }, 5)
    await until(() => kept.length === 20)
    clearInterval(answer)
  })

  it('closes a connection that says nothing, and later one that fell silent', async () => {
    const mute = call()
    const known = call()
    known.socket.write(report(1))
    await until(() => kept.length === 1)
    kept[0]?.done()
    await until(() => mute.closed)
    expect(known.closed).toBe(false)
    await until(() => known.closed)
  })

  it('closes a connection that brings nothing but what is no frame', async () => {
    const caller = call()
    for (let piece = 0; piece < 3; piece++) {
      caller.socket.write(new Uint8Array([1, 2, 3]))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await until(() => caller.closed)
    expect(listener.counts.refused).toBe(3)
  })

  it('has so many connections and no more', async () => {
    const all = [call(), call(), call(), call()]
    await until(() => all.some(({ closed }) => closed))
    expect(listener.view().connections).toBeLessThanOrEqual(3)
  })
})
