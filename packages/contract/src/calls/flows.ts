import { flowsView } from '../flows.ts'
import { call } from './call.ts'

/** Calls about Node-RED. */
export const flowsCalls = {
  readFlows: call({
    method: 'GET',
    path: '/api/flows',
    summary: 'How Node-RED fares',
    role: 'engineer',
    answers: { 200: flowsView },
  }),
  restartFlows: call({
    method: 'POST',
    path: '/api/flows/restarts',
    summary: 'Start Node-RED anew, out of safe mode and without waiting',
    role: 'engineer',
    answers: { 202: flowsView },
  }),
} as const
