import { type Instant, localDigits, SL323_TABLES, type Sl323Table } from '@tocsin/core'
import type { Dialect, Row, Session } from './server.ts'
import { type FoundTable, STATION_COLUMNS } from './tables.ts'

/** Rows of one page. */
export const PAGE = 1000
/** Stations of one query. */
export const STATIONS_PER_QUERY = 100
/** Stations of a database; a province has some ten thousand. */
const MOST_STATIONS = 20_000

/** `YYYY-MM-DD HH:mm:ss` in the zone of the database. */
export function localText(time: Instant, zone: string): string {
  const digits = localDigits(time, zone)
  const part = (from: number, to: number) => digits.slice(from, to)
  return `${part(0, 4)}-${part(4, 6)}-${part(6, 8)} ${part(8, 10)}:${part(10, 12)}:${part(12, 14)}`
}

/** Collects values and gives their placeholders. */
class Values {
  readonly list: (string | number)[] = []
  readonly #dialect: Dialect

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  put(value: string | number): string {
    this.list.push(value)
    return this.#dialect.placeholder(this.list.length - 1)
  }

  time(text: string): string {
    return this.#dialect.time(this.put(text))
  }
}

const column = (table: FoundTable, standard: string): string => {
  const name = table.columns.get(standard)
  if (name === undefined) throw new Error(`${table.name} has no column ${standard}`)
  return name
}

/**
 * Rows of these stations from `from` on, in pages, station by station and in the order of time within each. A page goes on where the one before
 * ended, so rows that are added meanwhile shift nothing.
 * @param from local text
 */
export async function* rowPages(
  session: Session,
  dialect: Dialect,
  table: FoundTable,
  standard: Sl323Table,
  stations: readonly string[],
  from: string,
): AsyncGenerator<Row[]> {
  const [code, time] = [column(table, 'STCD'), column(table, 'TM')]
  const names = [
    ...SL323_TABLES[standard].map(({ name }) => name),
    ...(standard === 'ST_PPTN_R' ? ['INTV'] : []),
  ]
  const present = names.flatMap((name) => {
    const spelled = table.columns.get(name)
    return spelled === undefined ? [] : [`${spelled} AS ${dialect.quote(name)}`]
  })
  const head = `SELECT ${code} AS ${dialect.quote('STCD')}, ${dialect.timeText(time)} AS ${dialect.quote('TM')}, ${present.join(', ')} FROM ${table.name}`
  let last: Row | undefined
  for (;;) {
    const values = new Values(dialect)
    const marks = stations.map((station) => values.put(station)).join(', ')
    let sql = `${head} WHERE ${code} IN (${marks}) AND ${time} >= ${values.time(from)}`
    if (last !== undefined) {
      const [station, at] = [String(last['STCD']), String(last['TM'])]
      sql += ` AND (${code} > ${values.put(station)} OR (${code} = ${values.put(station)} AND ${time} > ${values.time(at)}))`
    }
    const rows = await session.select(dialect.limited(`${sql} ORDER BY ${code}, ${time}`, PAGE), values.list)
    const next = rows.at(-1)
    if (rows.length > 0) yield rows
    // A server that rounds times could give the last row of a page again and again.
    if (rows.length < PAGE || next === undefined || sameKey(next, last)) return
    last = next
  }
}

function sameKey(a: Row, b: Row | undefined): boolean {
  return b !== undefined && a['STCD'] === b['STCD'] && a['TM'] === b['TM']
}

/** All of the station table, or what there is of its columns. */
export function stationRows(session: Session, dialect: Dialect, table: FoundTable): Promise<Row[]> {
  const present = STATION_COLUMNS.flatMap((name) => {
    const spelled = table.columns.get(name)
    return spelled === undefined ? [] : [`${spelled} AS ${dialect.quote(name)}`]
  })
  const select = `SELECT ${present.join(', ')} FROM ${table.name} ORDER BY ${column(table, 'STCD')}`
  return session.select(dialect.limited(select, MOST_STATIONS), [])
}

/** Of each station that has rows since `from`: how many, the first and the newest TM, and how many of each value are there. */
export function activity(
  session: Session,
  dialect: Dialect,
  table: FoundTable,
  standard: Sl323Table,
  from: string,
): Promise<Row[]> {
  const [code, time] = [column(table, 'STCD'), column(table, 'TM')]
  const counted = SL323_TABLES[standard].flatMap(({ name }) => {
    const spelled = table.columns.get(name)
    return spelled === undefined ? [] : [`COUNT(${spelled}) AS ${dialect.quote(name)}`]
  })
  const values = new Values(dialect)
  const select = `SELECT ${code} AS ${dialect.quote('STCD')}, COUNT(*) AS ${dialect.quote('N')}, ${dialect.timeText(`MIN(${time})`)} AS ${dialect.quote('FIRST')}, ${dialect.timeText(`MAX(${time})`)} AS ${dialect.quote('LAST')}, ${counted.join(', ')} FROM ${table.name} WHERE ${time} >= ${values.time(from)} GROUP BY ${code} ORDER BY ${code}`
  return session.select(dialect.limited(select, MOST_STATIONS), values.list)
}
