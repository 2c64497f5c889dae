import { describe, expect, it } from 'vitest'
import { part } from '../part.ts'
import { Histogram } from './histogram.ts'
import { StageFigures } from './stage-figures.ts'

function setUp() {
  const stage = { done: 0, errors: 0, took: new Histogram() }
  let nowMs = 0
  const figures = new StageFigures(
    [
      {
        stage: 'journal',
        done: () => stage.done,
        errors: () => stage.errors,
        waiting: () => 3,
        took: stage.took,
      },
      { stage: 'device' },
    ],
    () => nowMs,
  )
  const pass = (seconds: number, perSecond: number) => {
    for (let second = 0; second < seconds; second += 2) {
      nowMs += 2000
      stage.done += 2 * perSecond
      figures.note()
    }
  }
  const journal = () => figures.views(() => part('ok', 'journal-keeping', { position: 1 }))[0]
  return { stage, figures, pass, journal }
}

describe('the figures of a stage', () => {
  it('has no rate before it was looked at twice', () => {
    expect(setUp().journal()).toMatchObject({ done: 0, perSecond: null, trend: [], waiting: 3, took: null })
  })

  it('tells what it does a second, now and over the last five minutes', () => {
    const { pass, journal } = setUp()
    pass(400, 100)
    pass(20, 500)
    expect(journal()?.perSecond).toBe(500)
    expect(journal()?.trend).toHaveLength(30)
    expect(journal()?.trend.slice(-3)).toEqual([100, 500, 500])
  })

  it('tells errors of the last five minutes from those long ago', () => {
    const { stage, pass, journal } = setUp()
    stage.errors = 7
    pass(20, 0)
    expect(journal()?.errors).toEqual({ lately: 7, total: 7 })
    pass(400, 0)
    stage.errors = 8
    expect(journal()?.errors).toEqual({ lately: 1, total: 8 })
  })

  it('tells how long a step took over the last minute, and nothing when none was taken', () => {
    const { stage, pass, journal } = setUp()
    for (let step = 0; step < 100; step++) stage.took.observe(4)
    pass(120, 0)
    expect(journal()?.took).toBeNull()
    stage.took.observe(0.001)
    expect(journal()?.took?.p99Ms).toBeLessThan(2)
  })

  it('leaves out what there is no figure of', () => {
    const { figures } = setUp()
    expect(figures.views(() => part('ok', 'devices-none'))[1]).toMatchObject({
      stage: 'device',
      done: null,
      perSecond: null,
      waiting: null,
      errors: null,
    })
  })
})
