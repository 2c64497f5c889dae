import type { CountyStationView } from '@tocsin/contract'
import {
  DAY,
  type DeviceProfile,
  type DurationMs,
  HOUR,
  type Instant,
  MINUTE,
  SL323_TABLES,
  sl323Time,
} from '@tocsin/core'
import { activity, localText, stationRows } from './queries.ts'
import type { Cell, CountyServer, Row, Session } from './server.ts'
import type { CountySetup } from './setup-store.ts'
import { findTables, readable, STATION_TABLE } from './tables.ts'

/** Rows of so long say what a station measures. */
const LOOKED_AT: DurationMs = 30 * DAY
/** How often a station may report, as far as a guess goes. */
const INTERVALS: readonly DurationMs[] = [
  5 * MINUTE,
  6 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
]

/** A station that a database has, and what its rows say of it. */
export interface Offer extends Omit<CountyStationView, 'adopted'> {
  /** DTMNM: what its water levels are counted from. */
  readonly datum: string
}

/** All stations of a database: those of the station table, and those that have rows and do not stand in it. */
export async function offersOf(
  session: Session,
  { dialect }: CountyServer,
  { settings }: CountySetup,
  profile: DeviceProfile,
  now: Instant,
): Promise<Offer[]> {
  const tables = await findTables(session, dialect, settings.schema)
  const described = tables.get(STATION_TABLE)
  const rows = described === undefined ? [] : await stationRows(session, dialect, described)
  const offers = new Map(rows.map((row) => [textOf(row['STCD']), describedBy(row)]))
  const from = localText(now - LOOKED_AT, settings.zone)
  for (const [source, table] of readable(tables)) {
    for (const row of await activity(session, dialect, table, source, from)) {
      const code = textOf(row['STCD'])
      const offer = offers.get(code) ?? describedBy({ STCD: code })
      offers.set(code, {
        ...offer,
        measures: [...offer.measures, ...measured(source, row, settings.zone, profile)],
      })
    }
  }
  offers.delete('')
  return [...offers.values()]
}

function describedBy(row: Row): Offer {
  const code = textOf(row['STCD'])
  return {
    code,
    name: textOf(row['STNM']).slice(0, 100) || code,
    type: textOf(row['STTP']).toUpperCase(),
    river: textOf(row['RVNM']),
    position: positionOf(row['LGTD'], row['LTTD']),
    datum: textOf(row['DTMNM']).slice(0, 40),
    measures: [],
  }
}

function measured(
  source: keyof typeof SL323_TABLES,
  row: Row,
  zone: string,
  profile: DeviceProfile,
): CountyStationView['measures'] {
  const newestAt = sl323Time(row['LAST'], zone)
  const first = sl323Time(row['FIRST'], zone)
  if (newestAt === undefined || first === undefined) return []
  return SL323_TABLES[source].flatMap(({ name }) => {
    const count = Number(row[name] ?? 0)
    const channel = profile.channels.find(({ element }) => element === name)
    if (count === 0 || channel === undefined) return []
    const { datastream } = channel
    const intervalMs = count < 3 ? datastream.intervalMs : nearest((newestAt - first) / (count - 1))
    return [
      {
        datastream: datastream.name,
        property: datastream.property,
        unit: datastream.unit,
        intervalMs,
        newestAt,
      },
    ]
  })
}

/** The usual interval that is nearest to what was found on average. */
function nearest(average: DurationMs): DurationMs {
  return INTERVALS.toSorted((a, b) => Math.abs(a - average) - Math.abs(b - average))[0] ?? HOUR
}

function positionOf(longitude: Cell | undefined, latitude: Cell | undefined): Offer['position'] {
  const [east, north] = [Number(longitude ?? Number.NaN), Number(latitude ?? Number.NaN)]
  const isPlace = Math.abs(east) <= 180 && Math.abs(north) <= 90 && (east !== 0 || north !== 0)
  return isPlace ? { longitude: east, latitude: north } : null
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell).trim()
}
