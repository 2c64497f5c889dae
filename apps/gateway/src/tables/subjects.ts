import type { AreaPath, RowSubject, Station, StationId } from '@tocsin/core'
import type { FileFault } from './sheet.ts'

/** What is registered, for a table's rows to be about. */
export interface Registered {
  station(id: StationId): Station | undefined
  stationsNamed(name: string): readonly Station[]
  isArea(path: AreaPath): boolean
  /** In the area and below. */
  stationsIn(path: AreaPath): readonly Station[]
  /** Areas that are called so: usually the last step of their path. */
  areasNamed(name: string): readonly AreaPath[]
}

export type SubjectRead =
  | { readonly ok: true; readonly subject: RowSubject }
  | { readonly ok: false; readonly fault: FileFault }

/**
 * Whom a text names. In this order: what `area:`, `station:` or `datastream:` before it says; the id of a datastream or station; the path
 * of an area; the name of exactly one station or area.
 */
export function resolveSubject(text: string, registered: Registered): SubjectRead {
  const stated = /^(area|station|datastream) ?[:：] ?(.+)$/s.exec(text)
  if (stated) return resolveStated(stated[1] as string, stated[2] as string, text, registered)
  if (hasDatastream(text, registered)) return { ok: true, subject: { datastream: text } }
  if (registered.station(text)) return { ok: true, subject: { station: text } }
  if (registered.isArea(text)) return { ok: true, subject: { area: text } }
  const stations = registered.stationsNamed(text).map(({ id }): RowSubject => ({ station: id }))
  const areas = registered.areasNamed(text).map((area): RowSubject => ({ area }))
  const [only, ...others] = [...stations, ...areas]
  if (!only)
    return unknown(text, 'id or name of a registered station, id of a datastream, or path of an area')
  if (others.length === 0) return { ok: true, subject: only }
  return {
    ok: false,
    fault: {
      message: `"${text}" may be any of ${[only, ...others].map(subjectText).join(', ')}`,
      expected: 'one of these, written so',
    },
  }
}

/** A subject as `resolveSubject` reads it back. */
export function subjectText(subject: RowSubject): string {
  if ('datastream' in subject) return subject.datastream
  return 'station' in subject ? subject.station : `area:${subject.area}`
}

function resolveStated(kind: string, id: string, text: string, registered: Registered): SubjectRead {
  if (kind === 'area') {
    return registered.isArea(id) ? { ok: true, subject: { area: id } } : unknown(text, 'path of an area')
  }
  if (kind === 'station') {
    return registered.station(id)
      ? { ok: true, subject: { station: id } }
      : unknown(text, 'id of a registered station')
  }
  return hasDatastream(id, registered)
    ? { ok: true, subject: { datastream: id } }
    : unknown(text, 'id of a datastream: station/name')
}

/** The stations that a subject speaks of; none where it is not known. */
export function stationsOf(
  subject: RowSubject,
  registered: Pick<Registered, 'station' | 'stationsIn'>,
): readonly Station[] {
  if ('area' in subject) return registered.stationsIn(subject.area)
  const id = 'station' in subject ? subject.station : stationOf(subject.datastream)
  const station = id === undefined ? undefined : registered.station(id)
  return station === undefined ? [] : [station]
}

function stationOf(datastream: string): StationId | undefined {
  const slash = datastream.lastIndexOf('/')
  return slash < 0 ? undefined : datastream.slice(0, slash)
}

function hasDatastream(id: string, registered: Registered): boolean {
  const slash = id.lastIndexOf('/')
  const station = slash < 0 ? undefined : registered.station(id.slice(0, slash))
  return station?.datastreams.some(({ name }) => name === id.slice(slash + 1)) ?? false
}

function unknown(text: string, expected: string): SubjectRead {
  return { ok: false, fault: { message: `"${text}" is not known`, expected } }
}
