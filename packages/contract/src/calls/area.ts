import { z } from 'zod'
import { areaBody, areasBody } from '../area.ts'
import { call, empty, LARGE_BODY } from './call.ts'

/** Calls about the tree of areas. */
export const areaCalls = {
  listAreas: call({
    method: 'GET',
    path: '/api/areas',
    summary: 'The tree of areas, and paths that stations name and nobody has entered',
    role: 'viewer',
    answers: { 200: z.object({ areas: z.array(areaBody), unregistered: z.array(z.string()) }) },
  }),
  saveAreas: call({
    method: 'POST',
    path: '/api/areas',
    summary: 'Enter or rename areas, all of them or none',
    role: 'engineer',
    body: areasBody,
    bodyLimit: LARGE_BODY,
    answers: { 200: z.object({ areas: z.array(areaBody) }) },
  }),
  deleteArea: call({
    method: 'DELETE',
    path: '/api/areas/:path',
    summary: 'Remove an area that nothing lies in',
    role: 'engineer',
    params: z.object({ path: areaBody.shape.path }),
    answers: { 204: empty },
  }),
} as const
