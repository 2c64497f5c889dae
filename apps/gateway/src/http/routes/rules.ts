import type { RuleView } from '@tocsin/contract'
import type { Rule } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Rules and their versions. */
export function ruleRoutes({
  registry,
}: Services): Routes<'listRules' | 'getRule' | 'createRule' | 'changeRule'> {
  return {
    listRules: () => ({ status: 200, body: { rules: registry.rules().map(view) } }),

    getRule({ params }) {
      const rule = registry.rules().find(({ id }) => id === params.id)
      if (rule === undefined) return notFound(`No rule ${params.id}`)
      return { status: 200, body: { rule: view(rule), versions: registry.ruleVersions(params.id) } }
    },

    async createRule({ body, caller }) {
      const outcome = await registry.createRule(body, actorOf(caller))
      if (!outcome.ok) return outcome
      const { rule } = outcome
      return {
        status: 201,
        body: view(rule),
        audit: { subject: rule.id, detail: { version: rule.version, name: rule.name } },
      }
    },

    async changeRule({ params, body: { reason, ...definition }, caller }) {
      const outcome = await registry.changeRule(params.id, definition, reason, actorOf(caller))
      if (!outcome.ok) return outcome
      const { rule } = outcome
      return {
        status: 200,
        body: view(rule),
        audit: { subject: rule.id, detail: { version: rule.version, name: rule.name, reason } },
      }
    },
  }
}

/** The same rule; core's lists and records are read-only, the contract's are not. */
function view(rule: Rule): RuleView {
  return rule as RuleView
}
