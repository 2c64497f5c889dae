import { HOUR, MINUTE, SECOND } from '@tocsin/core'
import { expect, it } from 'vitest'
import { DeliveryError } from '../channels/delivery-error.ts'
import { ManualClock } from '../clock.ts'
import { createAnnouncing } from './announcing.ts'

function office() {
  const clock = new ManualClock(1_764_000_000_000)
  const state = { flows: true, trial: false, calling: false, connected: true }
  const commands: Record<string, unknown>[] = []
  const announcing = createAnnouncing({
    clock,
    speaker: (id) => (id === 'square' ? { name: 'the square', flows: state.flows } : undefined),
    async publish(_id, command) {
      if (!state.connected) throw new DeliveryError('the loudspeaker is not connected', { permanent: false })
      commands.push(JSON.parse(command))
    },
    onTrial: () => state.trial,
    calling: () => state.calling,
  })
  const say = async (id = 'square', text = '请勿靠近河道') => {
    const outcome = await announcing.announce(id, { text, language: 'zh' })
    return outcome.ok ? 'said' : outcome.refusal.kind
  }
  return { clock, state, commands, say }
}

it('a text of a flow is marked as automatic, and gives way to every call', async () => {
  const { say, commands } = office()
  expect(await say()).toBe('said')
  expect(commands).toMatchObject([
    { text: '【自动播报】请勿靠近河道', priority: 0, level: 'none', repeat: 1 },
  ])
})

it.each([
  ['that was not opened to flows', { flows: false }, 'not-allowed'],
  ['in trial operation', { trial: true }, 'not-now'],
  ['while somebody is being called', { calling: true }, 'not-now'],
  ['that is not connected', { connected: false }, 'not-now'],
])('says nothing on a loudspeaker %s', async (_case, change, expected) => {
  const { say, commands, state } = office()
  Object.assign(state, change)
  expect(await say()).toBe(expected)
  expect(commands).toEqual([])
})

it('knows no other loudspeakers', async () => {
  expect(await office().say('elsewhere')).toBe('not-found')
})

it('says one text a minute, and ten an hour', async () => {
  const { say, clock } = office()
  expect(await say()).toBe('said')
  clock.advance(59 * SECOND)
  expect(await say()).toBe('not-now')
  for (let more = 0; more < 9; more++) {
    clock.advance(MINUTE)
    expect(await say()).toBe('said')
  }
  clock.advance(MINUTE)
  expect(await say()).toBe('not-now')
  clock.advance(HOUR)
  expect(await say()).toBe('said')
})
