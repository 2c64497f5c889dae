import {
  type Reason,
  type Station,
  type StationId,
  type Suppression,
  stationOfSubject,
  type Warning,
} from '../model/index.ts'
import type { Docket } from './docket.ts'
import type { MaintenanceList } from './maintenance.ts'
import type { Rulebook } from './rulebook.ts'
import type { Ruling, Subject } from './ruling.ts'

/** Longest chain of uplinks that is followed: nobody builds more, and a circle must end. */
const MOST_UPLINKS = 8

/**
 * Decides which warnings are told to nobody for now: those of a station or area under maintenance, and silences that another silence explains
 * (docs/rules.md, What a warning goes through). Hazards are never suppressed by a dependency.
 */
export class Suppressor {
  readonly #maintenance: MaintenanceList
  readonly #docket: Docket
  readonly #stations: ReadonlyMap<StationId, Station>
  readonly #rulebook: Rulebook
  /** Stations by the one that they report through directly. */
  #behind: Map<StationId, StationId[]> | undefined

  constructor(
    maintenance: MaintenanceList,
    docket: Docket,
    stations: ReadonlyMap<StationId, Station>,
    rulebook: Rulebook,
  ) {
    this.#maintenance = maintenance
    this.#docket = docket
    this.#stations = stations
    this.#rulebook = rulebook
  }

  /** A ruling changed its level: its own warning, and those that depend on it, are looked at. */
  changed(subject: Subject, ruling: Ruling, reason: Reason): void {
    const { id } = ruling.compiled.rule
    const warning = this.#docket.of(id, subject.id)
    if (warning !== undefined && warning.clearedAt === null)
      this.#settle(warning, reason, this.#docket.hasJustRaised(warning))
    if (subject.station === undefined) return
    for (const dependent of this.#rulebook.dependentsOf(id)) {
      for (const station of this.#reportingThrough(subject.station.id)) {
        for (const { name } of this.#stations.get(station)?.datastreams ?? []) {
          const child = this.#docket.of(dependent, `${station}/${name}`)
          if (child !== undefined && child.suppression?.kind !== 'maintenance')
            this.#settle(child, 'parent-back')
        }
      }
    }
  }

  /** Stations have come, gone, or report another way. */
  forgetUplinks(): void {
    this.#behind = undefined
  }

  /** The station, and all that report through it. */
  #reportingThrough(station: StationId): StationId[] {
    if (this.#behind === undefined) {
      this.#behind = new Map()
      for (const { id, uplink } of this.#stations.values()) {
        if (uplink !== undefined) this.#behind.set(uplink, [...(this.#behind.get(uplink) ?? []), id].sort())
      }
    }
    const found = [station]
    for (const one of found) {
      for (const behind of this.#behind.get(one) ?? []) if (!found.includes(behind)) found.push(behind)
    }
    return found
  }

  maintenanceOrdered(): void {
    for (const warning of this.#docket.open()) this.#settle(warning, 'maintenance-over')
  }

  maintenanceEnded(): void {
    for (const warning of this.#docket.open()) {
      if (warning.suppression?.kind === 'maintenance') this.#settle(warning, 'maintenance-over')
    }
  }

  /** A warning may have been closed by hand: what it suppressed is told. */
  released(): void {
    for (const warning of this.#docket.open()) {
      if (warning.suppression?.kind === 'dependency') this.#settle(warning, 'parent-back')
    }
  }

  /** Brings the warning's suppression in line with what goes on. `fresh`: it was raised just now. */
  #settle(warning: Warning, reason: Reason, fresh = false): void {
    const due = this.#suppressionOf(warning)
    const now = warning.suppression
    if (due === undefined) {
      if (now !== null) this.#docket.unsuppress(warning, reason)
      return
    }
    const same = now !== null && isSame(now, due)
    if (!same) this.#docket.suppress(warning, now === null ? due : { ...due, since: now.since }, fresh)
  }

  #suppressionOf(warning: Warning): Suppression | undefined {
    const station = stationOfSubject(warning.subject)
    const { area, level } = warning
    const byWork = this.#maintenance.suppression(station, area, level, this.#docket.now)
    if (byWork !== undefined) return byWork
    const parent = this.#parentOf(warning, station)
    return parent && { kind: 'dependency', since: this.#docket.now, parent: parent.id }
  }

  #parentRule(warning: Warning): string | undefined {
    const condition = this.#rulebook.program(warning.rule.id)?.rule.condition
    return condition?.kind === 'absence' ? condition.dependsOn : undefined
  }

  /** The warning that explains this one: its rule's parent firing on the same station, or on one it reports through. */
  #parentOf(warning: Warning, station: StationId | undefined): Warning | undefined {
    const rule = this.#parentRule(warning)
    if (rule === undefined) return undefined
    let at = station === undefined ? undefined : this.#stations.get(station)
    for (let hops = 0; at !== undefined && hops <= MOST_UPLINKS; hops++) {
      for (const { name } of at.datastreams) {
        const parent = this.#docket.of(rule, `${at.id}/${name}`)
        if (parent !== undefined && parent.clearedAt === null && parent.id !== warning.id) return parent
      }
      at = at.uplink === undefined ? undefined : this.#stations.get(at.uplink)
    }
    return undefined
  }
}

/** The same reason, whenever it began. */
function isSame(a: Suppression, b: Suppression): boolean {
  return a.kind === 'maintenance'
    ? b.kind === 'maintenance' && a.until === b.until
    : b.kind === 'dependency' && a.parent === b.parent
}
