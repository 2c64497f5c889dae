import type { TelephoneTaskView } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { asks, householdCount, taskInHand } from './telephone-model.ts'

const task = (key: string, takenBy: string | null = null): TelephoneTaskView => ({
  key,
  purpose: 'call',
  callout: 'w-17',
  person: key,
  name: key,
  villages: ['lushan/xincun'],
  level: 'red',
  exercise: false,
  script: '请立即转移',
  queuedAt: 0,
  takenBy: takenBy === null ? null : { id: takenBy, name: takenBy },
})

describe('the task in hand', () => {
  const tasks = [task('a', '李'), task('b'), task('c', 'wang'), task('d')]
  it('is the one whose number is shown, whatever comes before it', () => {
    expect(taskInHand(tasks, 'd', 'wang')?.key).toBe('d')
  })
  it('is what this person took before the page was loaded anew', () => {
    expect(taskInHand(tasks, undefined, 'wang')?.key).toBe('c')
  })
  it('is else the first that nobody dials', () => {
    expect(taskInHand(tasks, 'gone', 'zhao')?.key).toBe('b')
  })
  it('is none when others dial all of them', () => {
    expect(taskInHand([task('a', '李')], undefined, 'zhao')).toBeUndefined()
  })
})

it('only calls ask for an answer: an all-clear and a cancel tell', () => {
  const purposes = ['call', 'higher-level', 'all-clear', 'cancel'] as const
  expect(purposes.filter((purpose) => asks({ purpose }))).toEqual(['call', 'higher-level'])
})

it('households are a whole number that may be none', () => {
  expect(['12', ' 0 ', '', '-1', '1.5', '100001', '三'].map(householdCount)).toEqual([
    12,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
