import {
  BEGINNING,
  type JournalEntry,
  Judge,
  type JudgeSnapshot,
  type Rule,
  type Station,
  type Table,
  type Warning,
} from '@tocsin/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { journalOf, stories } from './judge-stories.ts'

/** What the host saves at a checkpoint, and loads again. */
class Saved {
  readonly streams = new Map<string, string>()
  readonly stations = new Map<string, Station>()
  readonly rules = new Map<string, Rule>()
  readonly tables = new Map<string, Table>()
  readonly warnings = new Map<string, Warning>()
  readonly shadows = new Map<string, Warning>()

  save(judge: Judge, entry: JournalEntry, changed: readonly Warning[], shadows: readonly Warning[]): void {
    for (const { datastream, state } of judge.changed()) {
      if (state === undefined) this.streams.delete(datastream)
      else this.streams.set(datastream, JSON.stringify(state))
    }
    judge.saved()
    if (entry.type === 'config') {
      const { change } = entry
      if (change.kind === 'station') this.stations.set(change.station.id, change.station)
      else if (change.kind === 'rule') this.rules.set(change.rule.id, change.rule)
      else if (change.kind === 'rule-deleted') this.rules.delete(change.rule)
      else if (change.kind === 'table') this.tables.set(change.table.id, change.table)
      else this.tables.delete(change.table)
    }
    for (const warning of shadows) this.shadows.set(warning.id, warning)
    for (const warning of changed) this.warnings.set(warning.id, warning)
  }

  load(judge: Judge): JudgeSnapshot {
    return JSON.parse(
      JSON.stringify({
        ...BEGINNING,
        position: judge.position,
        now: judge.now,
        clock: judge.clock,
        startedAt: judge.startedAt,
        stations: [...this.stations.values()],
        rules: [...this.rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
        openWarnings: [...this.warnings.values()].filter(({ state }) => state === 'open'),
        openShadows: [...this.shadows.values()].filter(({ state }) => state === 'open'),
        tables: [...this.tables.values()],
        maintenance: judge.maintenance,
      }),
      (key, value) =>
        key === 'streams' ? new Map([...this.streams].map(([id, state]) => [id, JSON.parse(state)])) : value,
    ) as JudgeSnapshot
  }
}

const RUNS = Number(process.env['FUZZ_RUNS'] || 60)
const parameters = { numRuns: RUNS, ...(process.env['FUZZ_RUNS'] ? {} : { seed: 20151226 }) }

describe('the judge, whatever happens', () => {
  it('says the same after a restart at every entry as in one run', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = journalOf(story)
        const once = new Judge()
        let twice = new Judge()
        const saved = new Saved()
        for (const [index, entry] of entries.entries()) {
          const first = once.take(entry, index + 1)
          const second = twice.take(entry, index + 1)
          expect(second.events).toEqual(first.events)
          expect(second.shadowEvents).toEqual(first.shadowEvents)
          expect(second.outcome).toEqual(first.outcome)
          expect(second.observations).toEqual(first.observations)
          expect(second.missedPeaks).toEqual(first.missedPeaks)
          saved.save(
            twice,
            entry,
            second.events.map(({ warning }) => warning),
            second.shadowEvents.map(({ warning }) => warning),
          )
          twice = new Judge(saved.load(twice))
        }
      }),
      parameters,
    )
  })

  it('never holds two open warnings for one rule and datastream, and gives no id twice', () => {
    let raised = 0
    fc.assert(
      fc.property(stories, (story) => {
        const judge = new Judge()
        const open = new Map<string, string>()
        const ids = new Set<string>()
        for (const [index, entry] of journalOf(story).entries()) {
          for (const { warning, event } of judge.take(entry, index + 1).events) {
            expect(ids.has(event.id)).toBe(false)
            if (event.type === 'raised') raised++
            ids.add(event.id)
            const key = `${warning.rule.id} ${warning.subject}`
            if (warning.state === 'closed') open.delete(key)
            else {
              expect(open.get(key) ?? warning.id).toBe(warning.id)
              open.set(key, warning.id)
            }
          }
        }
      }),
      parameters,
    )
    // The stories must be worth telling.
    expect(raised).toBeGreaterThan(RUNS)
  })

  it('is never woken for nothing for ever', () => {
    fc.assert(
      fc.property(stories, (story) => {
        const entries = journalOf(story)
        expect(entries.filter(({ type }) => type === 'clock').length).toBeLessThan(20 * story.length + 50)
      }),
      parameters,
    )
  })
})
