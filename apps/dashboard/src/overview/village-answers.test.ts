import type { CalloutWithLedger } from '@tocsin/contract'
import { describe, expect, it } from 'vitest'
import { villageAnswers } from './village-answers.ts'

const track = (village: string, more: Partial<CalloutWithLedger['tracks'][number]> = {}) => ({
  village,
  name: village,
  step: 0,
  nextAt: null,
  metAt: null,
  covered: true,
  ...more,
})
const person = (name: string, village: string, more: Partial<CalloutWithLedger['persons'][number]> = {}) => ({
  person: name,
  name,
  villages: [village],
  generation: 1,
  level: 'red' as const,
  state: 'ringing' as const,
  silentSince: null,
  answers: [],
  calls: [],
  ...more,
})

describe('villages of a call-out', () => {
  it('come in the order of who most likely does not know', () => {
    const answers = villageAnswers({
      tracks: [
        track('met', { metAt: 5 }),
        track('waits', { nextAt: 9 }),
        track('silent'),
        track('none', { covered: false }),
      ],
      persons: [
        person('Li', 'met', { state: 'answered' }),
        person('Wang', 'waits'),
        person('Zhao', 'silent', { silentSince: 3 }),
      ],
    })
    expect(answers.map(({ village, standing }) => `${village} ${standing}`)).toEqual([
      'none uncovered',
      'silent silent',
      'waits waiting',
      'met met',
    ])
    expect(answers[1]?.silent).toEqual(['Zhao'])
    expect(answers[3]?.answered).toEqual(['Li'])
  })
  it('count answers of the level in force only, and nobody as there who cannot come', () => {
    const [answer] = villageAnswers({
      tracks: [track('a')],
      persons: [
        person('Li', 'a', { generation: 1, state: 'answered' }),
        person('Li', 'a', { generation: 2 }),
        person('Sun', 'a', { generation: 2, state: 'cannot' }),
      ],
    })
    expect(answer).toMatchObject({ standing: 'silent', answered: [], ringing: ['Li'], silent: ['Sun'] })
  })
})
