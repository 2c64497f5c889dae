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
import { annotationCalls } from './annotation.ts'
import { answerLinkAnswer, answerLinkBody, answerLinkMade, answerLinkView } from './answer-link.ts'
import { areaBody, areasBody } from './area.ts'
import { backtestBody, backtestJob, backtestJobWithResult } from './backtest.ts'
import { blindSpotsView, boxAcknowledgement, boxSummary, boxWarningsView } from './box.ts'
import {
  answerBody,
  calloutBody,
  calloutSettings,
  calloutView,
  calloutWithLedger,
  planBody,
  planChange,
  planView,
  telephoneOutcome,
  telephoneTask,
  telephoneTaskTaken,
} from './callout.ts'
import {
  channelSetupBody,
  channelSetupChange,
  channelSetupView,
  channelTestBody,
  channelTestView,
  replySettling,
  replyView,
  speakerBody,
  speakerChange,
  speakerView,
} from './channel.ts'
import { countyCalls } from './county.ts'
import { demonstrationSwitch, demonstrationView } from './demonstration.ts'
import { deskView, noticesSeenBody } from './desk.ts'
import { deviceProfileView, listenerView, refusedConnection, strangerView } from './device.ts'
import { coverageView, evaluationView, maintenanceBody, maintenanceView } from './evaluation.ts'
import { announcementBody, flowsView } from './flows.ts'
import { health, site } from './health.ts'
import { householdBody, householdTotals, householdView, roundBody, tickBody, tickEntry } from './household.ts'
import { importCalls } from './imports.ts'
import { manualCalls } from './manual.ts'
import { mapCalls } from './map.ts'
import { bucket, flaggedSpan, observationView } from './observation.ts'
import { outgoingCalls } from './outgoing.ts'
import {
  fullNumber,
  personBody,
  personRecord,
  registerFile,
  registerImport,
  registerReading,
} from './person.ts'
import { pipelineView } from './pipeline.ts'
import { placeCalls } from './place.ts'
import { drillBody, drillView, recordView, statisticsView } from './record.ts'
import {
  handOverBody,
  handOverOpening,
  handOverView,
  rosterFinding,
  shiftBody,
  shiftsBody,
  shiftsSaved,
  shiftView,
  signatureBody,
  swapBody,
  swapView,
} from './roster.ts'
import {
  bilingual,
  brokenRule,
  deletedRule,
  deletion,
  reason,
  ruleBody,
  ruleChange,
  ruleVersion,
  ruleView,
} from './rule.ts'
import { MAX_SCENARIO_BYTES, scenarioBody, scenarioOutcome } from './scenario.ts'
import { areaPath, instant, rejectionView, stationBody, stationView } from './station.ts'
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
const byToken = z.object({ token: z.string().regex(/^[\w-]{20,64}$/) })
const empty = z.null()
/** Query strings are text. */
const time = z.coerce.number({ error: 'expected epoch milliseconds, such as 1767225600000' }).int()
/** Tables and their files, in bytes. */
const LARGE_BODY = 12_582_912
const limit = z.coerce.number().int().min(1).max(1000).default(200)

export const calls = {
  ...countyCalls,
  ...importCalls,
  ...manualCalls,
  ...mapCalls,
  ...placeCalls,
  ...annotationCalls,
  ...outgoingCalls,

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

  listDeviceProfiles: call({
    method: 'GET',
    path: '/api/device-profiles',
    summary: 'Instruments that are known: their protocol, and what they report',
    role: 'viewer',
    answers: { 200: z.object({ profiles: z.array(deviceProfileView) }) },
  }),
  listListeners: call({
    method: 'GET',
    path: '/api/listeners',
    summary: 'The ways in beside MQTT, and who calls there and is not registered, newest first',
    role: 'viewer',
    answers: { 200: z.object({ listeners: z.array(listenerView), strangers: z.array(strangerView) }) },
  }),

  listRefusedConnections: call({
    method: 'GET',
    path: '/api/refused-connections',
    summary: 'The newest connections to the broker that were turned away or cut, and why; since the start',
    role: 'engineer',
    answers: { 200: z.object({ refused: z.array(refusedConnection) }) },
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
        /** With `buckets`: the stretches of the same width that hold suspect, impossible or late observations. */
        flagged: z.array(flaggedSpan).optional(),
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
  listBrokenRules: call({
    method: 'GET',
    path: '/api/rules/broken',
    summary: 'Rules that are to be judged and cannot be, with what is wrong: an earlier version took them',
    role: 'viewer',
    answers: { 200: z.object({ rules: z.array(brokenRule) }) },
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

  // -- call-out plans
  listPlans: call({
    method: 'GET',
    path: '/api/plans',
    summary: 'Call-out plans as they are now',
    role: 'viewer',
    answers: { 200: z.object({ plans: z.array(planView) }) },
  }),
  createPlan: call({
    method: 'POST',
    path: '/api/plans',
    summary: 'Write a call-out plan; refused when it calls nobody somewhere, or its steps make no sense',
    role: 'engineer',
    body: planBody,
    answers: { 201: planView },
  }),
  changePlan: call({
    method: 'PUT',
    path: '/api/plans/:id',
    summary: 'Save a new version of a plan; call-outs that run keep theirs',
    role: 'engineer',
    params: byId,
    body: planChange,
    answers: { 200: planView },
  }),
  deletePlan: call({
    method: 'DELETE',
    path: '/api/plans/:id',
    summary: 'Withdraw a plan; call-outs that run keep it',
    role: 'engineer',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),

  // -- call-outs
  listCallouts: call({
    method: 'GET',
    path: '/api/callouts',
    summary: 'Call-outs, live ones first, then newest first',
    role: 'viewer',
    query: z.object({ warning: z.string().max(128).optional(), limit }),
    answers: { 200: z.object({ callouts: z.array(calloutView) }) },
  }),
  getCallout: call({
    method: 'GET',
    path: '/api/callouts/:id',
    summary: 'One call-out with its ledger: everybody called, every attempt, every answer',
    role: 'viewer',
    params: byId,
    answers: { 200: calloutWithLedger },
  }),
  startCallout: call({
    method: 'POST',
    path: '/api/callouts',
    summary: 'Call people by hand, for an order or an official signal, or as an exercise',
    role: 'operator',
    body: calloutBody,
    answers: { 201: calloutWithLedger },
  }),
  releaseCallout: call({
    method: 'POST',
    path: '/api/callouts/:id/release',
    summary: 'Let through what waits at the gate (立即发出)',
    role: 'duty-officer',
    params: byId,
    answers: { 200: calloutWithLedger },
  }),
  cancelCallout: call({
    method: 'POST',
    path: '/api/callouts/:id/cancel',
    summary: 'Called in error: ends it, and tells everybody who was called',
    role: 'duty-officer',
    params: byId,
    answers: { 200: calloutWithLedger },
  }),
  giveAllClear: call({
    method: 'POST',
    path: '/api/callouts/:id/all-clear',
    summary: 'The all-clear (解除): ends it, and tells everybody who was called',
    role: 'duty-officer',
    params: byId,
    answers: { 200: calloutWithLedger },
  }),
  recordAnswer: call({
    method: 'POST',
    path: '/api/callouts/:id/answers',
    summary: 'Record an answer given by telephone or in person, under one’s own name',
    role: 'operator',
    params: byId,
    body: answerBody,
    answers: { 201: calloutWithLedger },
  }),

  // -- answering without signing in
  createAnswerLink: call({
    method: 'POST',
    path: '/api/callouts/:id/answer-links',
    summary: 'A link by which somebody called in an exercise answers on a phone, shown this once',
    role: 'operator',
    params: byId,
    body: answerLinkBody,
    answers: { 201: answerLinkMade },
  }),
  readAnswerLink: call({
    method: 'GET',
    path: '/api/answer-links/:token',
    summary: 'What the page of an answer link shows',
    role: 'public',
    params: byToken,
    answers: { 200: answerLinkView },
  }),
  openAnswerLink: call({
    method: 'POST',
    path: '/api/answer-links/:token/readings',
    summary: 'The page was before somebody’s eyes for two seconds: the call counts as read',
    role: 'public',
    params: byToken,
    answers: { 204: empty },
  }),
  answerByLink: call({
    method: 'POST',
    path: '/api/answer-links/:token/answers',
    summary: 'Answer by a link; another answer may follow, the newest counts',
    role: 'public',
    params: byToken,
    body: answerLinkAnswer,
    answers: { 201: answerLinkView },
  }),

  // -- after the event
  getWarningRecord: call({
    method: 'GET',
    path: '/api/warnings/:id/record',
    summary: 'After the event: what happened when, how long each took, who answered; numbers masked',
    role: 'viewer',
    params: byId,
    answers: { 200: recordView },
  }),
  getCalloutRecord: call({
    method: 'GET',
    path: '/api/callouts/:id/record',
    summary: 'The record of a call-out by hand, or of an exercise; numbers masked',
    role: 'viewer',
    params: byId,
    answers: { 200: recordView },
  }),
  getDrillReport: call({
    method: 'GET',
    path: '/api/callouts/:id/drill',
    summary: 'The report of an exercise (演练), beside the last one of the same area',
    role: 'viewer',
    params: byId,
    answers: { 200: drillView },
  }),
  startDrill: call({
    method: 'POST',
    path: '/api/drills',
    summary: 'An exercise begun by what a back-test says a flood of the past would have raised',
    role: 'operator',
    body: drillBody,
    answers: { 201: calloutWithLedger },
  }),
  getStatistics: call({
    method: 'GET',
    path: '/api/statistics',
    summary: 'Statistics of real call-outs that began in a period of at most 400 days',
    role: 'viewer',
    query: z.object({ from: time, to: time }),
    answers: { 200: statisticsView },
  }),

  // -- telephone
  listTelephoneTasks: call({
    method: 'GET',
    path: '/api/telephone',
    summary: 'Who is to be telephoned (人工电话), gravest first',
    role: 'operator',
    answers: { 200: z.object({ tasks: z.array(telephoneTask) }) },
  }),
  takeTelephoneTask: call({
    method: 'POST',
    path: '/api/telephone/taken',
    summary: 'Begin to dial: shows the number, and keeps others from dialling it too; logged',
    role: 'operator',
    body: z.strictObject({ key: z.string().max(500) }),
    answers: { 200: telephoneTaskTaken },
  }),
  enterTelephoneOutcome: call({
    method: 'POST',
    path: '/api/telephone/outcomes',
    summary: 'What came of a call: answered, told, no answer, wrong number',
    role: 'operator',
    body: z.strictObject({ key: z.string().max(500), outcome: telephoneOutcome }),
    answers: { 200: z.object({ tasks: z.array(telephoneTask) }) },
  }),
  getCalloutSettings: call({
    method: 'GET',
    path: '/api/callout-settings',
    summary: 'Trial operation, and the channels that can be sent by',
    role: 'viewer',
    answers: { 200: calloutSettings },
  }),
  setTrial: call({
    method: 'PUT',
    path: '/api/callout-settings/trial',
    summary: 'Begin or end trial operation (试运行)',
    role: 'administrator',
    body: z.strictObject({
      trial: z.object({ desk: areaPath }).nullable(),
      reason: z.string().trim().min(1).max(500),
    }),
    answers: { 200: calloutSettings },
  }),

  // -- the duty desk
  readDesk: call({
    method: 'GET',
    path: '/api/desk',
    summary:
      'What concerns whoever sits at this console: calls to them, notices that nobody has seen, who has not answered',
    role: 'viewer',
    answers: { 200: deskView },
  }),
  seeNotices: call({
    method: 'POST',
    path: '/api/callouts/:id/notices/seen',
    summary: 'Somebody at the desk has seen these notices; it stops no call',
    role: 'operator',
    params: byId,
    body: noticesSeenBody,
    answers: { 200: deskView },
  }),

  // -- channels
  listChannels: call({
    method: 'GET',
    path: '/api/channels',
    summary: 'The channels that are set up, how they fare, and their newest tests',
    role: 'operator',
    answers: { 200: z.object({ channels: z.array(channelSetupView) }) },
  }),
  createChannel: call({
    method: 'POST',
    path: '/api/channels',
    summary: 'Set up a channel; it is used at once. Secrets are sealed and never given back',
    role: 'administrator',
    body: channelSetupBody,
    answers: { 201: channelSetupView },
  }),
  changeChannel: call({
    method: 'PUT',
    path: '/api/channels/:id',
    summary: 'Change a channel; it is stopped and started anew, and what it had under way is sent again',
    role: 'administrator',
    params: byId,
    body: channelSetupChange,
    answers: { 200: channelSetupView },
  }),
  removeChannel: call({
    method: 'DELETE',
    path: '/api/channels/:id',
    summary: 'Remove a channel and its secrets',
    role: 'administrator',
    params: byId,
    query: z.object({ reason }),
    answers: { 204: empty },
  }),
  orderChannels: call({
    method: 'PUT',
    path: '/api/channel-order',
    summary: 'Which channel of a kind is tried first; the next takes over while it is down',
    role: 'administrator',
    body: z.strictObject({ order: z.array(z.string().max(32)).max(100) }),
    answers: { 200: z.object({ channels: z.array(channelSetupView) }) },
  }),
  renewCallbackToken: call({
    method: 'POST',
    path: '/api/channels/:id/callback-token',
    summary: 'A new secret in the callback’s address, shown this once; the old one is void',
    role: 'administrator',
    params: byId,
    answers: { 201: z.object({ path: z.string(), url: z.string().nullable() }) },
  }),
  testChannel: call({
    method: 'POST',
    path: '/api/channels/:id/tests',
    summary: 'Send a test, marked as an exercise, to one person',
    role: 'duty-officer',
    params: byId,
    body: channelTestBody,
    answers: { 201: channelTestView },
  }),
  confirmChannelTest: call({
    method: 'POST',
    path: '/api/channel-tests/:id/confirmation',
    summary: 'The person said that the test came; the number counts as verified',
    role: 'duty-officer',
    params: byId,
    answers: { 200: channelTestView },
  }),
  listSpeakers: call({
    method: 'GET',
    path: '/api/speakers',
    summary: 'Loudspeakers that may sign in at the broker',
    role: 'operator',
    answers: { 200: z.object({ speakers: z.array(speakerView) }) },
  }),
  createSpeaker: call({
    method: 'POST',
    path: '/api/speakers',
    summary: 'Let a loudspeaker sign in; its secret is shown this once',
    role: 'administrator',
    body: speakerBody,
    answers: { 201: z.object({ speaker: speakerView, secret: z.string() }) },
  }),
  changeSpeaker: call({
    method: 'PUT',
    path: '/api/speakers/:id',
    summary: 'Rename a loudspeaker, and say whether flows may have it say something',
    role: 'administrator',
    params: byId,
    body: speakerChange,
    answers: { 200: speakerView },
  }),
  announce: call({
    method: 'POST',
    path: '/api/speakers/:id/announcements',
    summary:
      'A flow’s text, said on a loudspeaker as far as docs/flows.md allows; for the token of the flows only',
    role: 'operator',
    params: byId,
    body: announcementBody,
    answers: { 202: z.object({ said: z.string() }) },
  }),
  renewSpeakerSecret: call({
    method: 'POST',
    path: '/api/speakers/:id/secret',
    summary: 'A new secret for a loudspeaker; the old one is void',
    role: 'administrator',
    params: byId,
    answers: { 201: z.object({ secret: z.string() }) },
  }),
  removeSpeaker: call({
    method: 'DELETE',
    path: '/api/speakers/:id',
    summary: 'Let a loudspeaker sign in no more',
    role: 'administrator',
    params: byId,
    answers: { 204: empty },
  }),
  listReplies: call({
    method: 'GET',
    path: '/api/replies',
    summary: 'What people sent that did not count by itself, newest first',
    role: 'operator',
    query: z.object({ settled: z.enum(['no', 'yes']).default('no'), limit }),
    answers: { 200: z.object({ replies: z.array(replyView) }) },
  }),
  settleReply: call({
    method: 'POST',
    path: '/api/replies/:id/settlement',
    summary: 'Record a reply as somebody’s answer, under one’s own name, or as read',
    role: 'operator',
    params: byId,
    body: replySettling,
    answers: { 200: replyView },
  }),

  // -- areas
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

  // -- persons
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

  // -- households
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

  // -- duty roster
  listShifts: call({
    method: 'GET',
    path: '/api/shifts',
    summary: 'Shifts that overlap a time, of one desk or all',
    role: 'viewer',
    query: z.object({ from: time, to: time, desk: areaPath.optional() }),
    answers: { 200: z.object({ shifts: z.array(shiftView) }) },
  }),
  createShifts: call({
    method: 'POST',
    path: '/api/shifts',
    summary: 'Enter shifts, all of them or none',
    role: 'duty-officer',
    body: shiftsBody,
    bodyLimit: LARGE_BODY,
    answers: { 201: shiftsSaved },
  }),
  changeShift: call({
    method: 'PUT',
    path: '/api/shifts/:id',
    summary: 'Replace a shift that has not begun; who stands in one that has is changed by a swap',
    role: 'duty-officer',
    params: byId,
    body: shiftBody,
    answers: { 200: shiftsSaved },
  }),
  deleteShift: call({
    method: 'DELETE',
    path: '/api/shifts/:id',
    summary: 'Remove a shift that has not begun',
    role: 'duty-officer',
    params: byId,
    answers: { 204: empty },
  }),
  swapDuty: call({
    method: 'POST',
    path: '/api/shifts/:id/swaps',
    summary: 'Somebody takes a slot over, or two change places (换班): one entry, kept',
    role: 'duty-officer',
    params: byId,
    body: swapBody,
    answers: { 201: shiftsSaved },
  }),
  listSwaps: call({
    method: 'GET',
    path: '/api/swaps',
    summary: 'Swaps, newest first',
    role: 'viewer',
    query: z.object({ desk: areaPath.optional(), before: z.string().max(64).optional(), limit }),
    answers: { 200: z.object({ swaps: z.array(swapView), next: z.string().nullable() }) },
  }),
  checkRoster: call({
    method: 'GET',
    path: '/api/roster/check',
    summary: 'What is wrong with the roster of the next 72 hours and with those on it',
    role: 'viewer',
    answers: { 200: z.object({ at: instant, until: instant, findings: z.array(rosterFinding) }) },
  }),
  readRosterFile: call({
    method: 'POST',
    path: '/api/roster/files',
    summary: 'What a duty roster (.xlsx, CSV in UTF-8 or GBK, pasted cells) would change; saves nothing',
    role: 'duty-officer',
    body: registerFile,
    bodyLimit: LARGE_BODY,
    answers: { 200: registerReading },
  }),
  importRoster: call({
    method: 'POST',
    path: '/api/roster/imports',
    summary: 'Save a duty roster as it was seen in the dry run, all of it or nothing',
    role: 'duty-officer',
    body: registerImport,
    bodyLimit: LARGE_BODY,
    answers: { 201: registerReading },
  }),
  listHandOvers: call({
    method: 'GET',
    path: '/api/hand-overs',
    summary: 'Hand-overs, newest first',
    role: 'viewer',
    query: z.object({ desk: areaPath.optional(), before: z.string().max(64).optional(), limit }),
    answers: { 200: z.object({ handOvers: z.array(handOverView), next: z.string().nullable() }) },
  }),
  openHandOver: call({
    method: 'POST',
    path: '/api/hand-overs',
    summary: 'Open the hand-over form between two shifts; the open warnings are filled in',
    role: 'operator',
    body: handOverOpening,
    answers: { 201: handOverView },
  }),
  writeHandOver: call({
    method: 'PUT',
    path: '/api/hand-overs/:id',
    summary: 'Write a hand-over that the outgoing side has not signed',
    role: 'operator',
    params: byId,
    body: handOverBody,
    answers: { 200: handOverView },
  }),
  signHandOver: call({
    method: 'POST',
    path: '/api/hand-overs/:id/signatures',
    summary: 'Sign a hand-over: the outgoing side first, then somebody else for the incoming one',
    role: 'operator',
    params: byId,
    body: signatureBody,
    answers: { 201: handOverView },
  }),

  // -- flows
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

  // -- the box itself
  getHealth: call({
    method: 'GET',
    path: '/api/health',
    summary: 'How each part fares',
    role: 'public',
    answers: { 200: health, 503: health },
  }),
  getPipeline: call({
    method: 'GET',
    path: '/api/pipeline',
    summary: 'The way of a reading, stage by stage: rates, what waits and for how long, errors',
    role: 'viewer',
    answers: { 200: pipelineView },
  }),
  getBlindSpots: call({
    method: 'GET',
    path: '/api/blind-spots',
    summary: 'Whether each village can be warned right now, and which link of its chain is broken (预警盲区)',
    role: 'viewer',
    answers: { 200: blindSpotsView },
  }),
  getBoxSummary: call({
    method: 'GET',
    path: '/api/box-warnings/summary',
    summary: 'How many villages cannot be warned, and how many warnings about the box are open',
    role: 'viewer',
    answers: { 200: boxSummary },
  }),
  listBoxWarnings: call({
    method: 'GET',
    path: '/api/box-warnings',
    summary: 'Warnings about the box itself and about what it needs in order to warn',
    role: 'viewer',
    answers: { 200: boxWarningsView },
  }),
  acknowledgeBoxWarnings: call({
    method: 'POST',
    path: '/api/box-warnings/acknowledgements',
    summary: 'Somebody has taken note; the sound stops, what is wrong stays',
    role: 'operator',
    body: boxAcknowledgement,
    answers: { 200: boxWarningsView },
  }),
  getSite: call({
    method: 'GET',
    path: '/api/site',
    summary: 'What the console needs to know about this box',
    role: 'viewer',
    answers: { 200: site },
  }),
  getDemonstration: call({
    method: 'GET',
    path: '/api/demonstration',
    summary: 'Whether this is the demonstration, and whether it could be',
    role: 'viewer',
    answers: { 200: demonstrationView },
  }),
  switchDemonstration: call({
    method: 'PUT',
    path: '/api/demonstration',
    summary:
      'Begin the demonstration in a data folder of its own, or end it and remove that folder; the gateway starts anew for it',
    role: 'administrator',
    body: demonstrationSwitch,
    answers: { 202: demonstrationView },
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
