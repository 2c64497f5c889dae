import { z } from 'zod'
import { placeBody, placeView } from '../place.ts'
import { reason } from '../rule.ts'
import { byId, call, empty } from './call.ts'

/** The most positions of a place, in bytes. */
const PLACE_BODY = 4 * 1024 * 1024

/** Calls about what the map shows besides stations. */
export const placeCalls = {
  listPlaces: call({
    method: 'GET',
    path: '/api/places',
    summary: 'What the map shows besides stations: zones, villages, shelters, routes, teams, stores',
    role: 'viewer',
    answers: { 200: z.object({ places: z.array(placeView) }) },
  }),
  createPlace: call({
    method: 'POST',
    path: '/api/places',
    summary: 'Draw a place on the map',
    role: 'engineer',
    body: placeBody,
    bodyLimit: PLACE_BODY,
    answers: { 201: placeView },
  }),
  changePlace: call({
    method: 'PUT',
    path: '/api/places/:id',
    summary: 'Replace a place',
    role: 'engineer',
    params: byId,
    body: placeBody,
    bodyLimit: PLACE_BODY,
    answers: { 200: placeView },
  }),
  deletePlace: call({
    method: 'DELETE',
    path: '/api/places/:id',
    summary: 'Take a place off the map',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
} as const
