import { z } from 'zod'
import { backtestBody, backtestJob, backtestJobWithResult } from '../backtest.ts'
import { byId, call, LARGE_BODY } from './call.ts'

/** Calls of back-tests. */
export const backtestCalls = {
  startBacktest: call({
    method: 'POST',
    path: '/api/backtests',
    summary: 'Try a rule on history; a job, whose progress and result `getBacktest` tells',
    role: 'engineer',
    body: backtestBody,
    bodyLimit: LARGE_BODY,
    answers: { 202: backtestJob },
  }),
  listBacktests: call({
    method: 'GET',
    path: '/api/backtests',
    summary: 'Back-tests of the last hour, newest first; without their results',
    role: 'engineer',
    answers: { 200: z.object({ backtests: z.array(backtestJob) }) },
  }),
  getBacktest: call({
    method: 'GET',
    path: '/api/backtests/:id',
    summary: 'One back-test: how far it has come, and its result once it is done',
    role: 'engineer',
    params: byId,
    answers: { 200: backtestJobWithResult },
  }),
  cancelBacktest: call({
    method: 'DELETE',
    path: '/api/backtests/:id',
    summary: 'Cancel a back-test; one that has ended stays as it is',
    role: 'engineer',
    params: byId,
    answers: { 200: backtestJob },
  }),
} as const
