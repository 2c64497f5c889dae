import {
  type Actor,
  type AreaPath,
  areaContains,
  type Instant,
  type Level,
  type StationId,
  type Suppression,
} from '../model/index.ts'

/** Work at a station or in an area, with an end and an owner: one without would silence a place for ever. */
export interface Maintenance {
  readonly scope: { readonly station: StationId } | { readonly area: AreaPath }
  readonly since: Instant
  readonly until: Instant
  readonly by: Actor & { readonly kind: 'person' }
  readonly note: string
}

/** The work that is going on. */
export class MaintenanceList {
  #works: readonly Maintenance[]

  constructor(works: readonly Maintenance[]) {
    this.#works = works
  }

  get works(): readonly Maintenance[] {
    return this.#works
  }

  /** The earliest end; Infinity when nothing goes on. */
  get nextEnd(): Instant {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#works.map(({ until }) => until))
  }

  /** Takes the place of what was ordered for the same scope before; one that ends at once only ends that. */
  order(work: Maintenance): void {
    const key = JSON.stringify(work.scope)
    const others = this.#works.filter(({ scope }) => JSON.stringify(scope) !== key)
    this.#works = work.until > work.since ? [...others, work] : others
  }

  /** Lets go of what has ended by `now`. */
  end(now: Instant): void {
    this.#works = this.#works.filter(({ until }) => until > now)
  }

  /** The suppression of a warning at this station and level, by the work that lasts longest; whole areas never suppress red. */
  suppression(
    station: StationId | undefined,
    area: AreaPath,
    level: Level,
    now: Instant,
  ): Suppression | undefined {
    let longest: Maintenance | undefined
    for (const work of this.#works) {
      const { scope } = work
      const fits =
        'station' in scope ? scope.station === station : level !== 'red' && areaContains(scope.area, area)
      if (fits && (longest === undefined || work.until > longest.until)) longest = work
    }
    if (longest === undefined) return undefined
    const { until, by, note } = longest
    return { kind: 'maintenance', since: now, until, by: by.name, note }
  }
}
