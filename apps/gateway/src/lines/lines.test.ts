import type { ChannelKind } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock.ts'
import { fixedLine, type Line, Lines } from './lines.ts'

const NOW = Date.UTC(2026, 6, 1, 14)

function line(id: string, kind: ChannelKind, perMinute: number, status: 'up' | 'down' = 'up'): Line {
  const channel = {
    kind,
    capabilities: {
      knows: [],
      broadcast: false,
      perMinute,
      concurrent: 1,
      onceBy: 'process' as const,
    },
    start: async () => {},
    stop: async () => {},
    send: async () => ({ acceptedAt: null, providerId: null, repeated: false }),
    health: () => ({ status, since: NOW, detail: '' }),
  }
  return { ...fixedLine(id, channel), mendsItself: true }
}

function linesOf(...all: Line[]): Lines {
  return new Lines(all, { clock: new ManualClock(NOW), lastSuccess: () => null, succeeded: () => {} })
}

describe('how fast messages leave', () => {
  it('is the rate of the first line of a kind that is not down, as it was set up', () => {
    const lines = linesOf(line('a', 'sms', 600, 'down'), line('b', 'sms', 20), line('c', 'sms', 900))
    expect(lines.paces().sms).toMatchObject({ perMinute: 20 })
    expect(lines.paces().voice).toEqual({ atOnce: 60, eachMs: 40_000 })
  })

  it('is by a modem its parts a minute, and planned with two parts a message', () => {
    const lines = linesOf(line('modem', 'sms-modem', 6))
    expect(lines.paces()['sms-modem']).toEqual({ atOnce: 1, eachMs: 10_000, perMinute: 6 })
    expect(lines.plannedPaces()['sms-modem']).toEqual({ atOnce: 1, eachMs: 20_000, perMinute: 3 })
  })

  it('is not limited where people telephone, and planned with what two of them manage', () => {
    const lines = linesOf(line('telephone', 'telephone', 6000))
    expect(lines.paces().telephone).toEqual({ eachMs: 0 })
    expect(lines.plannedPaces().telephone).toEqual({ atOnce: 2, eachMs: 60_000 })
  })
})
