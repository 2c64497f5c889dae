import type { Rule, RuleId } from '../model/index.ts'
import type { Timed } from './scenario.ts'

/**
 * Rules that throw while they are evaluated, on demand: no rule that can be written does, and what becomes of the others then must be shown
 * all the same. It sits in the rule's schedule, which every judgement asks.
 */
export class RuleFaults {
  readonly #wired: ReadonlySet<RuleId>
  readonly #broken = new Set<RuleId>()

  constructor(happenings: readonly Timed[]) {
    this.#wired = new Set(happenings.flatMap((one) => (one.kind === 'fault' ? [one.rule] : [])))
  }

  switch(rule: RuleId, broken: boolean): void {
    if (broken) this.#broken.add(rule)
    else this.#broken.delete(rule)
  }

  /** The rule with the fault in it, if the scenario ever breaks it; else the rule itself. */
  wire(rule: Rule): Rule {
    if (!this.#wired.has(rule.id)) return rule
    const { zone = 'UTC', seasons, hours } = rule.schedule ?? {}
    const broken = this.#broken
    const schedule = {
      zone,
      hours,
      get seasons() {
        if (broken.has(rule.id)) throw new Error('broken on demand')
        return seasons
      },
      toJSON: () => rule.schedule,
    }
    return { ...rule, schedule }
  }
}
