import { z } from 'zod'
import {
  countyAdoptionBody,
  countyAdoptionView,
  countyDatabaseBody,
  countyDatabaseChange,
  countyDatabaseId,
  countyDatabaseView,
  countyStationView,
  countyTestView,
} from '../county.ts'
import { reason } from '../rule.ts'
import { call, empty } from './call.ts'

const byId = z.object({ id: countyDatabaseId })

/** Calls of the databases that counties keep their hydrology in. */
export const countyCalls = {
  listCountyDatabases: call({
    method: 'GET',
    path: '/api/county-databases',
    summary: 'Hydrology databases (SL 323) that are read, and how they fare',
    role: 'engineer',
    answers: { 200: z.object({ databases: z.array(countyDatabaseView) }) },
  }),
  createCountyDatabase: call({
    method: 'POST',
    path: '/api/county-databases',
    summary: 'Set up a hydrology database; it is read at once. The password is sealed and never given back',
    role: 'engineer',
    body: countyDatabaseBody,
    answers: { 201: countyDatabaseView },
  }),
  changeCountyDatabase: call({
    method: 'PUT',
    path: '/api/county-databases/:id',
    summary: 'Change, pause or go on with a hydrology database',
    role: 'engineer',
    params: byId,
    body: countyDatabaseChange,
    answers: { 200: countyDatabaseView },
  }),
  removeCountyDatabase: call({
    method: 'DELETE',
    path: '/api/county-databases/:id',
    summary: 'Read a hydrology database no more; its stations stay',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  testCountyDatabase: call({
    method: 'POST',
    path: '/api/county-databases/:id/tests',
    summary: 'Try a hydrology database as it is set up, also while it is paused',
    role: 'engineer',
    params: byId,
    answers: { 200: countyTestView },
  }),
  listCountyStations: call({
    method: 'GET',
    path: '/api/county-databases/:id/stations',
    summary: 'Stations of a hydrology database, and which of them have been adopted',
    role: 'engineer',
    params: byId,
    answers: { 200: z.object({ stations: z.array(countyStationView) }) },
  }),
  adoptCountyStations: call({
    method: 'POST',
    path: '/api/county-databases/:id/stations',
    summary:
      'Register stations of a hydrology database with what they measure; their rows are read from now on',
    role: 'engineer',
    params: byId,
    body: countyAdoptionBody,
    answers: { 200: countyAdoptionView },
  }),
} as const
