import { QueryClient } from '@tanstack/react-query'
import { HOUR } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { keys } from '../api/queries.ts'
import { LONGEST_KEPT, lastKnownOf, putBack } from './last-known.ts'

const AT = 1_764_000_000_000

function known(): QueryClient {
  const client = new QueryClient()
  client.setQueryData(keys.session, { name: '王敏' }, { updatedAt: AT })
  client.setQueryData(keys.openWarnings, [{ id: 'w1' }], { updatedAt: AT + 1000 })
  client.setQueryData(['persons'], [{ name: '李小梅' }], { updatedAt: AT })
  return client
}

describe('what was last known', () => {
  it('comes back with the time it was read at, so that nothing takes it for fresh', () => {
    const client = new QueryClient()
    expect(putBack(client, lastKnownOf(known()), AT + HOUR)).toBe(true)
    expect(client.getQueryData(keys.openWarnings)).toEqual([{ id: 'w1' }])
    expect(client.getQueryState(keys.openWarnings)?.dataUpdatedAt).toBe(AT + 1000)
  })
  it("holds nobody's numbers", () => {
    expect(JSON.stringify(lastKnownOf(known()))).not.toContain('李小梅')
  })
  it('is not shown to whoever is not signed in any more, nor when a shift has passed', () => {
    const client = new QueryClient()
    expect(putBack(client, lastKnownOf(known()), AT + LONGEST_KEPT + 5000)).toBe(false)
    expect(putBack(client, undefined, AT)).toBe(false)
    expect(putBack(client, { entries: lastKnownOf(known()).entries.slice(1) }, AT)).toBe(false)
    expect(client.getQueryData(keys.openWarnings)).toBeUndefined()
  })
})
