import type { FastifyReply } from 'fastify'
import type { SheetWritten } from '../tables/sheet.ts'
import { ProblemAnswer, problemOf } from './problem.ts'
import type { TableFormat } from './services.ts'

const TYPES: Record<TableFormat, { type: string; ending: string }> = {
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
  csv: { type: 'text/csv; charset=utf-8', ending: 'csv' },
  'csv-gbk': { type: 'text/csv; charset=gbk', ending: 'csv' },
}

/** The format that a query asks for, .xlsx where it asks for none. Throws a problem for any other word. */
export function formatOf(text = 'xlsx'): TableFormat {
  if (Object.hasOwn(TYPES, text)) return text as TableFormat
  const faults = [
    { path: 'format', message: `"${text}" is no format`, expected: Object.keys(TYPES).join(', ') },
  ]
  throw new ProblemAnswer(problemOf({ kind: 'invalid', detail: 'No such format', faults }))
}

/** Sends a file to be saved under a name, or says which cells its encoding has no characters for. */
export function sendSheet(
  reply: FastifyReply,
  name: string,
  format: TableFormat,
  written: SheetWritten,
): FastifyReply {
  if (!written.ok) {
    const faults = written.faults.map(({ cell, message, expected }) => ({ path: cell, message, expected }))
    throw new ProblemAnswer(
      problemOf({ kind: 'invalid', detail: 'It cannot be written in this format', faults }),
    )
  }
  return reply
    .type(TYPES[format].type)
    .header('content-disposition', `attachment; filename="${name}.${TYPES[format].ending}"`)
    .send(Buffer.from(written.bytes))
}
