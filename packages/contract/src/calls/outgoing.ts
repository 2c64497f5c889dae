import { z } from 'zod'
import { outgoingBody, outgoingChange, outgoingId, outgoingLine, outgoingView } from '../outgoing.ts'
import { reason } from '../rule.ts'
import { call, empty } from './call.ts'

const byId = z.object({ id: outgoingId })

/** Calls of the systems that hear of observations and warnings. */
export const outgoingCalls = {
  listOutgoing: call({
    method: 'GET',
    path: '/api/outgoing',
    summary: 'Systems that observations and warnings are published to, and how they fare',
    role: 'administrator',
    answers: { 200: z.object({ outgoing: z.array(outgoingView) }) },
  }),
  createOutgoing: call({
    method: 'POST',
    path: '/api/outgoing',
    summary: 'Publish to a system from now on. The secret is sealed and never given back',
    role: 'administrator',
    body: outgoingBody,
    answers: { 201: outgoingView },
  }),
  changeOutgoing: call({
    method: 'PUT',
    path: '/api/outgoing/:id',
    summary: 'Change, pause or go on with publishing to a system',
    role: 'administrator',
    params: byId,
    body: outgoingChange,
    answers: { 200: outgoingView },
  }),
  removeOutgoing: call({
    method: 'DELETE',
    path: '/api/outgoing/:id',
    summary: 'Publish to a system no more; what it does not have yet it will not get',
    role: 'administrator',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  testOutgoing: call({
    method: 'POST',
    path: '/api/outgoing/:id/tests',
    summary: 'Send a message that says that it is a test, also while it is paused',
    role: 'administrator',
    params: byId,
    answers: { 200: z.object({ ok: z.boolean(), detail: z.string() }) },
  }),
  readOutgoingLog: call({
    method: 'GET',
    path: '/api/outgoing/:id/log',
    summary: 'What was sent to a system lately, the newest first',
    role: 'administrator',
    params: byId,
    answers: { 200: z.object({ lines: z.array(outgoingLine) }) },
  }),
  settleOutgoing: call({
    method: 'POST',
    path: '/api/outgoing/:id/set-aside',
    summary: 'Send once more what a system refused, or give it up',
    role: 'administrator',
    params: byId,
    body: z.strictObject({ decision: z.enum(['send', 'give-up']), reason }),
    answers: { 200: outgoingView },
  }),
} as const
