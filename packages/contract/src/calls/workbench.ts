import { PROTOCOLS } from '@tocsin/core'
import { z } from 'zod'
import { exampleFrame, rejectedFrameView, strangerFrameView } from '../workbench.ts'
import { call } from './call.ts'

/** Calls of the decode workbench, which reads frames in the browser. */
export const workbenchCalls = {
  readRejectedFrame: call({
    method: 'GET',
    path: '/api/rejected-frames/:id',
    summary: 'A frame of which something could not be read, as it came; it may hold the device’s password',
    role: 'engineer',
    params: z.object({ id: z.coerce.number().int() }),
    answers: { 200: rejectedFrameView },
  }),
  readStrangerFrame: call({
    method: 'GET',
    path: '/api/stranger-frame',
    summary: 'The newest frame of a device that is not registered; it may hold the device’s password',
    role: 'engineer',
    query: z.object({ protocol: z.enum(PROTOCOLS), code: z.string(), address: z.string() }),
    answers: { 200: strangerFrameView },
  }),
  listExampleFrames: call({
    method: 'GET',
    path: '/api/example-frames',
    summary: 'Frames of the device profiles to learn from',
    role: 'engineer',
    answers: { 200: z.object({ examples: z.array(exampleFrame) }) },
  }),
}
