import type { StationView, WarningView } from '@tocsin/contract'
import type { Datastream, StationId } from '@tocsin/core'
import type { Translate } from '../language/words.ts'

/** What a warning speaks of: a datastream, the area of a composite (`area:lushan`), or a rule that failed (`rule:rule-3`). */
export interface Subject {
  readonly kind: 'datastream' | 'area' | 'rule'
  readonly stationId: StationId | undefined
  /** Undefined also when it is not known here. */
  readonly station: StationView | undefined
  readonly datastream: Datastream | undefined
  /** Of the datastream, or the area's path, or the rule's id. */
  readonly name: string | undefined
}

const ELSEWHERE = { stationId: undefined, station: undefined, datastream: undefined } as const

/** Takes a subject's id apart and finds what it names. Ids of stations contain no colon. */
export function subjectOf(
  { subject }: Pick<WarningView, 'subject'>,
  stations: readonly StationView[],
): Subject {
  const special = /^(area|rule):(.+)$/.exec(subject)
  if (special) return { ...ELSEWHERE, kind: special[1] as 'area' | 'rule', name: special[2] }
  const slash = subject.indexOf('/')
  const stationId = slash < 0 ? subject : subject.slice(0, slash)
  const name = slash < 0 ? undefined : subject.slice(slash + 1)
  const station = stations.find(({ id }) => id === stationId)
  const datastream = station?.datastreams.find((one) => one.name === name) as Datastream | undefined
  return { kind: 'datastream', stationId, station, datastream, name }
}

type Placed = Pick<WarningView, 'subject' | 'rule'>

/** Where it is, in one name: the station's, the area's, or that of the rule that failed. */
export function placeText(t: Translate, warning: Placed, stations: readonly StationView[]): string {
  const { kind, station, stationId, name } = subjectOf(warning, stations)
  if (kind === 'rule') return t('subject.rule', { name: warning.rule.name })
  return station?.name ?? stationId ?? name ?? warning.subject
}

/** Where it is, more closely: place, area and rule, each once. `areaName` says what an area is called. */
export function whereParts(
  t: Translate,
  warning: Placed & Pick<WarningView, 'area'>,
  stations: readonly StationView[],
  areaName: (path: string) => string,
): string[] {
  const { kind, name } = subjectOf(warning, stations)
  const parts = [
    kind === 'area' && name !== undefined ? areaName(name) : placeText(t, warning, stations),
    warning.area === '' ? '' : areaName(warning.area),
    ...(kind === 'rule' ? [] : [warning.rule.name]),
  ]
  return [...new Set(parts)].filter((part) => part !== '')
}
