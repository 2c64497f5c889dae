import type { ImportMapping } from '@tocsin/contract'
import type { Fault } from '../http/services.ts'
import { momentReader } from './moment.ts'
import type { Units } from './parsed.ts'
import { conversion } from './unit.ts'

/** What of a mapping cannot be followed here: datastreams that there are none of, units that do not convert, times that say no zone. */
export function mappingFaults(mapping: ImportMapping, units: Units): Fault[] {
  const faults: Fault[] = []
  const datastream = (path: string, name: string, unit: string) => {
    const kept = units.get(name)
    if (kept === undefined) {
      faults.push({
        path: `${path}.datastream`,
        message: `no station has ${name}`,
        expected: 'a datastream of a registered station',
      })
    } else if (conversion(unit, kept) === undefined) {
      faults.push({
        path: `${path}.unit`,
        message: `"${unit}" does not convert to ${kept}`,
        expected: `a unit that ${name} can be given in`,
      })
    }
  }
  if (mapping.format === 'line-protocol') {
    for (const [index, point] of mapping.points.entries()) {
      if (!point.datastream.includes('{')) datastream(`mapping.points.${index}`, point.datastream, point.unit)
    }
    return faults
  }
  const { format, zone, zoneColumn, zones } = mapping.time
  if (momentReader(format) === undefined) {
    faults.push({
      path: 'mapping.time.format',
      message: `"${format}" names no day, or a part of it twice`,
      expected: 'iso, epoch-ms, epoch-s, or such as DD/MM/YYYY HH:mm',
    })
  }
  const isLocal = format !== 'iso' && !format.startsWith('epoch')
  if (isLocal && zone === undefined && zoneColumn === undefined) {
    faults.push({
      path: 'mapping.time.zone',
      message: 'is missing',
      expected: 'the zone of the times, such as +08:00',
    })
  }
  if (zoneColumn !== undefined && Object.keys(zones ?? {}).length === 0) {
    faults.push({
      path: 'mapping.time.zones',
      message: 'is missing',
      expected: 'what the zone column says, such as EST: -05:00',
    })
  }
  for (const [index, { datastream: name, unit }] of mapping.columns.entries()) {
    datastream(`mapping.columns.${index}`, name, unit)
  }
  const names = mapping.columns.map((column) => column.datastream)
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) {
      faults.push({
        path: `mapping.columns.${index}.datastream`,
        message: `${name} is given twice`,
        expected: 'one column a datastream',
      })
    }
  }
  return faults
}
