import { z } from 'zod'
import { maintenanceBody, maintenanceView } from '../evaluation.ts'
import { instant } from '../station.ts'
import { missedPeakView, warningView, warningWithEvents } from '../warning.ts'
import { byId, call, limit, time } from './call.ts'

/** Calls about warnings, and about work during which nobody is warned. */
export const warningCalls = {
  listMaintenance: call({
    method: 'GET',
    path: '/api/maintenance',
    summary: 'Work that is going on',
    role: 'viewer',
    answers: { 200: z.object({ maintenance: z.array(maintenanceView) }) },
  }),
  orderMaintenance: call({
    method: 'POST',
    path: '/api/maintenance',
    summary:
      'Suppress the warnings of a station or area until a stated end; an end that is not after now ends it',
    role: 'duty-officer',
    body: maintenanceBody,
    answers: { 201: z.object({ maintenance: z.array(maintenanceView) }) },
  }),
  listWarnings: call({
    method: 'GET',
    path: '/api/warnings',
    summary: 'Warnings, gravest first; without their events',
    role: 'viewer',
    query: z.object({
      state: z.enum(['open', 'closed', 'all']).default('open'),
      before: time.optional(),
      limit,
    }),
    answers: { 200: z.object({ warnings: z.array(warningView), next: z.number().nullable() }) },
  }),
  getWarning: call({
    method: 'GET',
    path: '/api/warnings/:id',
    summary: 'One warning with its events',
    role: 'viewer',
    params: byId,
    answers: { 200: warningWithEvents },
  }),
  acknowledge: call({
    method: 'POST',
    path: '/api/warnings/:id/acknowledgements',
    summary: 'Take a warning over (签收)',
    role: 'operator',
    params: byId,
    body: z.strictObject({ note: z.string().max(500).optional() }),
    answers: { 200: warningWithEvents, 201: warningWithEvents },
  }),
  withdrawAcknowledgement: call({
    method: 'POST',
    path: '/api/warnings/:id/withdrawals',
    summary: 'Take back one’s own acknowledgement, within ten seconds of it; both stay recorded',
    role: 'operator',
    params: byId,
    answers: { 200: warningWithEvents, 201: warningWithEvents },
  }),
  addNote: call({
    method: 'POST',
    path: '/api/warnings/:id/notes',
    summary: 'Add a note to a warning',
    role: 'operator',
    params: byId,
    body: z.strictObject({ note: z.string().trim().min(1).max(2000) }),
    answers: { 201: warningWithEvents },
  }),
  closeWarning: call({
    method: 'POST',
    path: '/api/warnings/:id/closures',
    summary: 'Close a warning by hand, with a reason',
    role: 'duty-officer',
    params: byId,
    body: z.strictObject({ note: z.string().trim().min(1).max(500) }),
    answers: { 201: warningWithEvents },
  }),
  shelveWarning: call({
    method: 'POST',
    path: '/api/warnings/:id/shelvings',
    summary: 'No sound for a warning until then; a time that has passed ends it',
    role: 'operator',
    params: byId,
    body: z.strictObject({ until: instant, note: z.string().trim().min(1).max(500) }),
    answers: { 201: warningWithEvents },
  }),
  listMissedPeaks: call({
    method: 'GET',
    path: '/api/missed-peaks',
    summary: 'Breaches that were seen too late to call anybody for',
    role: 'viewer',
    query: z.object({ datastream: z.string().optional(), limit }),
    answers: { 200: z.object({ missedPeaks: z.array(missedPeakView) }) },
  }),
} as const
