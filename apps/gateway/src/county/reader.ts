import type { CountyDatabaseView } from '@tocsin/contract'
import {
  type Binding,
  DAY,
  type DurationMs,
  fromUtf8,
  HOUR,
  type Instant,
  MINUTE,
  type Received,
  SECOND,
  SL323_LONGEST_PERIOD,
  SL323_TABLES,
  type Sl323Table,
  type StationId,
  sl323,
} from '@tocsin/core'
import type { Clock } from '../clock.ts'
import type { Delivery, Origin } from '../listeners/delivery.ts'
import type { Log } from '../log.ts'
import { changesOf } from './changes.ts'
import { localText, rowPages, STATIONS_PER_QUERY } from './queries.ts'
import type { RowStore, TimedRow } from './row-store.ts'
import type { CountyServer, Row, Session } from './server.ts'
import type { CountySetup } from './setup-store.ts'
import { type FoundTables, findTables, readable } from './tables.ts'

/** The first wait after a failure, and the longest. */
const BACK_OFF: DurationMs = 2 * SECOND
const MOST_BACK_OFF: DurationMs = 5 * MINUTE
/** Read again at every look; what lies further back, as far as the overlap, only now and then. */
const NEAR: DurationMs = HOUR
const WIDE_EVERY: DurationMs = 15 * MINUTE
/** How far back a station is read that has just been adopted, so that the windows of rules are filled. */
const AT_FIRST: DurationMs = DAY
/** The tables are looked for anew so often: a column may have been added. */
const TABLES_FOR: DurationMs = HOUR
/** Of how far apart the beginnings of stations may be that are asked for together. */
const GROUP: DurationMs = HOUR

export interface ReaderOptions {
  readonly setup: CountySetup
  readonly server: CountyServer
  readonly rows: RowStore
  readonly delivery: Delivery
  readonly clock: Clock
  readonly log: Log
  /** The stations that are registered under a code of SL 323. */
  stations(): readonly Binding[]
  onStation(station: StationId, connected: boolean): void
}

type State = Pick<CountyDatabaseView, 'state' | 'since' | 'detail'>

/**
 * Reads one hydrology database, look by look. What is new goes to the journal page by page, and is remembered as taken once it is on disk: after a
 * crash in between it comes again, and is a repetition to the judge. A database that fails is asked ever less often, up to five minutes.
 */
export class Reader {
  readonly #options: ReaderOptions
  readonly #counts = { rows: 0, changed: 0, readings: 0 }
  readonly #there = new Set<StationId>()
  #state: State
  #lastReadAt: Instant | null = null
  #nextAt: Instant | null = null
  #newestAt: Instant | null = null
  #failures = 0
  #wideAt = 0
  #session: Session | undefined
  #tables: { readonly found: FoundTables; readonly at: Instant } | undefined
  #cancel: (() => void) | undefined
  #looking: Promise<void> | undefined
  #stopped = false

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#state = { state: 'waiting', since: options.clock.now(), detail: '' }
  }

  start(): void {
    const { rows, setup, clock } = this.#options
    for (const at of rows.newest(setup.id, clock.now()).values()) this.#noteNewest(at)
    this.#schedule(0)
  }

  /** A station was adopted, or has gone: it is not left waiting for the next look. */
  stir(): void {
    if (this.#state.state !== 'failing' && this.#looking === undefined) this.#schedule(0)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel?.()
    await this.#hangUp()
    await this.#looking
    this.#meet([])
  }

  view(): Pick<
    CountyDatabaseView,
    'state' | 'since' | 'detail' | 'lastReadAt' | 'nextAt' | 'newestAt' | 'counts'
  > {
    return {
      ...this.#state,
      lastReadAt: this.#lastReadAt,
      nextAt: this.#nextAt,
      newestAt: this.#newestAt,
      counts: { ...this.#counts },
    }
  }

  #schedule(delay: DurationMs): void {
    this.#cancel?.()
    if (this.#stopped) return
    this.#nextAt = this.#options.clock.now() + delay
    this.#cancel = this.#options.clock.after(delay, () => {
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined
      })
    })
  }

  async #look(): Promise<void> {
    const { clock, setup, log } = this.#options
    try {
      const stations = this.#options.stations()
      await this.#read(stations)
      if (this.#stopped) return
      this.#failures = 0
      this.#lastReadAt = clock.now()
      this.#become('reading', '')
      this.#meet(stations.map(({ station }) => station.id))
      this.#schedule(setup.settings.everySeconds * SECOND)
    } catch (error) {
      if (this.#stopped) return
      this.#failures++
      await this.#hangUp()
      const { message } = error as Error
      if (this.#state.state !== 'failing')
        log.error('county.failing', { database: setup.id, detail: message })
      this.#become('failing', message)
      this.#meet([])
      this.#schedule(Math.min(BACK_OFF * 2 ** (this.#failures - 1), MOST_BACK_OFF))
    }
  }

  #become(state: State['state'], detail: string): void {
    const since = this.#state.state === state ? this.#state.since : this.#options.clock.now()
    if (this.#state.state === 'failing' && state === 'reading') {
      this.#options.log.info('county.reading', { database: this.#options.setup.id })
    }
    this.#state = { state, since, detail }
  }

  async #read(stations: readonly Binding[]): Promise<void> {
    const { setup, server, rows, clock } = this.#options
    const now = clock.now()
    const session = await this.#opened()
    if (this.#tables === undefined || now - this.#tables.at > TABLES_FOR) {
      this.#tables = { found: await findTables(session, server.dialect, setup.settings.schema), at: now }
    }
    const tables = readable(this.#tables.found)
    if (tables.length === 0)
      throw new Error(`none of the tables ${Object.keys(SL323_TABLES).join(', ')} is there`)
    const isWide = now >= this.#wideAt
    const back = isWide
      ? setup.settings.overlapHours * HOUR
      : Math.min(NEAR, setup.settings.overlapHours * HOUR)
    const newest = rows.newest(setup.id, now)
    for (const [source, table] of tables) {
      const codes = stations
        .filter((binding) => wants(binding, source))
        .map(({ station }) => station.device?.code ?? '')
      for (const { from, group } of grouped(codes, (code) => {
        const at = newest.get(`${source}/${code}`)
        return at === undefined ? now - AT_FIRST : at - back
      })) {
        const text = localText(from, setup.settings.zone)
        for await (const page of rowPages(session, server.dialect, table, source, group, text)) {
          await this.#takePage(source, page)
          if (this.#stopped) return
        }
      }
    }
    if (isWide) this.#wideAt = now + WIDE_EVERY
  }

  async #opened(): Promise<Session> {
    if (this.#session !== undefined) return this.#session
    const { setup, server } = this.#options
    const { password, settings } = setup
    if (password.kind === 'lost') {
      throw new Error('its password cannot be read: the key is lost, enter it anew')
    }
    const session = await server.open({
      settings,
      password: password.kind === 'known' ? password.text : undefined,
    })
    if (this.#stopped) {
      await session.close()
      throw new Error('stopped')
    }
    this.#session = session
    return session
  }

  async #hangUp(): Promise<void> {
    const session = this.#session
    this.#session = undefined
    this.#tables = undefined
    await session?.close()
  }

  async #takePage(source: Sl323Table, page: readonly Row[]): Promise<void> {
    const { setup, rows } = this.#options
    const keep = setup.settings.overlapHours * HOUR + SL323_LONGEST_PERIOD
    this.#counts.rows += page.length
    const byStation = groupedBy(page, ({ STCD }) => String(STCD).trim())
    const taken: { source: Sl323Table; code: string; rows: readonly TimedRow[]; keepFrom: Instant }[] = []
    const delivered: Promise<void>[] = []
    for (const [code, ofStation] of byStation) {
      const changes = changesOf(source, code, ofStation, setup.settings.zone, (from, to) =>
        rows.between(setup.id, source, code, from, to),
      )
      if (changes === undefined) continue
      this.#counts.changed += changes.rows.length
      delivered.push(this.#deliver(changes.document, code))
      const now = this.#options.clock.now()
      const newest = Math.max(...changes.rows.map(({ at }) => Math.min(at, now)))
      this.#noteNewest(newest)
      taken.push({ source, code, rows: changes.rows, keepFrom: newest - keep })
    }
    await Promise.all(delivered)
    if (taken.length > 0) rows.take(setup.id, taken)
  }

  #noteNewest(at: Instant): void {
    if (this.#newestAt === null || at > this.#newestAt) this.#newestAt = at
  }

  /** Resolves when all of it is on disk. */
  async #deliver(document: object, code: string): Promise<void> {
    const { clock, setup } = this.#options
    const at = clock.now()
    const context = { receivedAt: at, zone: 'UTC', station: code }
    const { received } = sl323.receive(undefined, fromUtf8(JSON.stringify(document)), context)
    for (const one of received) await this.#deliverOne(one, at, setup.id)
  }

  #deliverOne(received: Received, at: Instant, address: string): Promise<void> {
    const { delivery, stations } = this.#options
    const bindings = new Map(stations().map((binding) => [binding.station.device?.code, binding]))
    const origin: Origin = {
      protocol: 'sl323',
      address,
      bindingFor: (code) => bindings.get(code),
      speaker: undefined,
    }
    return new Promise((resolve, reject) => {
      const { readings } = delivery.deliver(received, origin, at, (delivered) =>
        delivered.kind === 'not-kept' ? reject(delivered.failure) : resolve(),
      )
      this.#counts.readings += readings
    })
  }

  #meet(stations: readonly StationId[]): void {
    const now = new Set(stations)
    for (const id of [...this.#there]) {
      if (now.has(id)) continue
      this.#there.delete(id)
      this.#options.onStation(id, false)
    }
    for (const id of now) {
      if (this.#there.has(id)) continue
      this.#there.add(id)
      this.#options.onStation(id, true)
    }
  }
}

/** True when one of the table's values is a datastream of the station. */
function wants({ elements }: Binding, source: Sl323Table): boolean {
  return SL323_TABLES[source].some(({ name }) => elements.has(name))
}

/** Stations that are asked for together: those that begin within the same hour, some at a time. */
function grouped(
  codes: readonly string[],
  fromOf: (code: string) => Instant,
): { readonly from: Instant; readonly group: readonly string[] }[] {
  const byFrom = groupedBy(
    codes.filter((code) => code !== ''),
    (code) => Math.floor(fromOf(code) / GROUP) * GROUP,
  )
  return [...byFrom].flatMap(([from, all]) =>
    Array.from({ length: Math.ceil(all.length / STATIONS_PER_QUERY) }, (_, index) => ({
      from,
      group: all.slice(index * STATIONS_PER_QUERY, (index + 1) * STATIONS_PER_QUERY),
    })),
  )
}

function groupedBy<T, K>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}
