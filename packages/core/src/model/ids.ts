// Ids are plain strings on the wire. The optional tag lets any string in, and keeps one kind of id from being
// passed where another is meant.
type Id<Kind extends string> = string & { readonly _kind?: Kind }

/** The place a device stands at; also its MQTT user name. */
export type StationId = Id<'station'>
/** `{station}/{name}`: one observed property of one sensor at one station. */
export type DatastreamId = Id<'datastream'>
/** Areas form a tree by their path: `lushan/xincun` lies in `lushan`. */
export type AreaPath = Id<'area'>
export type RuleId = Id<'rule'>
export type TableId = Id<'table'>
export type WarningId = Id<'warning'>

/** A journal position: entries are numbered from 1 without gaps; 0 stands before the first. */
export type Position = number

/** What a rule is judged on and a warning is about: a datastream, or for a composite an area (`area:lushan/xincun`). */
export type SubjectId = DatastreamId | Id<'area-subject'>

export function areaSubject(area: AreaPath): SubjectId {
  return `area:${area}`
}

export function datastreamId(station: StationId, name: string): DatastreamId {
  return `${station}/${name}`
}

/** The station of a datastream; undefined of an area, or a rule. */
export function stationOfSubject(subject: SubjectId): StationId | undefined {
  const slash = subject.indexOf('/')
  return subject.includes(':') || slash < 0 ? undefined : subject.slice(0, slash)
}

/** True when `area` is `ancestor` or lies below it. */
export function areaContains(ancestor: AreaPath, area: AreaPath): boolean {
  return area === ancestor || area.startsWith(`${ancestor}/`)
}
