import { z } from 'zod'
import { calloutWithLedger } from '../callout.ts'
import { drillBody, drillView, recordView, statisticsView } from '../record.ts'
import { byId, call, time } from './call.ts'

/** Calls of what is told after the event, of drills and of statistics. */
export const recordCalls = {
  getWarningRecord: call({
    method: 'GET',
    path: '/api/warnings/:id/record',
    summary: 'After the event: what happened when, how long each took, who answered; numbers masked',
    role: 'viewer',
    params: byId,
    answers: { 200: recordView },
  }),
  getCalloutRecord: call({
    method: 'GET',
    path: '/api/callouts/:id/record',
    summary: 'The record of a call-out by hand, or of an exercise; numbers masked',
    role: 'viewer',
    params: byId,
    answers: { 200: recordView },
  }),
  getDrillReport: call({
    method: 'GET',
    path: '/api/callouts/:id/drill',
    summary: 'The report of an exercise (演练), beside the last one of the same area',
    role: 'viewer',
    params: byId,
    answers: { 200: drillView },
  }),
  startDrill: call({
    method: 'POST',
    path: '/api/drills',
    summary: 'An exercise begun by what a back-test says a flood of the past would have raised',
    role: 'operator',
    body: drillBody,
    answers: { 201: calloutWithLedger },
  }),
  getStatistics: call({
    method: 'GET',
    path: '/api/statistics',
    summary: 'Statistics of real call-outs that began in a period of at most 400 days',
    role: 'viewer',
    query: z.object({ from: time, to: time }),
    answers: { 200: statisticsView },
  }),
} as const
