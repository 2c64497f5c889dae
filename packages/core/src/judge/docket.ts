import type { Actor, Command, Instant, Level, Position, Rule, Warning, WarningEvent } from '../model/index.ts'
import { type CommandOutcome, type EventDraft, fold, obey, open } from '../warnings/index.ts'
import type { Stream } from './stream.ts'

/** A warning after an event, and the event. */
export interface Ruled {
  readonly warning: Warning
  readonly event: WarningEvent
}

/** What a rule has to say when it changes its mind, without level and type. */
export type Grounds = Omit<Extract<EventDraft, { type: 'cleared' }>, 'type'>

const SYSTEM: Actor = { kind: 'system' }

/**
 * The open warnings, one at most by rule and datastream, and the events written to them. Closed ones leave it: a later breach
 * opens a new warning.
 */
export class Docket {
  readonly #bySubject = new Map<string, Warning>()
  readonly #byId = new Map<string, Warning>()
  #position: Position = 0
  #now: Instant = 0
  #serial = 0
  #written: Ruled[] = []

  constructor(open: readonly Warning[]) {
    for (const warning of open) this.#keep(warning)
  }

  /** Starts on a journal entry: ids and times of what follows derive from it, and it is written to `events`. */
  turnTo(position: Position, now: Instant, events: Ruled[]): void {
    this.#position = position
    this.#now = now
    this.#serial = 0
    this.#written = events
  }

  /** The rule fires at `level`: raises, raises again, or changes level. `graver` tells a rise from a fall. */
  fires(rule: Rule, stream: Stream, level: Level, graver: boolean, grounds: Grounds): void {
    const by: Actor = { kind: 'rule', id: rule.id, version: rule.version }
    const warning = this.#bySubject.get(subjectKey(rule.id, stream.id))
    if (warning !== undefined) {
      const type = warning.clearedAt !== null ? 'raised-again' : graver ? 'level-raised' : 'level-lowered'
      this.#write(warning, { type, level, ...grounds }, by)
      return
    }
    // Closed by hand while the condition went on: only a graver level opens a new warning.
    if (!graver) return
    const event = this.#stamp({ type: 'raised', level, ...grounds }, by)
    const readings = grounds.reading === undefined ? [] : stream.recent
    const id = `w${this.#position}-${this.#serial}`
    const opened = open(
      { id, rule, subject: stream.id, area: stream.station.area, readings: [...readings] },
      event as WarningEvent & { type: 'raised' },
    )
    this.#keep(opened)
    this.#written.push({ warning: opened, event })
  }

  /** The condition is gone. A warning that was acknowledged before is thereby closed. */
  clears(rule: Rule, stream: Stream, grounds: Grounds): void {
    const warning = this.#bySubject.get(subjectKey(rule.id, stream.id))
    if (warning === undefined || warning.clearedAt !== null) return
    const by: Actor = { kind: 'rule', id: rule.id, version: rule.version }
    const cleared = this.#write(warning, { type: 'cleared', ...grounds }, by)
    if (cleared.acknowledged !== null) this.#write(cleared, { type: 'closed' }, SYSTEM)
  }

  /** Carries out a person's command, or says why not. */
  obey(command: Command, by: Actor & { kind: 'person' }): CommandOutcome {
    let warning = this.#byId.get(command.warning)
    const outcome = obey(warning, command, by.id)
    if (outcome.ok && warning !== undefined) {
      for (const draft of outcome.events) {
        // That cleared + acknowledged closes is the rule's doing, not the person's.
        const actor = draft.type === 'closed' && command.kind !== 'close' ? SYSTEM : by
        warning = this.#write(warning, draft, actor)
      }
    }
    return outcome
  }

  #write(warning: Warning, draft: EventDraft, by: Actor): Warning {
    const event = this.#stamp(draft, by)
    const after = fold(warning, event)
    this.#keep(after)
    this.#written.push({ warning: after, event })
    return after
  }

  #stamp(draft: EventDraft, by: Actor): WarningEvent {
    return { id: `e${this.#position}-${++this.#serial}`, at: this.#now, by, ...draft }
  }

  #keep(warning: Warning): void {
    const key = subjectKey(warning.rule.id, warning.subject)
    if (warning.state === 'open') {
      this.#bySubject.set(key, warning)
      this.#byId.set(warning.id, warning)
    } else {
      this.#bySubject.delete(key)
      this.#byId.delete(warning.id)
    }
  }
}

/** One rule on one datastream: the key of at most one open warning. */
export function subjectKey(rule: string, datastream: string): string {
  return `${rule} ${datastream}`
}
