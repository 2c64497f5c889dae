import { z } from 'zod'
import { baseVersion, reason } from '../rule.ts'
import { tableTrialBody, tableView } from '../table.ts'
import { byId, call, LARGE_BODY } from './call.ts'

/** Calls that try a threshold table in shadow beside the one in force. */
export const tableTrialCalls = {
  tryTable: call({
    method: 'POST',
    path: '/api/tables/:id/trials',
    summary:
      'Save values as a table of its own, with copies in shadow of the rules in force that go by this one: judged, and nobody is told',
    role: 'engineer',
    params: byId,
    body: tableTrialBody,
    bodyLimit: LARGE_BODY,
    answers: { 201: z.object({ table: tableView, rules: z.array(z.string()) }) },
  }),
  endTableTrial: call({
    method: 'POST',
    path: '/api/tables/:id/trial-end',
    summary:
      'End the trial of this table: its values become the next version of the table it is tried for, or are given up. Its rules in shadow are deleted',
    role: 'engineer',
    params: byId,
    body: z.strictObject({
      reason,
      outcome: z.enum(['put-in-force', 'given-up']),
      /** Of the table that it is tried for, as it was looked at. */
      baseVersion,
    }),
    /** The table that is in force now. */
    answers: { 200: tableView },
  }),
}
