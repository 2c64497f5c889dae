import { describe, expect, it } from 'vitest'
import { type Datastream, HOUR, MINUTE, type QualitySettings } from '../model/index.ts'
import { check, isUsable, type QualityMemory, warmUntil } from './check.ts'

const T = Date.UTC(2026, 6, 1)
const NOTHING: QualityMemory = {
  good: undefined,
  goodBefore: undefined,
  soundValue: 0,
  newestTime: Number.NEGATIVE_INFINITY,
  outlier: undefined,
  flat: undefined,
  warmUntil: Number.NEGATIVE_INFINITY,
}
const level = (quality?: QualitySettings, more: Partial<Datastream> = {}): Datastream => ({
  name: 'level',
  property: 'water-level',
  unit: 'm',
  intervalMs: MINUTE,
  span: [0, 12],
  quality,
  ...more,
})

function said(datastream: Datastream, value: number, memory: Partial<QualityMemory> = {}, time = T): string {
  const { flag, checks } = check(datastream, value, time, 'new', { ...NOTHING, ...memory })
  return [flag, ...checks].join(' ')
}

describe('the quality checks', () => {
  it('find nothing where nothing is set', () => {
    expect(said(level(), 3)).toBe('good')
  })

  it('hold back what the sensor cannot report', () => {
    expect(said(level(), 12.01)).toBe('fail gross-range')
    expect(said(level(), -0.01)).toBe('fail gross-range')
    expect(said(level(), 12)).toBe('good')
  })

  it('doubt what the site has never seen, and keep it', () => {
    const site = level({ suspectSpan: [0.5, 6] })
    expect([0.4, 0.5, 6, 6.1].map((value) => said(site, value))).toEqual([
      'suspect gross-range',
      'good',
      'good',
      'suspect gross-range',
    ])
  })

  it('doubt a change faster than is set, by the minute', () => {
    const good = { time: T - 2 * MINUTE, value: 3 }
    const slow = level(undefined, { maxRatePerMinute: 0.1 })
    expect(said(slow, 3.2, { good })).toBe('good')
    expect(said(slow, 3.21, { good })).toBe('suspect rate-of-change')
  })

  it('doubt a value that stands out from the last good one and the last of all', () => {
    const site = level({ spike: { suspect: 0.5 } })
    const good = { time: T - MINUTE, value: 3 }
    expect(said(site, 3.6, { good, soundValue: 3 })).toBe('suspect spike')
    // The second value at the new height is where the water is.
    expect(said(site, 3.6, { good, soundValue: 3.55 })).toBe('good')
    // The honest value after a spike.
    expect(said(site, 3.1, { good, soundValue: 9 })).toBe('good')
  })

  it('doubt values that have not moved for so long', () => {
    const site = level({ flatLine: { tolerance: 0.002, afterMs: 12 * HOUR } })
    const flat = { since: T - 12 * HOUR, low: 3, high: 3.001 }
    expect(said(site, 3.002, { flat })).toBe('suspect flat-line')
    expect(said(site, 3.003, { flat })).toBe('good')
    expect(said(site, 3, { flat: { ...flat, since: T - 12 * HOUR + 1 } })).toBe('good')
  })

  it('take a device at its word that it has no value', () => {
    const site = level({ sentinels: [-9999, 65535] }, { span: undefined })
    expect(said(site, -9999)).toBe('missing sentinel')
    expect(said(site, 65535)).toBe('missing sentinel')
    expect(said(site, 9999)).toBe('good')
  })

  it('note a gap before a value that is none the worse for it', () => {
    const site = level({ maxGapMs: 10 * MINUTE })
    expect(said(site, 3, { newestTime: T - 10 * MINUTE })).toBe('good')
    expect(said(site, 3, { newestTime: T - 10 * MINUTE - 1 })).toBe('good time-gap')
    expect(said(site, 3)).toBe('good')
  })

  it('doubt a gas detector whose calibration has run out', () => {
    const detector = level({ calibrationDueAt: T })
    expect(said(detector, 3, {}, T - 1)).toBe('good')
    expect(said(detector, 3, {}, T)).toBe('suspect calibration-due')
  })

  it('let a gas sensor warm up after it was without power, not after a hiccup of the link', () => {
    const detector = level({ warmUpMs: 5 * MINUTE }, { intervalMs: 10_000 })
    expect(said(detector, 3)).toBe('not-evaluated warm-up')
    expect(said(detector, 3, { newestTime: T - 9 * MINUTE })).toBe('good')
    expect(said(detector, 3, { newestTime: T - 11 * MINUTE })).toBe('not-evaluated warm-up')
    const until = warmUntil(detector, T, { newestTime: Number.NEGATIVE_INFINITY, warmUntil: 0 })
    expect(until).toBe(T + 5 * MINUTE)
    expect(said(detector, 3, { newestTime: T, warmUntil: until }, until - 1)).toBe('not-evaluated warm-up')
    expect(said(detector, 3, { newestTime: T, warmUntil: until }, until)).toBe('good')
  })

  it('say all that speaks against a value at once', () => {
    const site = level({ suspectSpan: [0, 6], spike: { suspect: 0.5 }, calibrationDueAt: T })
    expect(said(site, 7, { good: { time: T - MINUTE, value: 3 }, soundValue: 3 })).toBe(
      'suspect gross-range spike calibration-due',
    )
  })
})

describe('what rules may be shown', () => {
  it('is everything but the impossible, the missing and the warming up', () => {
    expect(isUsable({ flag: 'suspect', checks: ['spike'] })).toBe(true)
    expect(isUsable({ flag: 'not-evaluated', checks: [] })).toBe(true)
    expect(isUsable({ flag: 'not-evaluated', checks: ['warm-up'] })).toBe(false)
    expect(isUsable({ flag: 'fail', checks: ['gross-range'] })).toBe(false)
    expect(isUsable({ flag: 'missing', checks: ['sentinel'] })).toBe(false)
  })
})
