import type { StageView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { errorsText, rateText, trendPath, waitingText, workText } from './stage-text.ts'

const t = (key: string, values: Record<string, string | number> = {}) =>
  [key.replace('pipeline.', ''), ...Object.values(values)].join(' ')
const STAGE: StageView = {
  stage: 'history',
  status: 'ok',
  code: 'store-complete',
  values: {},
  detail: '',
  done: 0,
  perSecond: 0,
  trend: [],
  waiting: 0,
  lagMs: 0,
  took: null,
  errors: { lately: 0, total: 0 },
}

describe('the figures of a stage, as they are read', () => {
  it.each([
    [0, '0'],
    [0.04, '< 0.1'],
    [2.34, '2.3'],
    [1234.5, '1,235'],
  ])('a rate of %d is %s', (rate, text) => expect(rateText(rate)).toBe(text))

  it.each([
    [0.44, '0.4 ms'],
    [12.6, '13 ms'],
    [1240, '1.2 s'],
  ])('%d ms of work are %s', (ms, text) => expect(workText(ms)).toBe(text))

  it('tells for how long something waits once that is a second', () => {
    expect(waitingText(t, STAGE)).toBe('nothingWaits')
    expect(waitingText(t, { ...STAGE, waiting: 1200, lagMs: 400 })).toBe('waits 1,200')
    expect(waitingText(t, { ...STAGE, waiting: 1200, lagMs: 90_000 })).toBe('waitsFor 1,200 1 min')
    expect(waitingText(t, { ...STAGE, stage: 'callout', waiting: 1, lagMs: 5000 })).toBe('overdueFor 1 5 s')
    expect(waitingText(t, { ...STAGE, waiting: null })).toBeUndefined()
  })

  it('keeps an old trouble in sight and says that there is none lately', () => {
    expect(errorsText(t, STAGE)).toBe('noErrors.history')
    expect(errorsText(t, { ...STAGE, errors: { lately: 0, total: 3 } })).toBe('errors.history 0 3')
    expect(errorsText(t, { ...STAGE, errors: null })).toBeUndefined()
  })

  it('draws a line only from two rates on, within its box', () => {
    expect(trendPath([5], 80, 20)).toBe('')
    expect(trendPath([0, 10], 80, 20)).toBe('M1.0 18.0L79.0 2.0')
    expect(trendPath([0, 0], 80, 20)).toBe('M1.0 18.0L79.0 18.0')
  })
})
