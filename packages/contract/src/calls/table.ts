import { z } from 'zod'
import { reason } from '../rule.ts'
import {
  tableBody,
  tableChange,
  tableFile,
  tableReading,
  tableSummary,
  tableVersion,
  tableView,
} from '../table.ts'
import { byId, call, empty, LARGE_BODY } from './call.ts'

/** Calls about threshold tables (预警指标表). */
export const tableCalls = {
  listTables: call({
    method: 'GET',
    path: '/api/tables',
    summary: 'All threshold tables, without their rows',
    role: 'viewer',
    answers: { 200: z.object({ tables: z.array(tableSummary) }) },
  }),
  getTable: call({
    method: 'GET',
    path: '/api/tables/:id',
    summary: 'One table, or an earlier version of it, with the list of its versions',
    role: 'viewer',
    params: byId,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    answers: { 200: z.object({ table: tableView, versions: z.array(tableVersion) }) },
  }),
  createTable: call({
    method: 'POST',
    path: '/api/tables',
    summary: 'Save a table as version 1',
    role: 'engineer',
    body: tableBody,
    bodyLimit: LARGE_BODY,
    answers: { 201: tableView },
  }),
  changeTable: call({
    method: 'PUT',
    path: '/api/tables/:id',
    summary:
      'Save a new version of a table; rules that go by it judge anew at once. One that is the same makes none',
    role: 'engineer',
    params: byId,
    body: tableChange,
    bodyLimit: LARGE_BODY,
    answers: { 200: tableView },
  }),
  revertTable: call({
    method: 'POST',
    path: '/api/tables/:id/reversions',
    summary: 'Save an earlier version as the newest',
    role: 'engineer',
    params: byId,
    body: z.strictObject({ version: z.number().int().min(1), reason }),
    answers: { 200: tableView },
  }),
  deleteTable: call({
    method: 'DELETE',
    path: '/api/tables/:id',
    summary: 'Delete a table that no rule goes by',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  readTableFile: call({
    method: 'POST',
    path: '/api/tables/files',
    summary: 'Read a table from .xlsx, CSV (UTF-8, GBK) or pasted cells; saves nothing',
    role: 'engineer',
    body: tableFile,
    bodyLimit: LARGE_BODY,
    answers: { 200: tableReading },
  }),
} as const
