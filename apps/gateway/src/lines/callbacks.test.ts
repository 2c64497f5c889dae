import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { openDatabase, transaction } from '../registry/database.ts'
import { Callbacks } from './callbacks.ts'
import { fixedLine, Lines } from './lines.ts'

const NOW = Date.UTC(2026, 6, 1, 14)

function counter(take: () => void) {
  const database = openDatabase(':memory:')
  const clock = new ManualClock(NOW)
  const channel = {
    kind: 'sms' as const,
    capabilities: {
      knows: [],
      broadcast: false,
      perMinute: 1,
      concurrent: 1,
      onceBy: 'process' as const,
    },
    start: async () => {},
    stop: async () => {},
    send: async () => ({ acceptedAt: null, providerId: null, repeated: false }),
    health: () => ({ status: 'up' as const, since: NOW, detail: '' }),
    take,
  }
  const line = {
    ...fixedLine('sms-1', channel),
    callback: {
      config: {
        proof: { scheme: 'token' as const, parameter: 'token', secret: 's3cret' },
        body: 'json' as const,
        fields: { key: 'ref' },
      },
      answer: null,
    },
  }
  const lines = new Lines([line], { clock, lastSuccess: () => null, succeeded: () => {} })
  const together = (work: () => void) => transaction(database, work)
  const callbacks = new Callbacks({ database, lines, clock, log: silentLog, together })
  const report = { headers: {}, rawBody: '{"ref":"a"}', query: 'token=s3cret' }
  const taken = () => database.prepare('SELECT count(*) AS count FROM callbacks_taken').get()?.['count']
  return { database, clock, callbacks, report, taken }
}

describe('a provider’s report', () => {
  it('that cannot be kept is not remembered either, and counts when it is told again', () => {
    let broken = true
    let count = 0
    const { callbacks, report, taken } = counter(() => {
      if (broken) throw new Error('the disk is full')
      count++
    })
    expect(() => callbacks.take('sms-1', report, '127.0.0.1')).toThrow('the disk is full')
    expect([taken(), count]).toEqual([0, 0])
    broken = false
    callbacks.take('sms-1', report, '127.0.0.1')
    callbacks.take('sms-1', report, '127.0.0.1')
    expect([taken(), count]).toEqual([1, 1])
  })

  it('is forgotten when it could not come again', () => {
    const { callbacks, report, taken, clock } = counter(() => {})
    callbacks.take('sms-1', report, '127.0.0.1')
    clock.advance(8 * 24 * 3_600_000)
    callbacks.forget()
    expect(taken()).toBe(0)
  })

  it('undoes alone what fails within a transaction, and all with the whole', () => {
    const { database, taken } = counter(() => {})
    const add = (id: string) => database.prepare("INSERT INTO callbacks_taken VALUES ('sms-1', ?, 1)").run(id)
    const fail = (id: string) =>
      transaction(database, () => {
        add(id)
        throw new Error('no')
      })
    transaction(database, () => {
      add('one')
      expect(() => fail('two')).toThrow('no')
    })
    expect(taken()).toBe(1)
    expect(() =>
      transaction(database, () => {
        transaction(database, () => add('three'))
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(taken()).toBe(1)
  })
})
