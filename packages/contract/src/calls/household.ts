import { z } from 'zod'
import {
  householdBody,
  householdTotals,
  householdView,
  roundBody,
  tickBody,
  tickEntry,
} from '../household.ts'
import { registerFile, registerImport, registerReading } from '../person.ts'
import { reason } from '../rule.ts'
import { areaPath } from '../station.ts'
import { byId, call, empty, LARGE_BODY } from './call.ts'

/** Calls about the households of danger zones. */
export const householdCalls = {
  listHouseholds: call({
    method: 'GET',
    path: '/api/households',
    summary: 'Households of an area and below, with their ticks',
    role: 'viewer',
    query: z.object({ area: areaPath.optional() }),
    answers: { 200: z.object({ households: z.array(householdView), totals: householdTotals }) },
  }),
  getHousehold: call({
    method: 'GET',
    path: '/api/households/:id',
    summary: 'One household with all that was ever ticked',
    role: 'viewer',
    params: byId,
    answers: { 200: z.object({ household: householdView, ticks: z.array(tickEntry) }) },
  }),
  createHousehold: call({
    method: 'POST',
    path: '/api/households',
    summary: 'Enter a household of a danger zone',
    role: 'engineer',
    body: householdBody,
    answers: { 201: householdView },
  }),
  changeHousehold: call({
    method: 'PUT',
    path: '/api/households/:id',
    summary: 'Replace a household’s entry',
    role: 'engineer',
    params: byId,
    body: householdBody,
    answers: { 200: householdView },
  }),
  deleteHousehold: call({
    method: 'DELETE',
    path: '/api/households/:id',
    summary: 'Take a household off the register; its ticks are kept',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  tickHousehold: call({
    method: 'POST',
    path: '/api/households/:id/ticks',
    summary: 'Tick a household as told, moved or returned, or take a tick back',
    role: 'operator',
    params: byId,
    body: tickBody,
    answers: { 201: householdView },
  }),
  beginRound: call({
    method: 'POST',
    path: '/api/households/rounds',
    summary: 'Begin a new flood: ticks of before count no longer in this area',
    role: 'duty-officer',
    body: roundBody,
    answers: { 201: z.object({ households: z.number().int() }) },
  }),
  readHouseholdFile: call({
    method: 'POST',
    path: '/api/households/files',
    summary:
      'What a list of households (.xlsx, CSV in UTF-8 or GBK, pasted cells) would change; saves nothing',
    role: 'engineer',
    body: registerFile,
    bodyLimit: LARGE_BODY,
    answers: { 200: registerReading },
  }),
  importHouseholds: call({
    method: 'POST',
    path: '/api/households/imports',
    summary: 'Save a list of households as it was seen in the dry run, all of it or nothing',
    role: 'engineer',
    body: registerImport,
    bodyLimit: LARGE_BODY,
    answers: { 201: registerReading },
  }),
} as const
