import {
  createSimulatedChannel,
  likelyCourse,
  type SimulatedCourse,
} from '@tocsin/gateway/channels/simulated'
import { ManualClock, systemClock } from '@tocsin/gateway/clock'
import { describe, expect, it } from 'vitest'
import { type Behaviour, channelContract, outgoing } from './channel.ts'

const courses: Record<Behaviour, SimulatedCourse> = {
  accept: { lastsMs: 5, delivered: true, read: true, answer: { text: '1', afterMs: 5 } },
  refuse: { lastsMs: 5, fails: { permanent: true, detail: 'simulated: a dead number' } },
  fail: { lastsMs: 5, fails: { permanent: false, detail: 'simulated: nobody answered' } },
  hang: { lastsMs: 500 },
}

channelContract({
  name: 'a simulated channel',
  behaviours: ['accept', 'refuse', 'fail', 'hang'],
  async open() {
    let behaviour: Behaviour = 'accept'
    const channel = createSimulatedChannel({
      kind: 'voice',
      capabilities: {
        knows: ['accepted', 'delivered', 'read', 'answered'],
        broadcast: false,
        perMinute: 600,
        concurrent: 10,
        onceBy: 'process',
      },
      course: () => courses[behaviour],
      clock: systemClock,
    })
    return {
      channel,
      address: '13812341234',
      secret: '',
      logged: () => '',
      behave(next) {
        behaviour = next
      },
      received: () => channel.sent().map(({ text }) => text),
      async report() {},
      async stop() {},
    }
  },
})

describe('a simulated channel', () => {
  it('takes 60 calls at once and 20 s each, as the provider it stands for: 506 in three minutes', async () => {
    const clock = new ManualClock(Date.UTC(2026, 6, 1, 4))
    const channel = createSimulatedChannel({
      kind: 'voice',
      capabilities: {
        knows: ['accepted', 'delivered', 'read', 'answered'],
        broadcast: false,
        perMinute: 6000,
        concurrent: 60,
        onceBy: 'process',
      },
      clock,
    })
    await channel.start({ receipt() {}, reply() {} })
    const began = clock.now()
    const never = new AbortController().signal
    let done = 0
    const calls = Array.from({ length: 506 }, (_, n) =>
      channel
        .send(outgoing(`1380000${String(n).padStart(4, '0')}`, { key: `drill/${n}` }), never)
        .catch(() => undefined)
        .then(() => {
          done += 1
        }),
    )
    while (done < calls.length) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance(1000)
    }
    const minutes = (clock.now() - began) / 60_000
    expect(minutes).toBeGreaterThan(2.9) // nine rounds of 20 s
    expect(minutes).toBeLessThan(3.4) // and the seconds this loop steps by
    expect(channel.sent()).toHaveLength(506)
    const unanswered = channel.sent().filter(({ message }) => !likelyCourse(message).answer).length
    expect(unanswered / 506).toBeGreaterThan(0.15)
    expect(unanswered / 506).toBeLessThan(0.25)
    await channel.stop()
  })

  it('fares alike with the same key', () => {
    const message = outgoing('13812341234')
    expect(likelyCourse(message)).toEqual(likelyCourse({ ...message }))
  })
})
