import type { JournalEntry, Reading, ReadingsEntry, Rejection } from '@tocsin/core'

/**
 * Entries as text, one line each, so that a journal can be read by eye years later. Readings, by far the most, are a compact array:
 * `["r", at, station, [[name, phenomenonTime, value], …], rejections?]`; everything else is the entry as JSON.
 */
export function encodeEntry(entry: JournalEntry): string {
  return entry.type === 'readings' ? encodeReadings(entry) : JSON.stringify(entry)
}

type ReadingsLine = ['r', number, string, [string, number, number, number?][], Rejection[]?]

function encodeReadings({ at, station, readings, rejections }: ReadingsEntry): string {
  const skip = station.length + 1
  let line = `["r",${at},${JSON.stringify(station)},[`
  for (let index = 0; index < readings.length; index++) {
    const { datastream, phenomenonTime, value, receivedAt } = readings[index] as Reading
    if (index > 0) line += ','
    // Names hold no character that JSON would escape: the contract's pattern for them is checked when a station is saved.
    line += `["${datastream.slice(skip)}",${phenomenonTime},${value}${receivedAt === at ? '' : `,${receivedAt}`}]`
  }
  return rejections.length === 0 ? `${line}]]` : `${line}],${JSON.stringify(rejections)}]`
}

export function decodeEntry(line: string): JournalEntry {
  const parsed = JSON.parse(line) as ReadingsLine | JournalEntry
  if (!Array.isArray(parsed)) return parsed
  const [, at, station, readings, rejections] = parsed
  return {
    type: 'readings',
    at,
    station,
    readings: readings.map(([name, phenomenonTime, value, receivedAt]) => ({
      datastream: `${station}/${name}`,
      phenomenonTime,
      receivedAt: receivedAt ?? at,
      value,
    })),
    rejections: rejections ?? [],
  }
}
