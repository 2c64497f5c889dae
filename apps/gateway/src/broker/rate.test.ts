import { afterEach, describe, expect, it } from 'vitest'
import { Rate, RateByKey } from './rate.ts'
import { PINGREQ, publishPacket } from './testing/raw-device.ts'
import { Rig } from './testing/rig.ts'

describe('a rate', () => {
  it('lets a burst through, then as much as time pays for', () => {
    const rate = new Rate(10, 3, 0)
    expect([rate.take(1, 0), rate.take(1, 0), rate.take(1, 0)]).toEqual([0, 0, 0])
    expect(rate.take(1, 0)).toBe(100)
    expect(rate.take(1, 100)).toBe(100)
    expect(rate.take(0, 200)).toBe(0)
  })

  it('saves no more than its burst', () => {
    const rate = new Rate(10, 3, 0)
    expect(rate.take(3, 1_000_000)).toBe(0)
    expect(rate.take(1, 1_000_000)).toBe(100)
  })

  it('makes what was taken at once be waited for in full', () => {
    const rate = new Rate(100, 10, 0)
    expect(rate.take(1010, 0)).toBe(10_000)
    expect(rate.take(0, 9_999)).toBeCloseTo(1)
    expect(rate.take(0, 10_000)).toBe(0)
  })

  it('is forgotten when it is full again, or when too many are busy', () => {
    const rates = new RateByKey(0.001, 1, 2)
    rates.of('idle')
    rates.of('busy').take(1)
    rates.of('third').take(1)
    expect(rates.size).toBe(2)
    expect(rates.of('busy').take(0)).toBe(0)
    rates.of('fourth')
    expect(rates.size).toBe(1)
  })
})

describe('the rate of a station', () => {
  let rig: Rig
  afterEach(() => rig.broker.stop())
  const limits = { readingsPerSecond: 100, readingsBurst: 5 }
  const frames = (count: number, qos = 1, station = 'a') =>
    Array.from({ length: count }, (_, i) =>
      publishPacket({ qos, messageId: i + 1, topic: `stations/${station}/readings` }),
    )
  const time = async (work: () => Promise<unknown>) => {
    const begun = performance.now()
    await work()
    return performance.now() - begun
  }

  it('slows down who exceeds it, loses nothing, and leaves everybody else alone', async () => {
    rig = await Rig.start(limits)
    const [device, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    const slow = time(async () => {
      device.send(...frames(35))
      expect(await device.acks(35)).toHaveLength(35)
    })
    const quick = await time(async () => {
      other.send(...frames(4, 1, 'b'))
      await other.acks(4)
    })
    expect(quick).toBeLessThan(100)
    // 35 less the burst of 5, and the last one is taken in debt: 29 at 100 a second.
    expect(await slow).toBeGreaterThan(280)
    expect(rig.broker.stats().slowed).toBeGreaterThan(0)
    expect(rig.events('broker.slowed')).toMatchObject([{ station: 'a' }])
  })

  it('is said of the station that exceeds it, and of no other', async () => {
    const told: string[] = []
    rig = await Rig.start(limits, {
      onSlowed: (station, readingsPerSecond) => told.push(`${station} ${readingsPerSecond}`),
    })
    const [device, other] = [await rig.signIn(), await rig.signIn({ username: 'b' })]
    other.send(...frames(4, 1, 'b'))
    device.send(...frames(12))
    await Promise.all([other.acks(4), device.acks(12)])
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told)).toEqual(new Set(['a 100']))
  })

  it('holds for QoS 0 and for what is no reading as well', async () => {
    rig = await Rig.start(limits)
    const device = await rig.signIn()
    const pings = Array.from({ length: 15 }, () => PINGREQ)
    expect(
      await time(async () => {
        device.send(...frames(15, 0), ...pings, publishPacket({ topic: 'stations/a/status' }))
        await device.acks(1)
      }),
    ).toBeGreaterThan(250)
  })

  it('counts the readings of a frame where they are counted', async () => {
    rig = await Rig.start(limits, {
      accept: (_, done) => {
        setImmediate(done)
        return 35
      },
    })
    const device = await rig.signIn()
    expect(
      await time(async () => {
        device.send(...frames(2))
        await device.acks(2)
      }),
    ).toBeGreaterThan(290)
  })

  it('is one for all its links, and is not renewed by signing in again', async () => {
    rig = await Rig.start(limits)
    const first = await rig.signIn()
    first.send(...frames(35))
    await rig.untilTaken(5)
    first.cut()
    const second = await rig.signIn({ clientId: 'a#2' })
    expect(
      await time(async () => {
        second.send(...frames(30))
        await second.acks(30)
      }),
    ).toBeGreaterThan(270)
  })

  it('goes on with what came while it was held', async () => {
    rig = await Rig.start({ readingsPerSecond: 10, readingsBurst: 1 })
    const device = await rig.signIn()
    device.send(...frames(2))
    await device.acks(2)
    device.send(...frames(1))
    expect(await device.acks(1)).toEqual([1])
  })

  it('keeps frames in order and whole, those that wait in the parser and those in the socket', async () => {
    const taken: string[] = []
    rig = await Rig.start(
      { readingsPerSecond: 100, readingsBurst: 1 },
      {
        accept: (frame, done) => {
          taken.push(Buffer.from(frame.payload).toString())
          done()
        },
      },
    )
    const device = await rig.signIn()
    const numbered = Array.from({ length: 20 }, (_, i) => publishPacket({ qos: 0, payload: `${i + 1}` }))
    device.send(...numbered.slice(0, 10))
    await new Promise((resolve) => setTimeout(resolve, 5))
    device.send(...numbered.slice(10), publishPacket({ payload: '21' }))
    await device.acks(1)
    expect(taken).toEqual(Array.from({ length: 21 }, (_, i) => `${i + 1}`))
  })

  it('lets a back-fill of 20,000 readings through unhindered', async () => {
    rig = await Rig.start()
    const device = await rig.signIn()
    device.send(...frames(19_990))
    expect(await device.acks(19_990)).toHaveLength(19_990)
    expect(rig.broker.stats().slowed).toBe(0)
  })

  it('does not take a device that is held for one that is silent', async () => {
    rig = await Rig.start(limits, {
      accept: (_, done) => {
        setImmediate(done)
        return 205
      },
    })
    const device = await rig.signIn({ keepalive: 1 })
    // In debt by 200 readings: 2 s, where 1.5 s of silence would end the connection.
    const begun = performance.now()
    device.send(...frames(2))
    expect(await device.acks(2)).toEqual([1, 2])
    expect(performance.now() - begun).toBeGreaterThan(1900)
  })
})
