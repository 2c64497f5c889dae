import { observe } from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { part } from '../part.ts'
import { SelfFindings } from './self-findings.ts'

const moment = (at: number) => `at ${at}`
const NOON = Date.UTC(2026, 6, 1, 4)
const MINUTE = 60_000

describe('what the gateway finds wrong with itself', () => {
  it('says what is wrong and what to do, in both languages', () => {
    const [found] = new SelfFindings(moment).of({ disk: part('degraded', 'disk-low', { mebibytes: 300 }) })
    expect(found).toMatchObject({ key: 'self disk', kind: 'disk', urgent: false })
    expect(found?.reason.zh).toBe(
      '磁盘：只剩 300 MiB，再少就要停止接收数据。清理数据目录所在的磁盘，或换更大的磁盘。',
    )
    expect(found?.reason.en).toMatch(/^Disk: only 300 MiB free.*Make room on the disk/)
  })

  it('is urgent where warnings cannot be relied on, and leaves out parts that tell of themselves', () => {
    const found = new SelfFindings(moment).of({
      journal: part('down', 'journal-failing', { sinceAt: 5, detail: 'EIO' }),
      callout: part('down', 'callout-overdue', { callouts: 'c1' }),
      history: part('ok', 'store-complete', { store: 'history' }),
    })
    expect(found.map(({ kind, urgent }) => [kind, urgent])).toEqual([['journal', true]])
  })

  it('is not said anew while only its figures change', () => {
    const findings = new SelfFindings(moment)
    const failing = (waiting: number, lastingMs: number) =>
      findings.of({
        influx: part('degraded', 'store-failing', { store: 'influx', lastingMs, detail: 'away', waiting }),
      })[0]?.reason
    const first = failing(10, 60_000)
    expect(failing(5000, 600_000)).toEqual(first)
    // Another fault is said anew, and so is the same one after it was over.
    const lost = findings.of({ influx: part('degraded', 'store-lost', { store: 'influx', lost: 3 }) })
    expect(lost[0]?.reason).not.toEqual(first)
    findings.of({ influx: part('ok', 'store-complete', { store: 'influx' }) })
    expect(failing(5000, 600_000)).not.toEqual(first)
  })

  it('becomes a warning after two minutes and is over after two without it: what flaps is one warning', () => {
    const findings = new SelfFindings(moment)
    let standing: ReturnType<typeof observe>['standing'] = []
    const told: string[] = []
    const look = (minute: number, bad: boolean) => {
      const parts = {
        eventLoop: bad
          ? part('degraded', 'loop-slow', { limitMs: 500 })
          : part('ok', 'loop-well', { delayMs: 1 }),
      }
      const observed = observe(standing, findings.of(parts), NOON + minute * MINUTE)
      standing = observed.standing
      for (const _ of observed.raised) told.push(`raised ${minute}`)
      for (const _ of observed.cleared) told.push(`cleared ${minute}`)
    }
    for (const [minute, bad] of [true, true, true, false, true, false, false, false, false].entries())
      look(minute, bad)
    expect(told).toEqual(['raised 2', 'cleared 7'])
  })
})
