import { HOUR, type Rule, type Station } from '@tocsin/core'
import { expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import type { BacktestTask } from './backtest.ts'
import { createBacktestJobs } from './jobs.ts'
import { planOf } from './plan.ts'

const bridge: Station = {
  id: 'bridge',
  name: 'bridge',
  area: 'lushan',
  datastreams: [{ name: 'level', property: 'water-level', unit: 'm', intervalMs: 60_000 }],
}
const rule = {
  id: 'draft',
  version: 0,
  name: 'River',
  appliesTo: { property: 'water-level' },
  condition: { kind: 'threshold', direction: 'above' },
  levels: { red: { raiseAt: 4 } },
} as Rule
const task: BacktestTask = {
  from: 0,
  to: HOUR,
  zone: 'UTC',
  plan: planOf(rule, { stations: [bridge], rules: [], tables: [] }),
  saved: { id: null, version: null },
  sameRule: null,
}

function jobsWithoutHistory() {
  const clock = new ManualClock(1_000_000)
  const scan = () => {
    throw new Error('the history cannot be read: it is not running')
  }
  return { clock, jobs: createBacktestJobs({ database: 'none', scan, clock, log: silentLog }) }
}

it('says why a job failed, and goes on with the next', () => {
  const { jobs } = jobsWithoutHistory()
  const first = jobs.start(task, 'li')
  jobs.start(task, 'wang')
  expect(jobs.list()).toMatchObject([
    { id: 'backtest-2', state: 'failed', by: 'wang' },
    { id: first?.id, state: 'failed', by: 'li', failure: 'the history cannot be read: it is not running' },
  ])
})

it('forgets what ended an hour ago, and all but the last twenty', () => {
  const { clock, jobs } = jobsWithoutHistory()
  const first = jobs.start(task, 'li')?.id as string
  clock.advanceTo(clock.now() + HOUR)
  expect(jobs.get(first)).toMatchObject({ state: 'failed', result: null })
  clock.advanceTo(clock.now() + 1)
  expect(jobs.get(first)).toBeUndefined()
  expect(jobs.cancel(first)).toBeUndefined()
  for (let number = 0; number < 30; number++) jobs.start(task, 'li')
  expect(jobs.list()).toHaveLength(20)
})
