import { z } from 'zod'
import {
  fullNumber,
  personBody,
  personRecord,
  registerFile,
  registerImport,
  registerReading,
} from '../person.ts'
import { reason } from '../rule.ts'
import { areaPath } from '../station.ts'
import { byId, call, empty, LARGE_BODY } from './call.ts'

/** Calls about people who can be called. */
export const personCalls = {
  listPersons: call({
    method: 'GET',
    path: '/api/persons',
    summary: 'Who can be called, numbers masked; a viewer sees no numbers',
    role: 'viewer',
    query: z.object({ area: areaPath.optional() }),
    answers: { 200: z.object({ persons: z.array(personRecord) }) },
  }),
  getPerson: call({
    method: 'GET',
    path: '/api/persons/:id',
    summary: 'One person, numbers masked',
    role: 'viewer',
    params: byId,
    answers: { 200: personRecord },
  }),
  createPerson: call({
    method: 'POST',
    path: '/api/persons',
    summary: 'Enter a person who can be called',
    role: 'engineer',
    body: personBody,
    answers: { 201: personRecord },
  }),
  changePerson: call({
    method: 'PUT',
    path: '/api/persons/:id',
    summary: 'Replace a person’s entry; channels named without an address keep theirs',
    role: 'engineer',
    params: byId,
    body: personBody,
    answers: { 200: personRecord },
  }),
  deletePerson: call({
    method: 'DELETE',
    path: '/api/persons/:id',
    summary: 'Take a person out: numbers are destroyed, the name stays for old calls',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  readFullNumber: call({
    method: 'POST',
    path: '/api/persons/:id/channels/:channel/readings',
    summary: 'Read a full number; who read whose and when is written to the audit log first',
    role: 'duty-officer',
    params: byId.extend({ channel: z.string().min(1).max(64) }),
    body: z.strictObject({ purpose: z.string().trim().min(1).max(200).optional() }),
    answers: { 201: fullNumber },
  }),
  readPersonFile: call({
    method: 'POST',
    path: '/api/persons/files',
    summary: 'What a list of persons (.xlsx, CSV in UTF-8 or GBK, pasted cells) would change; saves nothing',
    role: 'engineer',
    body: registerFile,
    bodyLimit: LARGE_BODY,
    answers: { 200: registerReading },
  }),
  importPersons: call({
    method: 'POST',
    path: '/api/persons/imports',
    summary: 'Save a list of persons as it was seen in the dry run, all of it or nothing',
    role: 'engineer',
    body: registerImport,
    bodyLimit: LARGE_BODY,
    answers: { 201: registerReading },
  }),
} as const
