import {
  type AreaSnapshot,
  BEGINNING,
  type Judge,
  type JudgeSnapshot,
  type StreamSnapshot,
  type Verdict,
} from '../judge/index.ts'
import type { JournalEntry, Rule, Station, Table, Warning } from '../model/index.ts'

/** What a gateway saves as it judges and loads when it starts, with nothing kept but text. */
export class Checkpoint {
  readonly #streams = new Map<string, string>()
  readonly #stations = new Map<string, Station>()
  readonly #rules = new Map<string, Rule>()
  readonly #tables = new Map<string, Table>()
  readonly #warnings = new Map<string, Warning>()
  readonly #shadows = new Map<string, Warning>()

  save(judge: Judge, entry: JournalEntry, { events, shadowEvents }: Verdict): void {
    for (const { datastream, state } of judge.changed()) {
      if (state === undefined) this.#streams.delete(datastream)
      else this.#streams.set(datastream, JSON.stringify(state))
    }
    judge.saved()
    if (entry.type === 'config') this.#configure(entry.change)
    for (const { warning } of events) keepIfOpen(this.#warnings, warning)
    for (const { warning } of shadowEvents) keepIfOpen(this.#shadows, warning)
  }

  #configure(change: Extract<JournalEntry, { type: 'config' }>['change']): void {
    switch (change.kind) {
      case 'station':
        this.#stations.set(change.station.id, change.station)
        break
      case 'rule':
        this.#rules.set(change.rule.id, change.rule)
        break
      case 'rule-deleted':
        this.#rules.delete(change.rule)
        break
      case 'table':
        this.#tables.set(change.table.id, change.table)
        break
      case 'table-deleted':
        this.#tables.delete(change.table)
        break
      default:
        change satisfies never
    }
  }

  load(judge: Judge): JudgeSnapshot {
    const snapshot = {
      ...BEGINNING,
      position: judge.position,
      now: judge.now,
      clock: judge.clock,
      startedAt: judge.startedAt,
      stations: byId(this.#stations),
      rules: byId(this.#rules),
      tables: byId(this.#tables),
      openWarnings: [...this.#warnings.values()],
      openShadows: [...this.#shadows.values()],
      maintenance: judge.maintenance,
    }
    const streams = [...this.#streams].map(
      ([id, text]) => [id, JSON.parse(text) as StreamSnapshot | AreaSnapshot] as const,
    )
    return { ...(JSON.parse(JSON.stringify(snapshot)) as JudgeSnapshot), streams: new Map(streams) }
  }
}

function keepIfOpen(warnings: Map<string, Warning>, warning: Warning): void {
  if (warning.state === 'open') warnings.set(warning.id, warning)
  else warnings.delete(warning.id)
}

/** As a database answers them, whatever the order in which they were saved. */
function byId<T extends { readonly id: string }>(all: ReadonlyMap<string, T>): T[] {
  return [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}
