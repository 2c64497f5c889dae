import { SL323_TABLES, type Sl323Table } from '@tocsin/core'
import type { Dialect, Session } from './server.ts'

/** The station table of SL 323. */
export const STATION_TABLE = 'ST_STBPRP_B'
const TABLES = [STATION_TABLE, ...Object.keys(SL323_TABLES)]

/** The columns of the station table that are read; of them only STCD must be there. */
export const STATION_COLUMNS = ['STCD', 'STNM', 'RVNM', 'LGTD', 'LTTD', 'STTP', 'DTMNM', 'ADDVCD'] as const

/** A table as it is there: its quoted name, and the quoted name of each column by the standard's. */
export interface FoundTable {
  readonly name: string
  readonly columns: ReadonlyMap<string, string>
}
export type FoundTables = ReadonlyMap<string, FoundTable>

/**
 * Finds the tables of SL 323, or views under their names, however they are spelled: PostgreSQL keeps them small, others as they were made.
 * @param schema where they lie; undefined: where the dialect looks first, else the first place that has the table
 */
export async function findTables(
  session: Session,
  dialect: Dialect,
  schema: string | undefined,
): Promise<FoundTables> {
  const { quote, placeholder, currentSchema } = dialect
  const marks = TABLES.map((_, index) => placeholder(index)).join(', ')
  const where =
    currentSchema !== undefined
      ? ` AND table_schema = ${currentSchema}`
      : schema !== undefined
        ? ` AND table_schema = ${placeholder(TABLES.length)}`
        : ''
  const values = [...TABLES, ...(currentSchema === undefined && schema !== undefined ? [schema] : [])]
  const rows = await session.select(
    `SELECT table_schema AS s, table_name AS t, column_name AS c FROM information_schema.columns WHERE UPPER(table_name) IN (${marks})${where} ORDER BY table_schema, table_name`,
    values,
  )
  const places = new Map<string, Map<string, Map<string, string>>>()
  for (const row of rows) {
    const [place, table, column] = [String(row['s']), String(row['t']), String(row['c'])]
    const standard = table.toUpperCase()
    const inTable = places.get(standard) ?? new Map<string, Map<string, string>>()
    places.set(standard, inTable)
    const spelled = `${quote(place)}.${quote(table)}`
    const columns = inTable.get(spelled) ?? new Map<string, string>()
    inTable.set(spelled, columns)
    columns.set(column.toUpperCase(), quote(column))
  }
  const found = new Map<string, FoundTable>()
  for (const [standard, spellings] of places) {
    const preferred = [...spellings].find(([name]) =>
      dialect.defaultSchema === undefined ? true : name.startsWith(`${quote(dialect.defaultSchema)}.`),
    )
    const [name, columns] = preferred ?? [...spellings][0] ?? []
    if (name !== undefined && columns !== undefined) found.set(standard, { name, columns })
  }
  return found
}

/** What of a table must be there that it can be read. */
export function missingColumns(standard: string, table: FoundTable | undefined): string[] {
  if (table === undefined) return []
  const needed = standard === STATION_TABLE ? ['STCD'] : ['STCD', 'TM']
  const missing = needed.filter((column) => !table.columns.has(column))
  const values: readonly { name: string }[] = SL323_TABLES[standard as Sl323Table] ?? []
  if (values.length > 0 && !values.some(({ name }) => table.columns.has(name))) {
    missing.push(values.map(({ name }) => name).join(' or '))
  }
  return missing
}

/** Tables of values that are there and can be read. */
export function readable(tables: FoundTables): [Sl323Table, FoundTable][] {
  return (Object.keys(SL323_TABLES) as Sl323Table[]).flatMap((standard) => {
    const table = tables.get(standard)
    return table === undefined || missingColumns(standard, table).length > 0 ? [] : [[standard, table]]
  })
}
