import type { EvaluationView, RuleView, WarningWithEvents } from '@tocsin/contract'
import type { Rule, RuleDefinition } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

type RuleCalls =
  | 'listRules'
  | 'getRule'
  | 'listDeletedRules'
  | 'listBrokenRules'
  | 'listRuleVersions'
  | 'createRule'
  | 'changeRule'
  | 'deleteRule'
  | 'revertRule'
  | 'changeRuleState'
  | 'explainRule'
  | 'readShadow'
  | 'phraseRule'
  | 'readCoverage'

/** Rules and their versions, in words, and how they stand. */
export function ruleRoutes({ rules }: Services): Routes<RuleCalls> {
  const saved = (rule: Rule, more: Readonly<Record<string, unknown>> = {}) => ({
    body: view(rule),
    audit: { subject: rule.id, detail: { version: rule.version, name: rule.name, ...more } },
  })

  return {
    listRules: () => ({ status: 200, body: { rules: rules.list().map(view) } }),

    listDeletedRules: () => ({ status: 200, body: { rules: rules.deleted() } }),

    listBrokenRules: () => ({
      status: 200,
      body: {
        rules: rules.broken().map(({ rule, faults }) => ({
          rule,
          name: rules.get(rule)?.name ?? rule,
          faults: [...faults],
        })),
      },
    }),

    listRuleVersions({ params }) {
      const versions = rules.versions(params.id)
      if (versions.length === 0) return notFound(`No rule ${params.id}`)
      const gone = rules.deleted().find(({ rule }) => rule.id === params.id)
      return { status: 200, body: { versions, deleted: gone?.deleted ?? null } }
    },

    getRule({ params }) {
      const rule = rules.get(params.id)
      if (rule === undefined) return notFound(`No rule ${params.id}`)
      const versions = rules.versions(params.id)
      return { status: 200, body: { rule: view(rule), versions, sentence: rules.sentence(rule) } }
    },

    async createRule({ body, caller }) {
      const outcome = await rules.create(body as RuleDefinition, actorOf(caller))
      return outcome.ok ? { status: 201, ...saved(outcome.rule) } : outcome
    },

    async changeRule({ params, body: { reason, baseVersion, ...definition }, caller }) {
      const by = actorOf(caller)
      const outcome = await rules.change(params.id, definition as RuleDefinition, reason, by, baseVersion)
      if (!outcome.ok) return outcome
      return outcome.changed
        ? { status: 200, ...saved(outcome.rule, { reason }) }
        : { status: 200, body: view(outcome.rule) }
    },

    async changeRuleState({ params, body: { state, reason }, caller }) {
      const outcome = await rules.setState(params.id, state, reason, actorOf(caller))
      return outcome.ok ? { status: 200, ...saved(outcome.rule, { state, reason }) } : outcome
    },

    async revertRule({ params, body: { version, reason }, caller }) {
      const outcome = await rules.revert(params.id, version, reason, actorOf(caller))
      return outcome.ok ? { status: 200, ...saved(outcome.rule, { revertedTo: version, reason }) } : outcome
    },

    async deleteRule({ params, query: { reason }, caller }) {
      const outcome = await rules.remove(params.id, reason, actorOf(caller))
      if (!outcome.ok) return outcome
      return { status: 204, body: null, audit: { subject: params.id, detail: { reason } } }
    },

    explainRule({ params }) {
      if (rules.get(params.id) === undefined) return notFound(`No rule ${params.id}`)
      return { status: 200, body: { evaluations: rules.evaluations(params.id) as EvaluationView[] } }
    },

    readShadow({ params, query }) {
      // What a deleted rule would have said can still be read.
      if (rules.get(params.id) === undefined && rules.versions(params.id).length === 0) {
        return notFound(`No rule ${params.id}`)
      }
      const found = rules.shadow({ id: params.id, before: query.before, limit: query.limit })
      const last = found.at(-1)
      return {
        status: 200,
        body: {
          warnings: found.map(({ warning, events }) => ({ ...warning, events }) as WarningWithEvents),
          next: found.length === query.limit && last ? last.warning.raisedAt : null,
        },
      }
    },

    phraseRule({ body }) {
      const rule = body as RuleDefinition
      const faults = rules.faults(rule)
      if (faults.length > 0)
        return { refusal: { kind: 'invalid', detail: 'The rule makes no sense', faults } }
      return { status: 200, body: rules.sentence(rule) }
    },

    readCoverage() {
      const { coverage, uncovered } = rules.coverage()
      return {
        status: 200,
        body: {
          coverage: coverage.map(({ datastream, rules: own, withoutRow }) => ({
            datastream,
            rules: own.map((rule) => ({ ...rule })),
            withoutRow: [...withoutRow],
          })),
          uncovered: [...uncovered],
        },
      }
    },
  }
}

/** The same rule; core's lists and records are read-only, the contract's are not. */
function view(rule: Rule): RuleView {
  return rule as RuleView
}
