import { z } from 'zod'
import { importBody, importView } from '../imports.ts'
import { call } from './call.ts'

const byId = z.object({ id: z.string().min(1).max(40) })

/** Calls that take history in. The file itself goes to `PUT /api/imports/:id/file?offset=N` as `application/octet-stream`. */
export const importCalls = {
  listImports: call({
    method: 'GET',
    path: '/api/imports',
    summary: 'Imports of history from files, the newest first',
    role: 'engineer',
    answers: { 200: z.object({ imports: z.array(importView) }) },
  }),
  createImport: call({
    method: 'POST',
    path: '/api/imports',
    summary:
      'Begin an import of history from CSV or InfluxDB line protocol; the file follows at PUT /api/imports/:id/file',
    role: 'engineer',
    body: importBody,
    answers: { 201: importView },
  }),
  readImport: call({
    method: 'GET',
    path: '/api/imports/:id',
    summary: 'How far an import has come, and what could not be used',
    role: 'engineer',
    params: byId,
    answers: { 200: importView },
  }),
  cancelImport: call({
    method: 'POST',
    path: '/api/imports/:id/cancellation',
    summary: 'End an import; what has come in stays',
    role: 'engineer',
    params: byId,
    answers: { 200: importView },
  }),
} as const
