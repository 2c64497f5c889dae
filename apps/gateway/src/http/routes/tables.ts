import { problem, type TableView } from '@tocsin/contract'
import type { Table, TableDefinition } from '@tocsin/core'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import { ProblemAnswer, problems } from '../problem.ts'
import type { Services, TableFormat } from '../services.ts'
import { sendSheet } from '../sheet-answer.ts'

type TableCalls =
  | 'listTables'
  | 'getTable'
  | 'createTable'
  | 'changeTable'
  | 'revertTable'
  | 'deleteTable'
  | 'readTableFile'

/** Threshold tables (预警指标表), their versions and files. */
export function tableRoutes({ tables }: Services): Routes<TableCalls> {
  const saved = (table: Table, more: Readonly<Record<string, unknown>> = {}) => ({
    body: view(table),
    audit: { subject: table.id, detail: { version: table.version, name: table.name, ...more } },
  })

  return {
    listTables: () => ({ status: 200, body: { tables: tables.list() } }),

    getTable({ params, query }) {
      const found = tables.get(params.id, query.version)
      if (found === undefined) return notFound(`No table ${params.id}, or no such version of it`)
      return { status: 200, body: { table: view(found.table), versions: found.versions } }
    },

    async createTable({ body, caller }) {
      const outcome = await tables.create(body as TableDefinition, actorOf(caller))
      return outcome.ok ? { status: 201, ...saved(outcome.table) } : outcome
    },

    async changeTable({ params, body: { reason, baseVersion, ...definition }, caller }) {
      const by = actorOf(caller)
      const outcome = await tables.change(params.id, definition as TableDefinition, reason, by, baseVersion)
      if (!outcome.ok) return outcome
      return outcome.changed
        ? { status: 200, ...saved(outcome.table, { reason }) }
        : { status: 200, body: view(outcome.table) }
    },

    async revertTable({ params, body: { version, reason }, caller }) {
      const outcome = await tables.revert(params.id, version, reason, actorOf(caller))
      return outcome.ok ? { status: 200, ...saved(outcome.table, { revertedTo: version, reason }) } : outcome
    },

    async deleteTable({ params, query: { reason }, caller }) {
      const outcome = await tables.remove(params.id, reason, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason } } }
    },

    async readTableFile({ body }) {
      return { status: 200, body: await tables.readFile(body) }
    },
  }
}

const FORMATS = ['xlsx', 'csv', 'csv-gbk'] as const
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const bytes = z.string().meta({ format: 'binary' })

/** `GET /api/tables/{id}/file?format=xlsx|csv|csv-gbk`: a download, so no call of the contract, which speaks JSON. */
export function serveTableFiles(app: FastifyInstance, { tables }: Services): void {
  app.get<{ Params: { id: string }; Querystring: { format: TableFormat } }>(
    '/api/tables/:id/file',
    {
      config: { role: 'viewer' },
      schema: {
        operationId: 'getTableFile',
        summary: 'A table as a file: .xlsx, or CSV in UTF-8 or GBK',
        description: 'Least role: viewer.',
        tags: ['tables'],
        security: [{ session: [] }, { token: [] }],
        params: z.object({ id: z.string().min(1).max(128) }),
        querystring: z.object({ format: z.enum(FORMATS).default('xlsx') }),
        response: {
          200: { content: { [XLSX]: { schema: bytes }, 'text/csv': { schema: bytes } } },
          default: { content: { 'application/problem+json': { schema: problem } } },
        },
      },
    },
    async ({ params, query: { format } }, reply) => {
      const written = await tables.writeFile(params.id, format)
      if (written === undefined) throw new ProblemAnswer(problems.notFound(`No table ${params.id}`))
      return sendSheet(reply, params.id, format, written)
    },
  )
}

/** The same table; core's lists and records are read-only, the contract's are not. */
function view(table: Table): TableView {
  return table as TableView
}
