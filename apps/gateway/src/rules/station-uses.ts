import { covers, datastreamId, type Rule, type Station } from '@tocsin/core'
import type { Registry } from '../registry/registry.ts'
import { COMPARED } from './scope-faults.ts'

/**
 * Why a station's new description would leave a rule in force without a datastream that it names, or with numbers that mean something else:
 * 3.9 m is a flood, 3.9 cm a puddle. Undefined when no rule minds. A station may move out of a rule's area.
 */
export function stationUse(before: Station, after: Station, registry: Registry): string | undefined {
  const rules = registry.rules().filter(({ state }) => state !== 'draft')
  for (const datastream of before.datastreams) {
    const id = datastreamId(before.id, datastream.name)
    const next = after.datastreams.find(({ name }) => name === datastream.name)
    if (next === undefined) {
      const users = rules.filter(({ appliesTo }) => appliesTo.datastreams?.includes(id))
      if (users.length > 0) return `${namesOf(users)} would lose ${id}`
    } else if (next.unit !== datastream.unit || next.property !== datastream.property) {
      const users = rules.filter(
        (rule) =>
          hasNumbers(rule) &&
          covers(rule.appliesTo, before, datastream) &&
          covers(rule.appliesTo, after, next),
      )
      const [from, to] = [datastream, next].map(({ property, unit }) => `${property} (${unit})`)
      if (users.length > 0) return `${namesOf(users)} would judge ${id} as ${from}, when it is ${to}`
    }
  }
  return undefined
}

/** True when the rule holds numbers of its own against what is measured. */
function hasNumbers({ condition: { kind } }: Rule): boolean {
  return kind === 'accumulation' || COMPARED.includes(kind)
}

function namesOf(rules: readonly Rule[]): string {
  return rules.map(({ name }) => `"${name}"`).join(', ')
}
