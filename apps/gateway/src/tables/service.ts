import type { DatabaseSync } from 'node:sqlite'
import type { TableReading, TableVersion } from '@tocsin/contract'
import {
  type AreaPath,
  areaContains,
  compileRow,
  differences,
  type Level,
  type RowSubject,
  type Rule,
  type RuleId,
  type Station,
  type StationId,
  type Table,
  type TableDefinition,
  type TableId,
  tableFaults,
  usesTable,
} from '@tocsin/core'
import type { Fault, Outcome, PersonActor, TablesService } from '../http/services.ts'
import type { Registry } from '../registry/registry.ts'
import type { InTurn } from '../registry/turns.ts'
import type { RulesHost } from '../rules/host.ts'
import { columnLevels, levelLacked } from '../rules/rule-faults.ts'
import { isArea, isDatastream } from '../rules/scope-faults.ts'
import { isSame, overtaken, withoutVersion } from '../rules/service.ts'
import { coveredMisfits, tableMisfits } from './fit.ts'
import { exportTable, importPastedTable, importTable } from './import-table.ts'
import { stationsOf } from './subjects.ts'
import type { TableContext } from './table-file.ts'

export interface TablesServiceOptions {
  readonly database: DatabaseSync
  readonly registry: Registry
  readonly host: RulesHost
  readonly inTurn: InTurn
}

/** Differences told of one version: a table that was typed anew differs everywhere. */
const MOST_CHANGES = 200

/** Threshold tables (预警指标表) as HTTP sees them. Each change is a config entry in the journal. */
export function createTablesService(options: TablesServiceOptions): TablesService {
  const { database, registry, host, inTurn } = options
  const selectVersions = database.prepare('SELECT * FROM table_versions WHERE table_id = ? ORDER BY version')
  const selectIds = database.prepare('SELECT DISTINCT table_id FROM table_versions')

  function nextId(): TableId {
    const numbers = selectIds
      .all()
      .map((row) => Number(/^table-(\d+)$/.exec(row['table_id'] as string)?.[1] ?? 0))
    return `table-${Math.max(0, ...numbers) + 1}`
  }

  function usersOf(id: TableId): RuleId[] {
    return registry
      .rules()
      .filter((rule) => usesTable(rule) && rule.condition.table === id)
      .map((rule) => rule.id)
  }

  async function save(
    table: Table,
    by: PersonActor,
    reason: string | undefined,
  ): Promise<Outcome<{ table: Table }>> {
    const unfit = tableMisfits(table, (subject) => stationsOf(subject, registered))
    const told = new Set(unfit.map(({ path }) => path))
    const faults: Fault[] = [
      ...tableFaults(table),
      ...unknownSubjects(table),
      ...unfit,
      ...misfits(table).filter(({ path }) => !told.has(path)),
    ]
    if (faults.length > 0) {
      return { ok: false, refusal: { kind: 'invalid', detail: 'The table makes no sense', faults } }
    }
    await host.configure({ kind: 'table', table, reason }, by)
    return { ok: true, table }
  }

  function unknownSubjects({ rows }: TableDefinition): Fault[] {
    return rows.flatMap(({ subject }, index) => {
      if (isKnown(subject)) return []
      const [kind, id] = Object.entries(subject)[0] as [string, string]
      return [
        {
          path: `rows[${index}].subject.${kind}`,
          message: `there is no ${kind} ${id}`,
          expected: `a registered ${kind}`,
        },
      ]
    })
  }

  function isKnown(subject: RowSubject): boolean {
    if ('station' in subject) return registry.station(subject.station) !== undefined
    if ('datastream' in subject) return isDatastream(subject.datastream, registry)
    return isArea(subject.area, registry)
  }

  const registered = {
    station: (id: StationId) => registry.station(id),
    stationsIn: (path: AreaPath) => registry.stations().filter(({ area }) => areaContains(path, area)),
  }

  /** What a rule that goes by the table already could no longer make of it. */
  function misfits(table: Table): Fault[] {
    const faults: Fault[] = []
    for (const rule of registry.rules()) {
      if (!usesTable(rule) || rule.condition.table !== table.id) continue
      if (rule.condition.kind !== table.kind) {
        faults.push({
          path: 'kind',
          message: `the rule "${rule.name}" goes by it as ${rule.condition.kind}`,
          expected: rule.condition.kind,
        })
        continue
      }
      for (const [index, row] of table.rows.entries()) compileRow(rule, table, index, row, faults)
      faults.push(...coveredMisfits(rule, table, registry.stations()), ...columnsLacked(rule, table))
    }
    return faults
  }

  /** Columns that the rule, or a composite that it is a member of, could not do without: it would never be judged, or never fire. */
  function columnsLacked(rule: Rule, table: Table): Fault[] {
    const levels = columnLevels(table)
    const own = (Object.keys(rule.levels) as Level[])
      .filter((level) => !levels.includes(level))
      .map((level) => ({ level, message: `the rule "${rule.name}" speaks of ${level}` }))
    const asked = registry
      .rules()
      .filter(({ state }) => state !== 'draft')
      .flatMap((composite) => {
        const level = levelLacked(rule.id, levels, composite)
        const message = `"${composite.name}" waits for "${rule.name}" at ${level}`
        return level === undefined ? [] : [{ level, message }]
      })
    return [...own, ...asked].map(({ level, message }) => ({
      path: 'columns',
      message: `${message}, which no column is about any more`,
      expected: `a column for ${level}`,
    }))
  }

  function versions(id: TableId): { table: Table; version: TableVersion }[] {
    let before: unknown
    return selectVersions
      .all(id)
      .map((row) => {
        const table = JSON.parse(row['definition'] as string) as Table
        const changes = before === undefined ? [] : withoutVersion(differences(before, table))
        before = table
        const version: TableVersion = {
          version: table.version,
          at: row['at'] as number,
          by: row['by_id'] as string,
          reason: row['reason'] as string | null,
          changes: changes.slice(0, MOST_CHANGES),
        }
        return { table, version }
      })
      .reverse()
  }

  function context(name: string | undefined): TableContext {
    const stations = registry.stations()
    const areas = [...new Set(stations.flatMap(({ area }) => aboveAndSelf(area)))]
    return {
      name,
      ...registered,
      stationsNamed: (wanted) => stations.filter((one: Station) => one.name === wanted),
      isArea: (path) => isArea(path, registry),
      areasNamed: (wanted) => areas.filter((path) => path.split('/').at(-1) === wanted),
    }
  }

  return {
    list: () =>
      registry.tables().map(({ id, version, name, kind, rows, trialOf }) => ({
        id,
        version,
        name,
        kind,
        rows: rows.length,
        ...(trialOf !== undefined && { trialOf }),
        rules: usersOf(id),
      })),

    get(id, version) {
      const all = versions(id)
      const found =
        version === undefined ? registry.table(id) : all.find((one) => one.version.version === version)?.table
      if (registry.table(id) === undefined || found === undefined) return undefined
      return { table: found, versions: all.map((one) => one.version) }
    },

    create: (definition, by) =>
      inTurn(() => save({ ...definition, id: nextId(), version: 1 }, by, undefined)),

    change: (id, definition, reason, by, baseVersion) =>
      inTurn(async () => {
        const before = registry.table(id)
        if (before === undefined) return notFound(id)
        if (baseVersion !== undefined && baseVersion !== before.version) return overtaken(before)
        const table: Table = { ...definition, id, version: before.version + 1 }
        if (isSame(before, table)) return { ok: true, table: before, changed: false }
        const outcome = await save(table, by, reason)
        return outcome.ok ? { ...outcome, changed: true } : outcome
      }),

    revert: (id, version, reason, by) =>
      inTurn(async () => {
        const before = registry.table(id)
        const earlier = versions(id).find((one) => one.version.version === version)
        if (before === undefined || earlier === undefined) return notFound(id)
        return save({ ...earlier.table, version: before.version + 1 }, by, reason)
      }),

    remove: (id, reason, by) =>
      inTurn(async () => {
        if (registry.table(id) === undefined) return notFound(id)
        const users = usersOf(id)
        if (users.length > 0) {
          return {
            ok: false,
            refusal: { kind: 'in-use', detail: `${users.join(', ')} would lose their values` },
          }
        }
        await host.configure({ kind: 'table-deleted', table: id, reason }, by)
        return { ok: true }
      }),

    async readFile({ content, fileName, name }) {
      const bytes = Buffer.from(content, 'base64')
      const called = name ?? fileName?.replace(/\.[A-Za-z0-9]+$/, '')
      const read =
        fileName === undefined
          ? importPastedTable(bytes.toString('utf8'), context(called))
          : await importTable(bytes, context(called))
      if (!read.ok) {
        const faults = read.faults.map((fault) => ({ row: 0, column: 0, cell: '', ...fault }))
        return { table: null, faults, notes: [] }
      }
      const notes = read.notes.map((note) =>
        'cell' in note ? `${note.cell}: ${note.message}` : note.message,
      )
      return { table: read.definition as TableReading['table'], faults: [], notes }
    },

    writeFile: async (id, format) => {
      const table = registry.table(id)
      if (table === undefined) return undefined
      return exportTable(table, format, (subject) =>
        'station' in subject ? registry.station(subject.station)?.name : undefined,
      )
    },
  }
}

function aboveAndSelf(area: string): string[] {
  const parts = area.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

function notFound(id: TableId): { ok: false; refusal: { kind: 'not-found'; detail: string } } {
  return { ok: false, refusal: { kind: 'not-found', detail: `No table ${id}, or no such version of it` } }
}
