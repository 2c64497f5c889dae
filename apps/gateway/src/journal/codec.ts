import type { JournalEntry, Reading, ReadingsEntry, Rejection } from '@tocsin/core'

/**
 * Entries as text, one line each, so that a journal can be read by eye years later. Readings, by far the most, are a compact array:
 * `["r", at, station, [[name, phenomenonTime, value], …], rejections?, [dialect, frame]?]`; everything else is the entry as JSON.
 */
export function encodeEntry(entry: JournalEntry): string {
  return entry.type === 'readings' ? encodeReadings(entry) : JSON.stringify(entry)
}

type ReadingsLine = [
  'r',
  number,
  string,
  [string, number, number, number?][],
  Rejection[]?,
  [string, string]?,
]

function encodeReadings({ at, station, readings, rejections, frame }: ReadingsEntry): string {
  const skip = station.length + 1
  let line = `["r",${at},${JSON.stringify(station)},[`
  for (let index = 0; index < readings.length; index++) {
    const { datastream, phenomenonTime, value, receivedAt } = readings[index] as Reading
    if (index > 0) line += ','
    // Names hold no character that JSON would escape: the contract's pattern for them is checked when a station is saved.
    line += `["${datastream.slice(skip)}",${phenomenonTime},${value}${receivedAt === at ? '' : `,${receivedAt}`}]`
  }
  if (rejections.length === 0) return `${line}]]`
  const kept = frame === undefined ? '' : `,${JSON.stringify([frame.dialect, frame.hex])}`
  return `${line}],${JSON.stringify(rejections)}${kept}]`
}

export function decodeEntry(line: string): JournalEntry {
  const parsed = JSON.parse(line) as ReadingsLine | JournalEntry
  if (!Array.isArray(parsed)) return parsed
  const [, at, station, readings, rejections, frame] = parsed
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
    ...(frame === undefined ? {} : { frame: { dialect: frame[0], hex: frame[1] } }),
  }
}
