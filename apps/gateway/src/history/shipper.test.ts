import type { Position } from '@tocsin/core'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { JournalGap } from '../journal/file.ts'
import { silentLog } from '../log.ts'
import type { ObservationSource, PositionedObservation } from './history.ts'
import { GATHER, type Projection, Shipper } from './shipper.ts'
import { shippingReport } from './shipping-report.ts'

const START = Date.UTC(2026, 6, 1)

function at(position: Position): PositionedObservation {
  return {
    datastream: 'bridge/level',
    phenomenonTime: START + position,
    receivedAt: START + position,
    value: position,
    flag: 'good',
    checks: [],
    timeliness: 'new',
    position,
  }
}

/** A journal of one observation an entry, of which those before `oldest` were pruned. */
class FakeJournal implements ObservationSource {
  oldest = 1
  read(after: Position, upTo: Position, limit: number) {
    if (after + 1 < this.oldest) throw new JournalGap(after, this.oldest)
    const position = Math.min(upTo, after + limit)
    return {
      position,
      observations: Array.from({ length: position - after }, (_, index) => at(after + index + 1)),
    }
  }
  close() {}
}

/** Keeps what it is given. `fault` breaks it: before anything is stored, or between the observations and the checkpoint. */
class FakeProjection implements Projection {
  readonly name = 'influx'
  saved: Position = 0
  batches: number[] = []
  readonly stored = new Map<Position, number>()
  fault: 'away' | 'half-way' | undefined
  attempts = 0

  async checkpoint() {
    return this.saved
  }
  async ship(observations: readonly PositionedObservation[], position: Position) {
    this.attempts++
    if (this.fault === 'away') throw new Error('connect ECONNREFUSED')
    for (const { position } of observations) this.stored.set(position, (this.stored.get(position) ?? 0) + 1)
    if (this.fault === 'half-way') throw new Error('killed')
    this.saved = position
    this.batches.push(observations.length)
  }
}

/** Lets everything run that waits for nothing but its turn. */
async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const running: Shipper[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((shipper) => shipper.stop()))
})

function setUp(projection = new FakeProjection(), source = new FakeJournal()) {
  const clock = new ManualClock(START)
  const shipper = new Shipper({ projection, source, clock, log: silentLog })
  running.push(shipper)
  const pass = async (ms: number) => {
    clock.advance(ms)
    await settle()
  }
  const report = (upTo: Position) => shippingReport('influx', shipper.state(), upTo, clock.now())
  return { projection, source, clock, shipper, pass, report }
}

describe('shipping', () => {
  it('ships what is saved and nothing beyond it', async () => {
    const { projection, shipper, pass } = setUp()
    shipper.offer(3)
    await settle()
    expect(projection.saved).toBe(3)
    await pass(10 * GATHER)
    expect([...projection.stored.keys()]).toEqual([1, 2, 3])
  })

  it('gathers a second of readings into one batch', async () => {
    const { projection, shipper, pass } = setUp()
    shipper.offer(1)
    await settle()
    for (let upTo = 2; upTo <= 11; upTo++) {
      shipper.offer(upTo)
      await pass(GATHER / 20)
    }
    expect(projection.batches).toEqual([1])
    await pass(GATHER / 2)
    expect(projection.batches).toEqual([1, 10])
  })

  it('does not wait when a full batch is there, and cuts a large backlog into batches', async () => {
    const { projection, shipper } = setUp()
    shipper.offer(1)
    await settle()
    shipper.offer(50_001)
    await settle()
    expect(projection.batches).toEqual([1, 20_000, 20_000, 10_000])
  })

  it('goes on behind the checkpoint after a restart', async () => {
    const projection = new FakeProjection()
    projection.saved = 40
    const { shipper } = setUp(projection)
    shipper.offer(42)
    await settle()
    expect([...projection.stored.keys()]).toEqual([41, 42])
  })

  it('ships a batch again that it was killed in the middle of', async () => {
    const projection = new FakeProjection()
    projection.fault = 'half-way'
    const first = setUp(projection)
    first.shipper.offer(5)
    await settle()
    await first.shipper.stop()
    expect(projection.saved).toBe(0)
    projection.fault = undefined
    const second = setUp(projection)
    second.shipper.offer(5)
    await settle()
    expect(projection.saved).toBe(5)
    expect([...projection.stored.values()]).toEqual([2, 2, 2, 2, 2])
  })

  it('tries less and less often during an outage, says so, and catches up after it', async () => {
    const { projection, shipper, pass, report } = setUp()
    projection.fault = 'away'
    shipper.offer(1)
    await settle()
    for (let second = 1; second <= 600; second++) {
      shipper.offer(second * 2)
      await pass(1000)
    }
    expect(projection.attempts).toBeLessThan(30)
    expect(report(1200)).toMatchObject({
      status: 'degraded',
      detail:
        'InfluxDB has taken nothing for 10 minutes (connect ECONNREFUSED); 1,200 journal entries wait and will be shipped once it does',
    })
    projection.fault = undefined
    await pass(30_000)
    expect(projection.stored.size).toBe(1200)
    expect(report(1200)).toMatchObject({ status: 'ok', detail: 'InfluxDB has everything' })
  })

  it('says so when what waited for a minute is still waiting, though nothing fails', async () => {
    const { projection, clock, shipper, report } = setUp()
    projection.ship = () => new Promise(() => {})
    shipper.offer(100)
    await settle()
    expect(report(100).status).toBe('ok')
    clock.advance(60_000)
    expect(report(100)).toMatchObject({
      status: 'degraded',
      detail: 'InfluxDB is slower than readings come in, for 1 minute; 100 journal entries wait',
    })
    // This one never ends by itself.
    running.length = 0
  })

  it('goes on where the journal begins when entries were pruned before they were shipped, and does not hide it', async () => {
    const { projection, source, shipper, pass, report } = setUp()
    source.oldest = 11
    shipper.offer(15)
    await settle()
    await pass(GATHER)
    expect([...projection.stored.keys()]).toEqual([11, 12, 13, 14, 15])
    expect(report(15)).toMatchObject({
      status: 'degraded',
      detail: 'InfluxDB misses 10 journal entries that had been pruned before they could be shipped',
    })
  })

  it('starts again from the beginning of a journal that was replaced', async () => {
    const projection = new FakeProjection()
    projection.saved = 900
    const { shipper } = setUp(projection)
    shipper.offer(3)
    await settle()
    expect([...projection.stored.keys()]).toEqual([1, 2, 3])
    expect(projection.saved).toBe(3)
  })

  it('does not let one projection hold up another', async () => {
    const source = new FakeJournal()
    const broken = setUp(new FakeProjection(), source)
    broken.projection.fault = 'away'
    const sound = setUp(new FakeProjection(), source)
    broken.shipper.offer(10)
    sound.shipper.offer(10)
    await settle()
    expect([broken.projection.saved, sound.projection.saved]).toEqual([0, 10])
  })
})
