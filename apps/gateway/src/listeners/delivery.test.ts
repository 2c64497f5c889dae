import { LONGEST_KEPT, type ReadingsEntry, type Received } from '@tocsin/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Delivered, Delivery, type Origin } from './delivery.ts'
import type { Strangers } from './strangers.ts'
import { RIVER_CODE, riverUnder, strangersInMemory } from './testing/river.ts'

const AT = 1_800_000_000_000

function report(values: Record<string, number>, code = RIVER_CODE, parts: Partial<Received> = {}): Received {
  return {
    bytes: new Uint8Array([0x7e]),
    purpose: 'readings',
    station: code,
    command: '32H',
    values: Object.entries(values).map(([element, value]) => ({ station: code, element, time: AT, value })),
    rejections: [],
    ...parts,
  }
}

describe('a frame is handed on', () => {
  let kept: { entry: ReadingsEntry; done: (failure?: Error) => void }[]
  let heard: string[]
  let outcomes: Delivered[]
  let strangers: Strangers
  let delivery: Delivery
  const origin: Origin = {
    protocol: 'sl651',
    address: '10.0.0.7',
    speaker: undefined,
    bindingFor: riverUnder,
  }
  const deliver = (received: Received, from = origin) =>
    delivery.deliver(received, from, AT, (outcome) => outcomes.push(outcome))

  beforeEach(() => {
    strangers = strangersInMemory()
    ;[kept, heard, outcomes] = [[], [], []]
    delivery = new Delivery({
      keep: (entry, done) => void kept.push({ entry, done }),
      heard: (id) => void heard.push(id),
      strangers,
    })
  })

  it('and may be acknowledged only when the journal has it', () => {
    expect(deliver(report({ Z: 3.9 }))).toEqual({ stations: ['bridge'], readings: 1 })
    expect(kept[0]?.entry.readings).toMatchObject([{ datastream: 'bridge/level', value: 3.9 }])
    expect(outcomes).toEqual([])
    kept[0]?.done()
    expect(outcomes).toEqual([{ kind: 'kept' }])
  })

  it('and not when the journal refuses it', () => {
    deliver(report({ Z: 3.9 }))
    kept[0]?.done(new Error('the disk is full'))
    expect(outcomes).toMatchObject([{ kind: 'not-kept', failure: { message: 'the disk is full' } }])
  })

  it('and a link test is answered without being kept', () => {
    deliver(report({}, RIVER_CODE, { purpose: 'link' }))
    expect([kept, heard, outcomes]).toEqual([[], ['bridge'], [{ kind: 'kept' }]])
  })

  it('and one of a code that is not registered is nobody’s, and stands among the strangers', () => {
    deliver(report({ Z: 1 }, '0010000002'))
    deliver(report({ Z: 1 }, '0010000002'))
    expect(outcomes).toEqual([{ kind: 'nobody' }, { kind: 'nobody' }])
    expect(strangers.list()).toMatchObject([{ code: '0010000002', address: '10.0.0.7', count: 2 }])
  })

  it('and the part of a registered station is kept though another’s in it is not', () => {
    const both = report({ Z: 1 }, RIVER_CODE)
    const values = [...both.values, { station: '0010000002', element: 'Z', time: AT, value: 2 }]
    deliver({ ...both, values })
    expect(kept.map(({ entry }) => entry.station)).toEqual(['bridge'])
    kept[0]?.done()
    expect(outcomes).toEqual([{ kind: 'kept' }])
    expect(strangers.list()).toMatchObject([{ code: '0010000002' }])
  })

  it('and one of which nothing is wanted leaves a reason', () => {
    deliver(report({ Q: 12 }))
    const [rejection] = kept[0]?.entry.rejections ?? []
    expect(rejection?.reason).toMatch(/none of its elements/)
    expect(rejection?.excerpt).toBe('Q')
  })

  it('and bytes that are no frame are told of with the station that spoke before, or by their address', () => {
    const broken: Received = {
      bytes: new Uint8Array(3),
      purpose: 'refused',
      values: [],
      rejections: [{ path: '', reason: 'CRC is 0000', excerpt: '7E' }],
    }
    deliver(broken)
    expect(strangers.list()).toMatchObject([{ code: '', address: '10.0.0.7', reason: 'CRC is 0000' }])
    deliver(broken, { ...origin, speaker: 'bridge' })
    expect(kept[0]?.entry).toMatchObject({ station: 'bridge', rejections: [{ reason: 'CRC is 0000' }] })
    // The frame is kept beside the reason, for the workbench.
    const frame = { dialect: 'sl651', hex: '000000' }
    expect(kept[0]?.entry.frame).toEqual(frame)
    expect(strangers.frame({ protocol: 'sl651', code: '', address: '10.0.0.7' })).toEqual({
      ...frame,
      at: AT,
    })
    expect(strangers.frame({ protocol: 'hj212', code: '', address: '10.0.0.7' })).toBeUndefined()
  })

  it('and is not kept as it came where nothing is wrong with it, or where it is too long', () => {
    deliver(report({ Z: 3.9 }))
    expect(kept[0]?.entry.frame).toBeUndefined()
    const rejections = [{ path: '', reason: 'CRC is 0000', excerpt: '7E' }]
    const long: Received = {
      bytes: new Uint8Array(LONGEST_KEPT + 1),
      purpose: 'refused',
      values: [],
      rejections,
    }
    deliver(long, { ...origin, speaker: 'bridge' })
    expect(kept[1]?.entry).toMatchObject({ rejections })
    expect(kept[1]?.entry.frame).toBeUndefined()
  })
})
