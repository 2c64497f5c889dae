import { RULE_STATES } from '@tocsin/core'
import { z } from 'zod'
import { coverageView, evaluationView } from '../evaluation.ts'
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
} from '../rule.ts'
import { MAX_SCENARIO_BYTES, scenarioBody, scenarioOutcome } from '../scenario.ts'
import { warningWithEvents } from '../warning.ts'
import { byId, call, empty, limit, time } from './call.ts'

/** Calls about rules: their versions, their tests, how they stand and what they cover. */
export const ruleCalls = {
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
} as const
