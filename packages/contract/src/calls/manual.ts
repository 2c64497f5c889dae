import { z } from 'zod'
import { manualReportBody, manualReportView, watcherLinkBody, watcherLinkView } from '../manual.ts'
import { areaPath, stationId } from '../station.ts'
import { call, empty, time } from './call.ts'

const LIMIT = z.coerce.number().int().min(1).max(500).default(50)

/** Calls about what people read and report (群测群防). */
export const manualCalls = {
  listManualReports: call({
    method: 'GET',
    path: '/api/manual-reports',
    summary: 'What people reported of a station, or in an area and below it, newest first',
    role: 'viewer',
    query: z.object({
      station: stationId.optional(),
      area: areaPath.optional(),
      /** Only notes, also those that stand beside a reading. */
      notes: z.enum(['yes', 'no']).default('no'),
      from: time.optional(),
      limit: LIMIT,
    }),
    answers: { 200: z.object({ reports: z.array(manualReportView) }) },
  }),
  enterManualReport: call({
    method: 'POST',
    path: '/api/stations/:id/reports',
    summary: 'Enter what somebody read at a station, or a note about it; answered when it is on disk',
    role: 'operator',
    params: z.object({ id: stationId }),
    body: manualReportBody,
    answers: { 201: manualReportView },
  }),
  listWatcherLinks: call({
    method: 'GET',
    path: '/api/watcher-links',
    summary: 'Pages that village watchers report by without signing in',
    role: 'operator',
    query: z.object({ station: stationId.optional() }),
    answers: { 200: z.object({ links: z.array(watcherLinkView) }) },
  }),
  createWatcherLink: call({
    method: 'POST',
    path: '/api/watcher-links',
    summary: 'Make a page for a village watcher; its address is answered once',
    role: 'operator',
    body: watcherLinkBody,
    /** `url` is null where nobody said how this gateway is reached: then it is the console's own address and `path`. */
    answers: { 201: watcherLinkView.extend({ path: z.string(), url: z.string().nullable() }) },
  }),
  removeWatcherLink: call({
    method: 'DELETE',
    path: '/api/watcher-links/:id',
    summary: 'Take a village watcher’s page away',
    role: 'operator',
    params: z.object({ id: z.coerce.number().int() }),
    answers: { 204: empty },
  }),
} as const
