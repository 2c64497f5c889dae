import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../clock.ts'
import type { Outcome, PersonActor } from '../http/services.ts'

/** The zone of the site (时区): schedules, texts and the console are by it. It is read at the start, and holds until the next one. */
export interface SiteZone {
  /** IANA name. */
  readonly inForce: string
  /** Stores another zone and has the gateway start anew for it, where something can; `startsAnew` says whether. */
  set(zone: string, by: PersonActor): Outcome<{ readonly startsAnew: boolean }>
}

export interface SiteZoneOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  /** The environment's, for as long as nobody has set one here. */
  readonly first: string
  /** The demonstration's data go away with it, and a zone with them. */
  readonly isDemonstration: boolean
  /** Absent: the zone waits for the next start. */
  readonly startAnew?: (() => void) | undefined
}

export function createSiteZone({
  database,
  clock,
  first,
  isDemonstration,
  startAnew,
}: SiteZoneOptions): SiteZone {
  const stored = database.prepare('SELECT zone FROM site_zone WHERE one = 1')
  const store = database.prepare(
    `INSERT INTO site_zone (one, zone, changed_at, changed_by) VALUES (1, ?1, ?2, ?3)
     ON CONFLICT (one) DO UPDATE SET zone = ?1, changed_at = ?2, changed_by = ?3`,
  )
  const inForce = (stored.get()?.['zone'] as string | undefined) ?? first
  return {
    inForce,
    set(zone, by) {
      if (isDemonstration) {
        return {
          ok: false,
          refusal: { kind: 'in-use', detail: 'End the demonstration before the zone is set' },
        }
      }
      store.run(zone, clock.now(), by.id)
      if (zone === inForce) return { ok: true, startsAnew: false }
      startAnew?.()
      return { ok: true, startsAnew: startAnew !== undefined }
    },
  }
}
