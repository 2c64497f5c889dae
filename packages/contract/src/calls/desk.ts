import { deskView, noticesSeenBody } from '../desk.ts'
import { byId, call } from './call.ts'

/** Calls of the duty desk. */
export const deskCalls = {
  readDesk: call({
    method: 'GET',
    path: '/api/desk',
    summary:
      'What concerns whoever sits at this console: calls to them, notices that nobody has seen, who has not answered',
    role: 'viewer',
    answers: { 200: deskView },
  }),
  seeNotices: call({
    method: 'POST',
    path: '/api/callouts/:id/notices/seen',
    summary: 'Somebody at the desk has seen these notices; it stops no call',
    role: 'operator',
    params: byId,
    body: noticesSeenBody,
    answers: { 200: deskView },
  }),
} as const
