import {
  BEGINNING,
  type Judge,
  type JudgeSnapshot,
  type StreamSnapshot,
  type Verdict,
} from '../judge/index.ts'
import type { JournalEntry, Rule, Station, Warning } from '../model/index.ts'

/** What a gateway saves as it judges and loads when it starts, with nothing kept but text. */
export class Checkpoint {
  readonly #streams = new Map<string, string>()
  readonly #stations = new Map<string, Station>()
  readonly #rules = new Map<string, Rule>()
  readonly #warnings = new Map<string, Warning>()

  save(judge: Judge, entry: JournalEntry, { events }: Verdict): void {
    for (const { datastream, state } of judge.changed()) {
      if (state === undefined) this.#streams.delete(datastream)
      else this.#streams.set(datastream, JSON.stringify(state))
    }
    judge.saved()
    if (entry.type === 'config') {
      const { change } = entry
      if (change.kind === 'station') this.#stations.set(change.station.id, change.station)
      else if (change.kind === 'rule') this.#rules.set(change.rule.id, change.rule)
    }
    for (const { warning } of events) this.#warnings.set(warning.id, warning)
  }

  load(judge: Judge): JudgeSnapshot {
    const snapshot = {
      ...BEGINNING,
      position: judge.position,
      now: judge.now,
      clock: judge.clock,
      startedAt: judge.startedAt,
      stations: [...this.#stations.values()],
      rules: [...this.#rules.values()],
      openWarnings: [...this.#warnings.values()].filter(({ state }) => state === 'open'),
    }
    const streams = [...this.#streams].map(([id, text]) => [id, JSON.parse(text) as StreamSnapshot] as const)
    return { ...(JSON.parse(JSON.stringify(snapshot)) as JudgeSnapshot), streams: new Map(streams) }
  }
}
