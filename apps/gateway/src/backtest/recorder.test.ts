import { HOUR, type Level, type Ruled, type Warning } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { Recorder } from './recorder.ts'

const FROM = Date.UTC(2025, 5, 1)
const RANGE = { from: FROM, to: FROM + 100 * HOUR, zone: 'Asia/Shanghai' }

/** One event of a rule on a subject, `hour` hours after the range begins. */
function ruled(
  hour: number,
  type: string,
  level?: Level,
  subject = 'a/level',
  more: Partial<Warning> = {},
): Ruled {
  const warning = {
    rule: { id: 'rule-1' },
    subject,
    area: 'county',
    level: level ?? 'yellow',
    suppression: null,
    ...more,
  }
  const event = { id: 'e', at: FROM + hour * HOUR, by: { kind: 'system' }, type, level, reason: 'threshold' }
  return { warning, event } as unknown as Ruled
}

function recorded(...events: Ruled[]) {
  const recorder = new Recorder('rule-1', RANGE)
  recorder.take(events)
  return { ...recorder.finish(), recorder }
}

describe('what a rule did', () => {
  it('is told by raises, levels, times and nights', () => {
    const { summary, warnings, recorder } = recorded(
      ruled(1, 'raised', 'yellow'),
      ruled(2, 'level-raised', 'red'),
      ruled(5, 'level-lowered', 'yellow'),
      ruled(6, 'cleared'),
      ruled(15, 'raised-again', 'yellow'),
      ruled(16, 'cleared'),
    )
    // 01:00 UTC is 09:00 in Shanghai, 15:00 UTC 23:00.
    expect(summary).toMatchObject({
      subjects: 1,
      raises: 2,
      levelRaises: 1,
      atNight: 1,
      firingMs: 6 * HOUR,
      days: [{ date: '2025-06-01', raises: 2, atNight: 1 }],
    })
    expect(summary.byLevel).toEqual({ red: 0, orange: 0, yellow: 2, blue: 0 })
    expect(summary.firingMsByLevel).toEqual({ red: 3 * HOUR, orange: 0, yellow: 3 * HOUR, blue: 0 })
    expect(summary.perDay).toBeCloseTo(0.48)
    expect(summary.longest).toMatchObject({ from: FROM + HOUR, to: FROM + 6 * HOUR, gravest: 'red' })
    expect(warnings[0]).toMatchObject({ raises: 2, gravest: 'red', firingAtStart: null, firingAtEnd: null })
    expect(recorder.firings.map(({ gravest }) => gravest)).toEqual(['red', 'yellow'])
  })

  it('counts from the beginning of the range what was raised before it, and to its end what is not cleared', () => {
    const { summary, warnings } = recorded(
      ruled(-3, 'raised', 'orange'),
      ruled(2, 'cleared'),
      ruled(90, 'raised-again', 'red'),
    )
    expect(warnings[0]).toMatchObject({
      firingAtStart: 'orange',
      firingAtEnd: 'red',
      raises: 1,
      firingMs: 12 * HOUR,
    })
    expect(warnings[0]?.events.map(({ type }) => type)).toEqual(['cleared', 'raised-again'])
    expect(summary).toMatchObject({ raises: 1, longest: { from: FROM + 90 * HOUR, to: null } })
  })

  it('leaves out what began and ended before the range, what lies beyond it, and other rules', () => {
    const other = ruled(3, 'raised', 'red', 'b/level', { rule: { id: 'rule-2', version: 1, name: '' } })
    const { summary, warnings } = recorded(
      ruled(-9, 'raised', 'red'),
      ruled(-8, 'cleared'),
      ruled(100, 'raised-again', 'red'),
      other,
    )
    expect(warnings).toEqual([])
    expect(summary).toMatchObject({ subjects: 0, raises: 0, firingMs: 0, longest: null })
  })

  it('counts by itself what nobody would have been told of', () => {
    const suppression = { kind: 'dependency' } as Warning['suppression']
    const { summary } = recorded(ruled(1, 'raised', 'blue', 'a/level', { suppression }))
    expect(summary).toMatchObject({ raises: 1, suppressed: 1 })
  })

  it('keeps ten thousand events and counts all, so that no rule fills the memory', () => {
    const recorder = new Recorder('rule-1', RANGE)
    for (let index = 0; index < 8000; index++) {
      recorder.take([ruled(index / 100, 'raised-again', 'blue'), ruled(index / 100 + 0.005, 'cleared')])
    }
    const { summary, warnings } = recorder.finish()
    expect(warnings[0]?.events).toHaveLength(10_000)
    expect(recorder.cutEvents).toBe(6000)
    expect(summary.raises).toBe(8000)
  })
})
