import { covers, type Datastream, datastreamId, PROPERTIES, type Rule, rowFor, usesTable } from '@tocsin/core'
import type { Fault } from '../http/services.ts'
import type { Registry } from '../registry/registry.ts'

/** Kinds that hold one value against what is measured: what it is must be the same everywhere. */
export const COMPARED: readonly string[] = ['threshold', 'mean', 'rate', 'time-to-threshold']

/** A station lies in it or below it. */
export function isArea(path: string, registry: Registry): boolean {
  return registry.stations().some(({ area }) => area === path || area.startsWith(`${path}/`))
}

export function isDatastream(id: string, registry: Registry): boolean {
  const slash = id.indexOf('/')
  const station = registry.station(id.slice(0, slash))
  return station?.datastreams.some(({ name }) => name === id.slice(slash + 1)) === true
}

/** What is wrong with what a rule applies to: nothing that is not there, and nothing that cannot be compared. */
export function scopeFaults(rule: Rule, registry: Registry): Fault[] {
  const { datastreams = [], area, property } = rule.appliesTo
  const faults: Fault[] = []
  for (const [index, datastream] of datastreams.entries()) {
    if (isDatastream(datastream, registry)) continue
    faults.push({
      path: `appliesTo.datastreams[${index}]`,
      message: `there is no datastream ${datastream}`,
      expected: 'the id of a registered datastream: station/name',
    })
  }
  if (area !== undefined && !isArea(area, registry)) {
    faults.push({
      path: 'appliesTo.area',
      message: `there is no area ${area}`,
      expected: 'the area of a registered station, or one above it',
    })
  }
  if (property !== undefined) {
    const known = propertiesOf(registry)
    if (!known.includes(property)) {
      const message = `nothing measures ${property}`
      faults.push({ path: 'appliesTo.property', message, expected: `one of ${known.join(', ')}` })
    }
  }
  faults.push(...mixtureFaults(rule, registry))
  return faults
}

/** The standard ones, and those that stations measure. */
function propertiesOf(registry: Registry): string[] {
  const measured = registry.stations().flatMap(({ datastreams }) => datastreams.map((one) => one.property))
  return [...new Set<string>([...PROPERTIES, ...measured])]
}

/** 3.9 is a level in metres and a battery's voltage. Whoever means everything says `all`. */
function mixtureFaults(rule: Rule, registry: Registry): Fault[] {
  const { all, datastreams, property } = rule.appliesTo
  if (all === true || datastreams !== undefined || property !== undefined) return []
  if (!COMPARED.includes(rule.condition.kind)) return []
  const judged = judgedBy(rule, registry)
  const measured = [...new Set(judged.map((one) => `${one.property} (${one.unit})`))]
  if (measured.length < 2) return []
  const properties = [...new Set(judged.map((one) => one.property))]
  return [
    {
      path: 'appliesTo.property',
      message: `what is measured there is not one thing: ${measured.join(', ')}`,
      expected:
        properties.length > 1
          ? `one of ${properties.join(', ')}`
          : 'datastreams of one unit, by their ids or a tag',
    },
  ]
}

/** What the rule would judge: by a table only what has a row in it. */
function judgedBy(rule: Rule, registry: Registry): Datastream[] {
  const table = usesTable(rule) ? registry.table(rule.condition.table) : undefined
  return registry
    .stations()
    .flatMap((station) =>
      station.datastreams.filter(
        (datastream) =>
          covers(rule.appliesTo, station, datastream) &&
          (table === undefined ||
            rowFor(table, station, datastreamId(station.id, datastream.name)) !== undefined),
      ),
    )
}
