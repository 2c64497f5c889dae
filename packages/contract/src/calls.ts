import { z } from 'zod'
import {
  credentials,
  newPassword,
  personView,
  type Role,
  signedInView,
  tokenBody,
  tokenView,
  userBody,
  userChange,
} from './access.ts'
import { backtestBody, backtestJob, backtestJobWithResult } from './backtest.ts'
import { health, site } from './health.ts'
import { bucket, observationView } from './observation.ts'
import { ruleBody, ruleChange, ruleVersion, ruleView } from './rule.ts'
import { instant, rejectionView, stationBody, stationView } from './station.ts'
import { missedPeakView, warningView, warningWithEvents } from './warning.ts'

/** One HTTP call: the gateway registers its routes from it, clients call by it, the OpenAPI document is made from it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly summary: string
  /** The least role that may call it; `public` needs no sign-in. */
  readonly role: Role | 'public'
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly answers: Readonly<Record<number, z.ZodType>>
}

const call = <const C extends Call>(definition: C): C => definition

const byId = z.object({ id: z.string().min(1).max(128) })
const empty = z.null()
/** Query strings are text. */
const time = z.coerce.number().int()
const limit = z.coerce.number().int().min(1).max(1000).default(200)

export const calls = {
  // -- access
  signIn: call({
    method: 'POST',
    path: '/api/session',
    summary: 'Sign in; sets the session cookie',
    role: 'public',
    body: credentials,
    answers: { 200: signedInView },
  }),
  whoAmI: call({
    method: 'GET',
    path: '/api/session',
    summary: 'The person signed in',
    role: 'viewer',
    answers: { 200: signedInView },
  }),
  signOut: call({
    method: 'DELETE',
    path: '/api/session',
    summary: 'Sign out',
    role: 'viewer',
    answers: { 204: empty },
  }),
  changePassword: call({
    method: 'PUT',
    path: '/api/session/password',
    summary: 'Change one’s own password',
    role: 'viewer',
    body: z.strictObject({ current: z.string().max(200), next: newPassword }),
    answers: { 204: empty },
  }),
  listUsers: call({
    method: 'GET',
    path: '/api/users',
    summary: 'People who may sign in',
    role: 'administrator',
    answers: { 200: z.object({ users: z.array(personView) }) },
  }),
  createUser: call({
    method: 'POST',
    path: '/api/users',
    summary: 'Add a person',
    role: 'administrator',
    body: userBody,
    answers: { 201: personView },
  }),
  changeUser: call({
    method: 'PUT',
    path: '/api/users/:id',
    summary: 'Change a person’s name, role or password',
    role: 'administrator',
    params: byId,
    body: userChange,
    answers: { 200: personView },
  }),
  deleteUser: call({
    method: 'DELETE',
    path: '/api/users/:id',
    summary: 'Remove a person',
    role: 'administrator',
    params: byId,
    answers: { 204: empty },
  }),
  listTokens: call({
    method: 'GET',
    path: '/api/tokens',
    summary: 'Machine tokens',
    role: 'administrator',
    answers: { 200: z.object({ tokens: z.array(tokenView) }) },
  }),
  createToken: call({
    method: 'POST',
    path: '/api/tokens',
    summary: 'Make a machine token; its secret is answered once',
    role: 'administrator',
    body: tokenBody,
    answers: { 201: tokenView.extend({ token: z.string() }) },
  }),
  deleteToken: call({
    method: 'DELETE',
    path: '/api/tokens/:id',
    summary: 'Revoke a machine token',
    role: 'administrator',
    params: byId,
    answers: { 204: empty },
  }),

  // -- stations
  listStations: call({
    method: 'GET',
    path: '/api/stations',
    summary: 'All stations with their latest values',
    role: 'viewer',
    answers: { 200: z.object({ stations: z.array(stationView) }) },
  }),
  getStation: call({
    method: 'GET',
    path: '/api/stations/:id',
    summary: 'One station',
    role: 'viewer',
    params: byId,
    answers: { 200: stationView },
  }),
  createStation: call({
    method: 'POST',
    path: '/api/stations',
    summary: 'Register a station; its secret is answered once',
    role: 'engineer',
    body: stationBody,
    answers: { 201: stationView.extend({ secret: z.string() }) },
  }),
  changeStation: call({
    method: 'PUT',
    path: '/api/stations/:id',
    summary: 'Replace a station’s description',
    role: 'engineer',
    params: byId,
    body: stationBody.omit({ id: true }),
    answers: { 200: stationView },
  }),
  renewSecret: call({
    method: 'POST',
    path: '/api/stations/:id/secret',
    summary: 'Replace a station’s secret; the old one stops working',
    role: 'engineer',
    params: byId,
    answers: { 201: z.object({ secret: z.string() }) },
  }),
  listRejections: call({
    method: 'GET',
    path: '/api/rejections',
    summary: 'What could not be read, newest first',
    role: 'viewer',
    query: z.object({ station: z.string().optional(), before: z.coerce.number().int().optional(), limit }),
    answers: { 200: z.object({ rejections: z.array(rejectionView), next: z.number().nullable() }) },
  }),

  // -- observations
  readObservations: call({
    method: 'GET',
    path: '/api/observations',
    summary: 'Observations of a datastream, oldest first; per bucket with `buckets`',
    role: 'viewer',
    query: z.object({
      datastream: z.string().min(3).max(128),
      from: time,
      to: time,
      buckets: z.coerce.number().int().min(1).max(5000).optional(),
      limit: z.coerce.number().int().min(1).max(100_000).default(50_000),
    }),
    answers: {
      200: z.object({
        observations: z.array(observationView).optional(),
        buckets: z.array(bucket).optional(),
        /** Read on from this time when there were more than `limit`. */
        next: instant.nullable().optional(),
      }),
    },
  }),

  // -- rules
  listRules: call({
    method: 'GET',
    path: '/api/rules',
    summary: 'All rules in their newest version',
    role: 'viewer',
    answers: { 200: z.object({ rules: z.array(ruleView) }) },
  }),
  getRule: call({
    method: 'GET',
    path: '/api/rules/:id',
    summary: 'One rule with all its versions',
    role: 'viewer',
    params: byId,
    answers: { 200: z.object({ rule: ruleView, versions: z.array(ruleVersion) }) },
  }),
  createRule: call({
    method: 'POST',
    path: '/api/rules',
    summary: 'Save a rule as version 1; active unless `state` says otherwise',
    role: 'engineer',
    body: ruleBody,
    answers: { 201: ruleView },
  }),
  changeRule: call({
    method: 'PUT',
    path: '/api/rules/:id',
    summary: 'Save a new version of a rule',
    role: 'engineer',
    params: byId,
    body: ruleChange,
    answers: { 200: ruleView },
  }),

  // -- warnings
  listWarnings: call({
    method: 'GET',
    path: '/api/warnings',
    summary: 'Warnings, gravest first; without their events',
    role: 'viewer',
    query: z.object({
      state: z.enum(['open', 'closed', 'all']).default('open'),
      before: time.optional(),
      limit,
    }),
    answers: { 200: z.object({ warnings: z.array(warningView), next: z.number().nullable() }) },
  }),
  getWarning: call({
    method: 'GET',
    path: '/api/warnings/:id',
    summary: 'One warning with its events',
    role: 'viewer',
    params: byId,
    answers: { 200: warningWithEvents },
  }),
  acknowledge: call({
    method: 'POST',
    path: '/api/warnings/:id/acknowledgements',
    summary: 'Take a warning over (签收)',
    role: 'operator',
    params: byId,
    body: z.strictObject({ note: z.string().max(500).optional() }),
    answers: { 200: warningWithEvents, 201: warningWithEvents },
  }),
  addNote: call({
    method: 'POST',
    path: '/api/warnings/:id/notes',
    summary: 'Add a note to a warning',
    role: 'operator',
    params: byId,
    body: z.strictObject({ note: z.string().trim().min(1).max(2000) }),
    answers: { 201: warningWithEvents },
  }),
  closeWarning: call({
    method: 'POST',
    path: '/api/warnings/:id/closures',
    summary: 'Close a warning by hand, with a reason',
    role: 'duty-officer',
    params: byId,
    body: z.strictObject({ note: z.string().trim().min(1).max(500) }),
    answers: { 201: warningWithEvents },
  }),
  listMissedPeaks: call({
    method: 'GET',
    path: '/api/missed-peaks',
    summary: 'Breaches that were seen too late to call anybody for',
    role: 'viewer',
    query: z.object({ datastream: z.string().optional(), limit }),
    answers: { 200: z.object({ missedPeaks: z.array(missedPeakView) }) },
  }),

  // -- back-tests
  startBacktest: call({
    method: 'POST',
    path: '/api/backtests',
    summary: 'Try a rule on history; a job, whose progress and result `getBacktest` tells',
    role: 'engineer',
    body: backtestBody,
    answers: { 202: backtestJob },
  }),
  listBacktests: call({
    method: 'GET',
    path: '/api/backtests',
    summary: 'Back-tests of the last hour, newest first; without their results',
    role: 'engineer',
    answers: { 200: z.object({ backtests: z.array(backtestJob) }) },
  }),
  getBacktest: call({
    method: 'GET',
    path: '/api/backtests/:id',
    summary: 'One back-test: how far it has come, and its result once it is done',
    role: 'engineer',
    params: byId,
    answers: { 200: backtestJobWithResult },
  }),
  cancelBacktest: call({
    method: 'DELETE',
    path: '/api/backtests/:id',
    summary: 'Cancel a back-test; one that has ended stays as it is',
    role: 'engineer',
    params: byId,
    answers: { 200: backtestJob },
  }),

  // -- the box itself
  getHealth: call({
    method: 'GET',
    path: '/api/health',
    summary: 'How each part fares',
    role: 'public',
    answers: { 200: health, 503: health },
  }),
  getSite: call({
    method: 'GET',
    path: '/api/site',
    summary: 'What the console needs to know about this box',
    role: 'viewer',
    answers: { 200: site },
  }),
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
type Success<A> = A[Extract<keyof A, 200 | 201 | 202>]

/** The body a successful call answers with; undefined for those that answer none. */
export type Answer<C extends Call> = [Success<C['answers']>] extends [never]
  ? undefined
  : Success<C['answers']> extends z.ZodType
    ? z.infer<Success<C['answers']>>
    : undefined
