import type {
  Actor,
  Instant,
  Level,
  Position,
  Reason,
  Rule,
  RuleId,
  SubjectId,
  Suppression,
  Warning,
  WarningEvent,
  WarningId,
} from '../model/index.ts'
import {
  type CommandOutcome,
  type EventDraft,
  fold,
  lapseDue,
  obey,
  open,
  type WarningCommand,
} from '../warnings/index.ts'
import type { Subject } from './ruling.ts'

/** A warning after an event, and the event. */
export interface Ruled {
  readonly warning: Warning
  readonly event: WarningEvent
}

/** What a rule has to say when it changes its mind, without level and type. */
export type Grounds = Omit<Extract<EventDraft, { type: 'cleared' }>, 'type' | 'note'>

/** Who changed the configuration, and why, where they said so. */
export interface Author {
  readonly by: Actor
  readonly reason: string | undefined
}

const SYSTEM: Actor = { kind: 'system' }
/** What clears by the hand of whoever wrote, or deleted, the rule. */
const BY_HAND: readonly Reason[] = ['rule-changed', 'rule-deleted']

/**
 * The open warnings, one at most by rule and subject, and the events written to them. Closed ones leave it: a later breach
 * opens a new warning. One docket is real; another, for shadow rules, is nobody's business.
 */
export class Docket {
  readonly #prefix: string
  readonly #bySubject = new Map<string, Warning>()
  readonly #byId = new Map<string, Warning>()
  /** Those that are shelved, or whose acknowledgement may lapse. */
  readonly #timed = new Set<WarningId>()
  #position: Position = 0
  #now: Instant = 0
  #serial = 0
  #written: Ruled[] = []
  #author: Author | undefined

  /** @param prefix begins every id, so that no two dockets give the same */
  constructor(open: readonly Warning[], prefix: string) {
    this.#prefix = prefix
    for (const warning of open) this.#keep(warning)
  }

  /** Starts on a journal entry: ids and times of what follows derive from it, and it is written to `events`. `author`: of a change. */
  turnTo(position: Position, now: Instant, events: Ruled[], author: Author | undefined): void {
    this.#position = position
    this.#now = now
    this.#serial = 0
    this.#written = events
    this.#author = author
  }

  /** The time that events are stamped with. */
  get now(): Instant {
    return this.#now
  }

  of(rule: RuleId, subject: SubjectId): Warning | undefined {
    return this.#bySubject.get(subjectKey(rule, subject))
  }

  /** In the order of their ids, so that a restart goes through them in the same. */
  open(): Warning[] {
    return [...this.#byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** When the earliest shelving ends or acknowledgement lapses, as seen from `clock`; Infinity when none does. */
  nextExpiry(clock: Instant): Instant {
    let next = Number.POSITIVE_INFINITY
    for (const id of this.#timed) {
      const warning = this.#byId.get(id)
      if (warning === undefined) continue
      next = Math.min(next, warning.shelved?.until ?? next, lapseDue(warning, clock))
    }
    return next
  }

  /** Ends the shelvings that are over by `clock`, and lets acknowledgements lapse that nothing came of. */
  expire(clock: Instant): void {
    for (const id of [...this.#timed].sort()) {
      let warning = this.#byId.get(id)
      if (warning?.shelved && warning.shelved.until <= clock)
        warning = this.#write(warning, { type: 'unshelved' }, SYSTEM)
      if (warning !== undefined && lapseDue(warning, clock) <= clock)
        this.#write(warning, { type: 'acknowledgement-lapsed', level: warning.level }, SYSTEM)
    }
  }

  /** The rule fires at `level`: raises, raises again, or changes level. `graver` tells a rise from a fall. Answers the warning. */
  fires(
    rule: Rule,
    subject: Pick<Subject, 'id' | 'area'> & { readonly recent?: Warning['evidence']['readings'] },
    level: Level,
    graver: boolean,
    grounds: Grounds,
  ): Warning | undefined {
    const by: Actor = { kind: 'rule', id: rule.id, version: rule.version }
    const warning = this.of(rule.id, subject.id)
    if (warning !== undefined) {
      const type = warning.clearedAt !== null ? 'raised-again' : graver ? 'level-raised' : 'level-lowered'
      return this.#write(warning, { type, level, ...grounds }, by)
    }
    // Closed by hand while the condition went on: only a graver level opens a new warning.
    if (!graver) return undefined
    const event = this.#stamp({ type: 'raised', level, ...grounds }, by)
    const readings = grounds.reading === undefined ? [] : (subject.recent ?? [])
    const id = `${this.#prefix}w${this.#position}-${this.#serial}`
    const opened = open(
      { id, rule, subject: subject.id, area: subject.area, readings: [...readings] },
      event as WarningEvent & { type: 'raised' },
    )
    this.#keep(opened)
    this.#written.push({ warning: opened, event })
    return opened
  }

  /** The condition is gone. A warning that was acknowledged before, or that nobody was ever told of, is thereby closed. */
  clears(rule: Rule, subject: SubjectId, grounds: Grounds): void {
    const warning = this.of(rule.id, subject)
    if (warning === undefined || warning.clearedAt !== null) return
    const author = BY_HAND.includes(grounds.reason) ? this.#author : undefined
    const by: Actor =
      author?.by.kind === 'person' ? author.by : { kind: 'rule', id: rule.id, version: rule.version }
    const note = author?.reason === undefined ? {} : { note: author.reason }
    const cleared = this.#write(warning, { type: 'cleared', ...grounds, ...note }, by)
    if (cleared.acknowledged !== null || isUntold(cleared)) this.#write(cleared, { type: 'closed' }, SYSTEM)
  }

  /** Adds an event that is no person's to the warning, if it is still open. */
  note(id: WarningId, draft: EventDraft): void {
    const warning = this.#byId.get(id)
    if (warning !== undefined) this.#write(warning, draft, SYSTEM)
  }

  /** True when the last thing that was written is that the warning was raised: nobody can have been told of it yet. */
  hasJustRaised(warning: Warning): boolean {
    const last = this.#written.at(-1)
    return last?.event.type === 'raised' && last.warning.id === warning.id
  }

  /** @param fresh it was raised into this: nobody was told of it before */
  suppress(warning: Warning, suppression: Suppression, fresh: boolean): void {
    const untold = warning.suppression === null ? fresh : isUntold(warning)
    this.#write(warning, { type: 'suppressed', suppression: { ...suppression, untold } }, SYSTEM)
  }

  unsuppress(warning: Warning, reason: Reason): void {
    this.#write(warning, { type: 'unsuppressed', reason, level: warning.level }, SYSTEM)
  }

  /** Carries out a person's command, or says why not. */
  obey(command: WarningCommand, by: Actor & { kind: 'person' }): CommandOutcome {
    let warning = this.#byId.get(command.warning)
    const outcome = obey(warning, command, by.id, this.#now)
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
    return { id: `${this.#prefix}e${this.#position}-${++this.#serial}`, at: this.#now, by, ...draft }
  }

  #keep(warning: Warning): void {
    const key = subjectKey(warning.rule.id, warning.subject)
    const { state, shelved, acknowledged } = warning
    const lapses = acknowledged !== null && acknowledged.lapsesAt !== null
    if (state === 'open' && (shelved !== null || lapses)) this.#timed.add(warning.id)
    else this.#timed.delete(warning.id)
    if (warning.state === 'open') {
      this.#bySubject.set(key, warning)
      this.#byId.set(warning.id, warning)
    } else {
      this.#bySubject.delete(key)
      this.#byId.delete(warning.id)
    }
  }
}

/** True while nobody was ever told of it. Earlier builds did not say, and went by the times. */
function isUntold({ suppression, raisedAt }: Warning): boolean {
  return suppression !== null && (suppression.untold ?? suppression.since <= raisedAt)
}

/** One rule on one subject: the key of at most one open warning. */
export function subjectKey(rule: string, subject: string): string {
  return `${rule} ${subject}`
}
