import { RULE_STATES } from '@tocsin/core'
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
import { coverageView, evaluationView, maintenanceBody, maintenanceView } from './evaluation.ts'
import { health, site } from './health.ts'
import { bucket, observationView } from './observation.ts'
import {
  bilingual,
  deletedRule,
  deletion,
  reason,
  ruleBody,
  ruleChange,
  ruleVersion,
  ruleView,
} from './rule.ts'
import { MAX_SCENARIO_BYTES, scenarioBody, scenarioOutcome } from './scenario.ts'
import { instant, rejectionView, stationBody, stationView } from './station.ts'
import {
  tableBody,
  tableChange,
  tableFile,
  tableReading,
  tableSummary,
  tableVersion,
  tableView,
} from './table.ts'
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
  /** Where bodies may be larger than usual, in bytes. */
  readonly bodyLimit?: number
  readonly answers: Readonly<Record<number, z.ZodType>>
}

const call = <const C extends Call>(definition: C): C => definition

const byId = z.object({ id: z.string().min(1).max(128) })
const empty = z.null()
/** Query strings are text. */
const time = z.coerce.number({ error: 'expected epoch milliseconds, such as 1767225600000' }).int()
/** Tables and their files, in bytes. */
const LARGE_BODY = 12_582_912
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
  listDeletedRules: call({
    method: 'GET',
    path: '/api/rules/deleted',
    summary: 'Rules that are no more, as they were last; the newest deletion first',
    role: 'viewer',
    answers: { 200: z.object({ rules: z.array(deletedRule) }) },
  }),
  getRule: call({
    method: 'GET',
    path: '/api/rules/:id',
    summary: 'One rule with all its versions',
    role: 'viewer',
    params: byId,
    answers: {
      200: z.object({ rule: ruleView, versions: z.array(ruleVersion), sentence: bilingual }),
    },
  }),
  listRuleVersions: call({
    method: 'GET',
    path: '/api/rules/:id/versions',
    summary: 'All versions of a rule, newest first; also of one that was deleted',
    role: 'viewer',
    params: byId,
    answers: {
      200: z.object({
        versions: z.array(ruleVersion),
        /** Null: it is still there. */
        deleted: deletion.nullable(),
      }),
    },
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
    summary: 'Save a new version of a rule; one that is the same makes none',
    role: 'engineer',
    params: byId,
    body: ruleChange,
    answers: { 200: ruleView },
  }),

  // -- scenarios
  playScenario: call({
    method: 'POST',
    path: '/api/scenarios',
    summary: 'Play a rule with its test in virtual time',
    role: 'engineer',
    body: scenarioBody,
    // Text in JSON is longer than it is: quotes and line ends take two characters each.
    bodyLimit: 2 * MAX_SCENARIO_BYTES,
    answers: { 200: scenarioOutcome },
  }),

  deleteRule: call({
    method: 'DELETE',
    path: '/api/rules/:id',
    summary: 'Delete a rule; what fires by it is cleared, with that reason',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  revertRule: call({
    method: 'POST',
    path: '/api/rules/:id/reversions',
    summary: 'Save an earlier version as the newest',
    role: 'engineer',
    params: byId,
    body: z.strictObject({ version: z.number().int().min(1), reason }),
    answers: { 200: ruleView },
  }),
  changeRuleState: call({
    method: 'POST',
    path: '/api/rules/:id/state',
    summary: 'Make a rule a draft, a shadow, or active; a new version',
    role: 'engineer',
    params: byId,
    body: z.strictObject({ state: z.enum(RULE_STATES), reason }),
    answers: { 200: ruleView },
  }),
  explainRule: call({
    method: 'GET',
    path: '/api/rules/:id/evaluations',
    summary: 'How a rule stands on everything it covers, and why',
    role: 'viewer',
    params: byId,
    answers: { 200: z.object({ evaluations: z.array(evaluationView) }) },
  }),
  readShadow: call({
    method: 'GET',
    path: '/api/rules/:id/shadow',
    summary: 'What a rule in state shadow would have raised, newest first',
    role: 'viewer',
    params: byId,
    query: z.object({ before: time.optional(), limit }),
    answers: { 200: z.object({ warnings: z.array(warningWithEvents), next: z.number().nullable() }) },
  }),
  phraseRule: call({
    method: 'POST',
    path: '/api/rules/sentence',
    summary: 'A rule, saved or not, as one sentence; refused like a rule that makes no sense',
    role: 'viewer',
    body: ruleBody,
    answers: { 200: bilingual },
  }),
  readCoverage: call({
    method: 'GET',
    path: '/api/coverage',
    summary: 'Which rules judge each datastream, and those that none judges',
    role: 'viewer',
    answers: {
      200: z.object({
        coverage: z.array(coverageView),
        /** Datastreams that no active rule judges, silence and sensor faults left aside. */
        uncovered: z.array(z.string()),
      }),
    },
  }),

  // -- threshold tables
  listTables: call({
    method: 'GET',
    path: '/api/tables',
    summary: 'All threshold tables, without their rows',
    role: 'viewer',
    answers: { 200: z.object({ tables: z.array(tableSummary) }) },
  }),
  getTable: call({
    method: 'GET',
    path: '/api/tables/:id',
    summary: 'One table, or an earlier version of it, with the list of its versions',
    role: 'viewer',
    params: byId,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    answers: { 200: z.object({ table: tableView, versions: z.array(tableVersion) }) },
  }),
  createTable: call({
    method: 'POST',
    path: '/api/tables',
    summary: 'Save a table as version 1',
    role: 'engineer',
    body: tableBody,
    bodyLimit: LARGE_BODY,
    answers: { 201: tableView },
  }),
  changeTable: call({
    method: 'PUT',
    path: '/api/tables/:id',
    summary:
      'Save a new version of a table; rules that go by it judge anew at once. One that is the same makes none',
    role: 'engineer',
    params: byId,
    body: tableChange,
    bodyLimit: LARGE_BODY,
    answers: { 200: tableView },
  }),
  revertTable: call({
    method: 'POST',
    path: '/api/tables/:id/reversions',
    summary: 'Save an earlier version as the newest',
    role: 'engineer',
    params: byId,
    body: z.strictObject({ version: z.number().int().min(1), reason }),
    answers: { 200: tableView },
  }),
  deleteTable: call({
    method: 'DELETE',
    path: '/api/tables/:id',
    summary: 'Delete a table that no rule goes by',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  readTableFile: call({
    method: 'POST',
    path: '/api/tables/files',
    summary: 'Read a table from .xlsx, CSV (UTF-8, GBK) or pasted cells; saves nothing',
    role: 'engineer',
    body: tableFile,
    bodyLimit: LARGE_BODY,
    answers: { 200: tableReading },
  }),

  // -- maintenance
  listMaintenance: call({
    method: 'GET',
    path: '/api/maintenance',
    summary: 'Work that is going on',
    role: 'viewer',
    answers: { 200: z.object({ maintenance: z.array(maintenanceView) }) },
  }),
  orderMaintenance: call({
    method: 'POST',
    path: '/api/maintenance',
    summary:
      'Suppress the warnings of a station or area until a stated end; an end that is not after now ends it',
    role: 'duty-officer',
    body: maintenanceBody,
    answers: { 201: z.object({ maintenance: z.array(maintenanceView) }) },
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
  shelveWarning: call({
    method: 'POST',
    path: '/api/warnings/:id/shelvings',
    summary: 'No sound for a warning until then; a time that has passed ends it',
    role: 'operator',
    params: byId,
    body: z.strictObject({ until: instant, note: z.string().trim().min(1).max(500) }),
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
