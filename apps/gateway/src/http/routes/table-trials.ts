import type { TableView, tableTrialCalls } from '@tocsin/contract'
import { type Rule, type RuleDefinition, type Table, type TableDefinition, usesTable } from '@tocsin/core'
import { actorOf } from '../../access/caller.ts'
import { notFound, type Routes } from '../handlers.ts'
import type { PersonActor, Services } from '../services.ts'

/** A rule's name may be so long. */
const MOST_NAME = 100

/** Threshold tables tried in shadow: a table of its own, gone by by copies of the rules in force. */
export function tableTrialRoutes({ tables, rules }: Services): Routes<keyof typeof tableTrialCalls> {
  const goingBy = (id: string) =>
    rules.list().filter((rule) => usesTable(rule) && rule.condition.table === id)

  /** Removes what a trial made, rules first: nothing may go by a table that is no more. */
  async function clear(table: Table, reason: string, by: PersonActor): Promise<void> {
    for (const rule of goingBy(table.id)) await rules.remove(rule.id, reason, by)
    await tables.remove(table.id, reason, by)
  }

  return {
    async tryTable({ params, body: { mark, ...definition }, caller }) {
      const by = actorOf(caller)
      const original = tables.get(params.id)?.table
      if (original === undefined) return notFound(`No table ${params.id}`)
      const inForce = goingBy(original.id).filter(({ state }) => state === 'active' || state === undefined)
      if (inForce.length === 0 || original.trialOf !== undefined) {
        const detail =
          original.trialOf === undefined
            ? 'No rule in force goes by it: save it, and put a rule in shadow'
            : 'It is on trial itself'
        return { ok: false, refusal: { kind: 'not-now', detail } }
      }
      const saved = await tables.create({ ...definition, trialOf: original.id } as TableDefinition, by)
      if (!saved.ok) return saved
      const made: string[] = []
      for (const rule of inForce) {
        const copied = await rules.create(shadowOf(rule, saved.table, mark), by)
        if (copied.ok) {
          made.push(copied.rule.id)
          continue
        }
        await clear(saved.table, 'The trial could not begin', by)
        return copied
      }
      return {
        status: 201,
        body: { table: saved.table as TableView, rules: made },
        audit: { subject: saved.table.id, detail: { trialOf: original.id, rules: made } },
      }
    },

    async endTableTrial({ params, body: { reason, outcome, baseVersion }, caller }) {
      const by = actorOf(caller)
      const trial = tables.get(params.id)?.table
      const original = trial?.trialOf === undefined ? undefined : tables.get(trial.trialOf)?.table
      if (trial === undefined || original === undefined) {
        return notFound(`No table ${params.id} that is tried for another`)
      }
      let inForce = original
      if (outcome === 'put-in-force') {
        const { id: _id, version: _version, trialOf: _trialOf, ...values } = trial
        const saved = await tables.change(
          original.id,
          { ...values, name: original.name },
          reason,
          by,
          baseVersion,
        )
        if (!saved.ok) return saved
        inForce = saved.table
      }
      await clear(trial, reason, by)
      return {
        status: 200,
        body: inForce as TableView,
        audit: { subject: original.id, detail: { trial: trial.id, outcome, reason } },
      }
    },
  }
}

/** A rule as it would judge by the table on trial. */
function shadowOf(rule: Rule, { id: table }: Table, mark: string): RuleDefinition {
  const { id: _id, version: _version, ...definition } = rule
  const name = `${rule.name.slice(0, MOST_NAME - mark.length)}${mark}`
  return { ...definition, name, state: 'shadow', condition: { ...rule.condition, table } } as RuleDefinition
}
