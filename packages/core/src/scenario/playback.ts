import { type DecodeProfile, decodePayload, decodeProfile } from '../decode/index.ts'
import { Judge, type Verdict } from '../judge/index.ts'
import type {
  Actor,
  Change,
  Command,
  ConfigEntry,
  DurationMs,
  JournalEntry,
  MissedPeak,
  Observation,
  StationId,
  Warning,
  WarningId,
} from '../model/index.ts'
import { Checkpoint } from './checkpoint.ts'
import type { Told } from './facts.ts'
import { RuleFaults } from './rule-faults.ts'
import type { Request, Scenario, Timed } from './scenario.ts'

const SYSTEM = { kind: 'system' } as const

/**
 * Plays a scenario as the gateway lives it: every happening is an entry of its journal, and whenever a timer falls due before the next
 * one, so is the clock. Times are since the start, by a clock that nobody sets; the gateway's own may be off.
 */
export class Playback {
  judge = new Judge()
  readonly told: Told[] = []
  /** What rules in `shadow` would have said. */
  readonly shadows: Told[] = []
  readonly observations: Observation[] = []
  readonly missed = new Map<string, MissedPeak>()
  readonly refused: {
    readonly at: DurationMs
    readonly happening: number
    readonly refusal: string | undefined
  }[] = []
  /** Every entry so far: the journal. */
  readonly entries: JournalEntry[] = []
  readonly #scenario: Scenario
  readonly #numbers = new Map<WarningId, number>()
  readonly #shadowNumbers = new Map<WarningId, number>()
  readonly #open = new Map<WarningId, Warning>()
  readonly #versions = new Map<string, number>()
  readonly #profiles = new Map<StationId, DecodeProfile>()
  readonly #faults: RuleFaults
  #checkpoint = new Checkpoint()
  /** How far the gateway's clock is ahead of the scenario's. */
  #off: DurationMs = 0
  #happened = 0
  /** While the gateway is down. */
  #downUntil: DurationMs = 0
  /** How far it has been played. */
  #played: DurationMs = 0

  constructor(scenario: Scenario) {
    this.#scenario = scenario
    this.#faults = new RuleFaults(scenario.happenings)
    this.#take(0, { type: 'clock', at: this.#clock(0), cause: 'started' })
    for (const station of scenario.stations) this.#configure(0, { kind: 'station', station })
    for (const table of scenario.tables) {
      this.#configure(0, { kind: 'table', table: { ...table, version: this.#version(`table ${table.id}`) } })
    }
    for (const rule of scenario.rules) {
      this.#configure(0, { kind: 'rule', rule: { ...rule, version: this.#version(`rule ${rule.id}`) } })
    }
  }

  /** Plays on until everything up to `to` has happened, and everything due by then. */
  playTo(to: DurationMs): void {
    const { happenings } = this.#scenario
    for (
      let next = happenings[this.#happened];
      next !== undefined && next.at <= to;
      next = happenings[this.#happened]
    ) {
      const at = Math.max(next.at, this.#downUntil)
      if (at > to) break
      // What falls due at the same moment is the judge's to put in order.
      this.#wakeUntil(at, false)
      this.#happen(at, next)
      this.#happened++
    }
    this.#wakeUntil(to, true)
  }

  /** The open warnings of a rule, and their numbers. */
  openWarnings(rule: string): { warning: Warning; number: number }[] {
    return [...this.#open.values()]
      .filter((warning) => warning.rule.id === rule)
      .map((warning) => ({ warning, number: this.#numbers.get(warning.id) ?? 0 }))
  }

  /** A clock entry for every timer that falls due before `until`, or at it where `included`. */
  #wakeUntil(until: DurationMs, included: boolean): void {
    for (;;) {
      const due = this.judge.nextDue()
      if (due === undefined) return
      // What a late reading proves may have been due a while ago; it is told now.
      const at = Math.max(due - this.#off - this.#scenario.start, this.#downUntil, this.#played)
      if (included ? at > until : at >= until) return
      this.#take(at, { type: 'clock', at: this.#clock(at), cause: 'due' })
    }
  }

  #happen(at: DurationMs, happening: Timed): void {
    switch (happening.kind) {
      case 'reading': {
        const { station, name, phenomenonTime, json } = happening
        this.#receive(at, station, `{"ts":${phenomenonTime},"values":{${JSON.stringify(name)}:${json}}}`)
        break
      }
      case 'frame':
        this.#receive(at, happening.station, happening.payload)
        break
      case 'request':
        this.#request(at, happening)
        break
      case 'station':
        this.#configure(at, { kind: 'station', station: happening.station })
        break
      case 'rule': {
        const version = this.#version(`rule ${happening.rule.id}`)
        const rule = { ...happening.rule, version } as Extract<Change, { kind: 'rule' }>['rule']
        this.#configure(at, { kind: 'rule', rule, reason: happening.reason }, happening.by)
        break
      }
      case 'table': {
        const version = this.#version(`table ${happening.table.id}`)
        const table = { ...happening.table, version }
        this.#configure(at, { kind: 'table', table, reason: happening.reason }, happening.by)
        break
      }
      case 'rule-deleted':
      case 'table-deleted': {
        const { at: _, by, reason = 'deleted', ...change } = happening
        this.#configure(at, { ...change, reason }, by)
        break
      }
      case 'restart':
        this.#restart(at, happening.downFor)
        break
      case 'fault':
        this.#faults.switch(happening.rule, happening.broken)
        break
      case 'stepped':
        this.#off += happening.by
        this.#take(at, { type: 'clock', at: this.#clock(at), cause: 'stepped' })
        break
      default:
        happening satisfies never
    }
  }

  #receive(at: DurationMs, station: StationId, payload: string): void {
    const profile = this.#profiles.get(station)
    // The broker lets in nobody that it does not know.
    if (profile === undefined) return
    const receivedAt = this.#clock(at)
    this.#take(at, {
      type: 'readings',
      at: receivedAt,
      station,
      ...decodePayload(payload, profile, receivedAt),
    })
  }

  #request(at: DurationMs, { request, by }: Timed & { kind: 'request' }): void {
    const command = this.#commandOf(request)
    const verdict = this.#take(at, { type: 'command', at: this.#clock(at), by, command })
    const { outcome } = verdict
    const refusal = outcome === undefined || outcome.ok ? undefined : outcome.refusal.kind
    this.refused.push({ at, happening: this.#happened, refusal })
  }

  #commandOf(request: Request): Command {
    const { start } = this.#scenario
    if (request.kind === 'maintenance') return { ...request, until: start + request.until + this.#off }
    const { rule, subject } = request.warning
    // Also a closed one can be named: the newest is meant.
    const named = this.told.filter(({ warning }) => warning.rule.id === rule && warning.subject === subject)
    const warning = named.at(-1)?.warning.id ?? 'none'
    if (request.kind === 'shelve') return { ...request, warning, until: start + request.until + this.#off }
    return { ...request, warning }
  }

  #configure(at: DurationMs, change: Change, by: Actor = SYSTEM): void {
    if (change.kind === 'station') this.#profiles.set(change.station.id, decodeProfile(change.station))
    if (change.kind === 'rule') change = { ...change, rule: this.#faults.wire(change.rule) }
    const entry: ConfigEntry = { type: 'config', at: this.#clock(at), by, change }
    this.#take(at, entry)
  }

  #version(what: string): number {
    const version = (this.#versions.get(what) ?? 0) + 1
    this.#versions.set(what, version)
    return version
  }

  #restart(at: DurationMs, downFor: DurationMs | undefined): void {
    const { rules, ...saved } = this.#checkpoint.load(this.judge)
    this.judge = new Judge({ ...saved, rules: rules.map((rule) => this.#faults.wire(rule)) })
    if (downFor === undefined) return
    this.#downUntil = at + downFor
    this.#take(this.#downUntil, { type: 'clock', at: this.#clock(this.#downUntil), cause: 'started' })
  }

  #take(at: DurationMs, entry: JournalEntry): Verdict {
    this.#played = at
    this.entries.push(entry)
    const verdict = this.judge.take(entry, this.entries.length)
    this.#checkpoint.save(this.judge, entry, verdict)
    for (const { event, warning } of verdict.shadowEvents) {
      this.shadows.push({ at, event, warning, number: this.#shadowNumber(warning.id) })
    }
    for (const { event, warning } of verdict.events) {
      const number = this.#numbers.get(warning.id) ?? this.#numbers.size + 1
      this.#numbers.set(warning.id, number)
      if (warning.state === 'open') this.#open.set(warning.id, warning)
      else this.#open.delete(warning.id)
      this.told.push({ at, event, warning, number })
    }
    for (const missed of verdict.missedPeaks) this.missed.set(missed.id, missed)
    this.observations.push(...verdict.observations)
    return verdict
  }

  #shadowNumber(id: WarningId): number {
    const number = this.#shadowNumbers.get(id) ?? this.#shadowNumbers.size + 1
    this.#shadowNumbers.set(id, number)
    return number
  }

  /** What the gateway's clock says. */
  #clock(at: DurationMs): number {
    return this.#scenario.start + at + this.#off
  }
}
