import type { DatabaseSync } from 'node:sqlite'
import type { Instant, Plan, PlanDefinition } from '@tocsin/core'

/** Call-out plans and all their versions. What was withdrawn has a newest version without a definition. */
export class PlanStore {
  readonly #statements
  #plans: readonly Plan[]

  constructor(database: DatabaseSync) {
    this.#statements = {
      newest: database.prepare(
        `SELECT plan, version, definition FROM plan_versions AS one
         WHERE version = (SELECT max(version) FROM plan_versions WHERE plan = one.plan) AND definition IS NOT NULL
         ORDER BY plan`,
      ),
      count: database.prepare('SELECT count(DISTINCT plan) AS count FROM plan_versions'),
      insert: database.prepare(
        'INSERT INTO plan_versions (plan, version, at, by_id, reason, definition) VALUES (?, ?, ?, ?, ?, ?)',
      ),
    }
    this.#plans = this.#read()
  }

  list(): readonly Plan[] {
    return this.#plans
  }

  get(id: string): Plan | undefined {
    return this.#plans.find((plan) => plan.id === id)
  }

  create(definition: PlanDefinition, by: string, at: Instant): Plan {
    const id = `plan-${(this.#statements.count.get()?.['count'] as number) + 1}`
    return this.#save({ ...definition, id, version: 1 }, null, by, at)
  }

  change(plan: Plan, definition: PlanDefinition, reason: string, by: string, at: Instant): Plan {
    return this.#save({ ...definition, id: plan.id, version: plan.version + 1 }, reason, by, at)
  }

  withdraw({ id, version }: Plan, reason: string, by: string, at: Instant): void {
    this.#statements.insert.run(id, version + 1, at, by, reason, null)
    this.#plans = this.#read()
  }

  #save(plan: Plan, reason: string | null, by: string, at: Instant): Plan {
    const { id, version, ...definition } = plan
    this.#statements.insert.run(id, version, at, by, reason, JSON.stringify(definition))
    this.#plans = this.#read()
    return plan
  }

  #read(): Plan[] {
    return this.#statements.newest.all().map((row) => ({
      ...(JSON.parse(row['definition'] as string) as PlanDefinition),
      id: row['plan'] as string,
      version: row['version'] as number,
    }))
  }
}
