import type {
  DatastreamId,
  Instant,
  Position,
  Reason,
  RuleId,
  Station,
  StationId,
  SubjectId,
} from '../model/index.ts'
import { FiringIndex } from '../rules/index.ts'
import type { AreaSubject } from './area.ts'
import { Deadlines } from './deadlines.ts'
import { Docket } from './docket.ts'
import { Intake } from './intake.ts'
import { MaintenanceList } from './maintenance.ts'
import { Rulebook } from './rulebook.ts'
import type { Ruling, Subject } from './ruling.ts'
import type { JudgeSnapshot } from './snapshot.ts'
import type { Stream } from './stream.ts'
import { Suppressor } from './suppressor.ts'
import { emptyVerdict, type Verdict } from './verdict.ts'

/** A composite that is to be judged, and why. */
export interface Stirred {
  readonly id: RuleId
  readonly reason: Reason
}

/** What the judge has before it: the time, everything that is known, and the verdict that is being written. Mutable, and the judge's own. */
export class Sitting {
  position: Position
  /** Stamps events; never goes back. */
  now: Instant
  /** The host's clock as of this entry: deadlines and freshness go by it, also when it is set back. */
  clock: Instant
  verdict: Verdict = emptyVerdict()
  /** Numbers the missed peaks of an entry. */
  serial = 0

  readonly stations = new Map<StationId, Station>()
  readonly streams = new Map<DatastreamId, Stream>()
  readonly areas = new Map<SubjectId, AreaSubject>()
  readonly intake = new Intake(this.streams)
  readonly rulebook: Rulebook
  readonly firing = new FiringIndex()
  readonly warnings: Docket
  readonly shadows: Docket
  readonly maintenance: MaintenanceList
  readonly suppressor: Suppressor
  readonly deadlines: Deadlines
  /** When the earliest of what is no ruling's falls due: a schedule, the end of maintenance or of a shelving, an acknowledgement that lapses. */
  nextOther = Number.POSITIVE_INFINITY
  /** Composites with a member that changed just now. */
  readonly stirred: Stirred[] = []
  /** What changed since it was last saved. */
  dirty: (Stream | AreaSubject)[] = []

  constructor(snapshot: JudgeSnapshot) {
    this.position = snapshot.position
    this.now = snapshot.now
    this.clock = snapshot.clock ?? snapshot.now
    this.deadlines = new Deadlines(snapshot.startedAt)
    this.warnings = new Docket(snapshot.openWarnings, '')
    this.shadows = new Docket(snapshot.openShadows ?? [], 's')
    this.maintenance = new MaintenanceList(snapshot.maintenance ?? [])
    this.rulebook = new Rulebook(snapshot.rules, snapshot.tables ?? [], this.clock)
    this.suppressor = new Suppressor(this.maintenance, this.warnings, this.stations, this.rulebook)
  }

  /** Where the ruling's warnings are written. */
  docketOf(ruling: Ruling): Docket {
    return ruling.program.mode === 'active' ? this.warnings : this.shadows
  }

  /** @param clock the host's, where the entry's is not taken yet */
  lookAhead(clock: Instant = this.clock): void {
    this.nextOther = Math.min(
      this.rulebook.nextChange,
      this.maintenance.nextEnd,
      this.warnings.nextExpiry(clock),
    )
  }

  /** By id, so that events get the same numbers in a run that was restarted. */
  streamsById(wanted: (stream: Stream) => boolean = () => true): Stream[] {
    return [...this.streams.values()].filter(wanted).sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  touch(subject: Subject): void {
    if (subject.dirty) return
    subject.dirty = true
    this.dirty.push(subject as Stream | AreaSubject)
  }
}
