import {
  type AbsenceLevel,
  type DatastreamId,
  type DurationMs,
  datastreamId,
  LEVELS,
  type Level,
  type Rule,
} from '@tocsin/core'
import { ms } from './conditions.ts'
import type { Memory } from './memory.ts'

/** The datastreams that a rule covers. */
export function covered(rule: Rule, memory: Memory): DatastreamId[] {
  const { datastreams, area, property, tag } = rule.appliesTo
  return memory.stations.flatMap((station) =>
    station.datastreams
      .filter((stream) => {
        const id = datastreamId(station.id, stream.name)
        if (datastreams !== undefined) return datastreams.includes(id)
        return (
          (area === undefined || station.area === area || station.area.startsWith(`${area}/`)) &&
          (property === undefined || stream.property === property) &&
          (tag === undefined || (station.tags ?? []).includes(tag))
        )
      })
      .map(({ name }) => datastreamId(station.id, name)),
  )
}

/** After how long a silence each level of an absence rule is due, gravest first. */
export function absenceLevels(rule: Rule, interval: DurationMs): { level: Level; after: DurationMs }[] {
  return LEVELS.flatMap((level) => {
    const after = (rule.levels as Partial<Record<Level, AbsenceLevel>>)[level]?.after
    if (after === undefined) return []
    const intervals = /^(\d+) intervals?$/.exec(after)
    return [{ level, after: intervals ? Number(intervals[1]) * interval : ms(after) }]
  })
}
