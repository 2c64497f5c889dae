import { setTimeout as sleep } from 'node:timers/promises'
import { digest, fitted } from '@tocsin/gateway/channels/robots/digest'
import type { RobotKind } from '@tocsin/gateway/channels/robots/flavours'
import { createRobot, type RobotOptions } from '@tocsin/gateway/channels/robots/robot'
import { ManualClock, systemClock } from '@tocsin/gateway/clock'
import { createLog, silentLog } from '@tocsin/gateway/log'
import { afterEach, describe, expect, it } from 'vitest'
import { channelContract, eventually, outgoing } from './channel.ts'
import { openRobotServer, ROBOT_KEY, ROBOT_SECRET } from './robot-server.ts'

const never = new AbortController().signal
const nobody = { receipt() {}, reply() {} }
const TEN_MINUTES = 600_000

for (const robot of ['wecom', 'dingtalk', 'feishu'] as const) {
  channelContract({
    name: `a ${robot} robot`,
    behaviours: ['accept', 'refuse', 'fail', 'hang'],
    async open() {
      const server = await openRobotServer(robot, { perMinute: 20, lockMs: TEN_MINUTES })
      const lines: string[] = []
      const channel = createRobot({
        robot,
        url: server.url,
        secret: robot === 'wecom' ? undefined : ROBOT_SECRET,
        name: 'group-1',
        clock: systemClock,
        log: createLog({ pretty: false, write: (line) => lines.push(line) }),
      })
      return {
        channel,
        address: 'group-1',
        secret: ROBOT_KEY,
        logged: () => lines.join(''),
        behave: (behaviour) => server.become(behaviour),
        received: () => server.posted.map(({ text }) => text),
        async report() {},
        stop: () => server.stop(),
      }
    },
  })
}

describe('a robot within its limits', () => {
  let end: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of end.reverse()) await stop()
    end = []
  })
  /** The maker's clock is moved with ours: ten minutes pass in a moment. */
  async function group(robot: RobotKind, more: Partial<RobotOptions> = {}, perMinute = 20) {
    const clock = new ManualClock(Date.UTC(2026, 6, 1, 4))
    const server = await openRobotServer(robot, { perMinute, lockMs: TEN_MINUTES }, () => clock.now())
    const channel = createRobot({
      robot,
      url: server.url,
      secret: robot === 'wecom' ? undefined : ROBOT_SECRET,
      name: 'group-1',
      clock,
      log: silentLog,
      ...more,
    })
    await channel.start(nobody)
    end.push(
      () => server.stop(),
      () => channel.stop(),
    )
    const send = (level: 'red' | 'orange' | 'yellow', n: number, exercise = false) =>
      channel.send(outgoing('group-1', { level, text: `第${n}号站水位超限`, exercise }), never)
    return { clock, server, channel, send }
  }

  it('is never locked by a flood of warnings, and every one is told of', async () => {
    const { clock, server, send } = await group('dingtalk')
    const all: Promise<unknown>[] = []
    for (let n = 1; n <= 200; n += 1) {
      all.push(send(n % 4 === 0 ? 'orange' : 'yellow', n))
      if (n % 10 === 0) {
        await sleep(5)
        clock.advance(1000)
      }
    }
    for (let minute = 0; minute < 3; minute += 1) {
      await sleep(20)
      clock.advance(60_000)
    }
    await Promise.all(all)
    expect(server.wasLocked()).toBe(false)
    expect(server.posted.length).toBeLessThan(40)
    const digests = server.posted.filter(({ text }) => text.startsWith('过去'))
    expect(digests.length).toBeGreaterThan(0)
    const counted = digests.flatMap(({ text }) =>
      [...(text.split('\n')[0] as string).matchAll(/色 (\d+) 条/g)].map(([, count]) => Number(count)),
    )
    const alone = server.posted.length - digests.length
    expect(alone + counted.reduce((a, b) => a + b, 0)).toBe(200)
  })

  it('has five of its twenty left for red, which is never put into a digest', async () => {
    const { clock, server, send } = await group('wecom')
    const yellow = Array.from({ length: 30 }, (_, n) => send('yellow', n))
    await Promise.all(yellow.slice(0, 15))
    const red = await Promise.all([91, 92, 93, 94, 95].map((n) => send('red', n)))
    expect(red).toHaveLength(5)
    expect(server.posted).toHaveLength(20)
    expect(server.posted.slice(15).map(({ text }) => /第(\d+)号/.exec(text)?.[1])).toEqual([
      '91',
      '92',
      '93',
      '94',
      '95',
    ])
    await sleep(10)
    clock.advance(60_000)
    await Promise.all(yellow)
    expect(server.posted[20]?.text).toMatch(/^过去 60 秒：黄色 15 条\n/)
    expect(server.wasLocked()).toBe(false)
  })

  it('keeps exercise and real apart in its digests', async () => {
    const { clock, server, send } = await group('wecom')
    const all = Array.from({ length: 15 }, (_, n) => send('yellow', n))
    await Promise.all(all)
    const late = [send('yellow', 20), send('orange', 21), send('yellow', 22, true), send('yellow', 23, true)]
    await sleep(10) // until they wait: time must not pass before
    clock.advance(60_000)
    await Promise.all(late)
    const texts = server.posted.slice(15).map(({ text }) => text)
    expect(texts).toHaveLength(2)
    expect(texts[0]).toMatch(/^过去 60 秒：橙色 1 条，黄色 1 条\n橙色 第21号.*\n黄色 第20号/)
    expect(texts[1]).toMatch(/^【演练】过去 60 秒：黄色 2 条/)
  })

  it('that was locked by somebody else says until when, and is silent till then', async () => {
    const { clock, server, send } = await group('dingtalk', {}, 0)
    await expect(send('red', 1)).rejects.toMatchObject({ permanent: false, retryAfterMs: TEN_MINUTES })
    clock.advance(60_000)
    await expect(send('red', 2)).rejects.toMatchObject({
      permanent: false,
      retryAfterMs: TEN_MINUTES - 60_000,
    })
    expect(server.posted).toHaveLength(0)
  })

  it('sends no more than five a second to Feishu', async () => {
    const { clock, server, send } = await group('feishu', {}, 100)
    const all = [1, 2, 3, 4, 5, 6, 7].map((n) => send('red', n))
    await Promise.all(all.slice(0, 5))
    await sleep(20)
    expect(server.posted).toHaveLength(5)
    clock.advance(1000)
    await Promise.all(all)
    expect(server.posted).toHaveLength(7)
  })

  it('leaves out of the digest what was given up meanwhile', async () => {
    const { clock, server, channel, send } = await group('wecom')
    await Promise.all(Array.from({ length: 15 }, (_, n) => send('yellow', n)))
    const abort = new AbortController()
    const gone = channel.send(outgoing('group-1', { level: 'yellow', text: '作废' }), abort.signal)
    const kept = [send('yellow', 20), send('yellow', 21)]
    await sleep(10)
    abort.abort()
    await expect(gone).rejects.toMatchObject({ permanent: false, maybeSent: false })
    clock.advance(60_000)
    await Promise.all(kept)
    expect(server.posted[15]?.text).toContain('黄色 2 条')
    expect(server.posted[15]?.text).not.toContain('作废')
  })

  it('asks nobody for an answer', async () => {
    const { server, send } = await group('wecom')
    await send('red', 1)
    await eventually(() => expect(server.posted).toHaveLength(1))
    expect(server.posted[0]?.text).not.toContain('回复')
  })

  it('fits its maker whatever is put together', () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      outgoing('group-1', { level: 'yellow', text: `第${n}号站水位超限，请巡查😀` }),
    )
    const text = digest(many, 60, 2048)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048)
    const listed = text.split('\n').length - 2
    expect(text).toMatch(new RegExp(`另有 ${200 - listed} 条，见值班台$`))
    expect(fitted('水😀位', 8)).toBe('水…')
    expect(fitted('水位', 6)).toBe('水位')
  })
})
