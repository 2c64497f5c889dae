import { escape as escaped } from '@influxdata/influxdb-client'
import type { DatastreamId } from '@tocsin/core'
import type { PositionedObservation } from './history.ts'

/** The measurement that observations are kept under: tags `datastream` and `station`, fields as in `lineOf`. */
export const MEASUREMENT = 'observation'

/**
 * A datastream id as the value of a tag. Line protocol has no way to write a line break there, nor a backslash before what it
 * escapes with one; ids of the contract contain neither, and read the same in other tools.
 */
export function tagOf(datastream: DatastreamId): string {
  return datastream.replace(/[%\\\p{Cc}]/gu, encodeURIComponent)
}

/** Writes observations as line protocol with millisecond timestamps; knows the tags of the datastreams it has seen. */
export function createLineWriter(): (observation: PositionedObservation) => string {
  const heads = new Map<DatastreamId, string>()
  const headOf = (datastream: DatastreamId) => {
    const tag = tagOf(datastream)
    const station = tag.split('/', 1)[0] as string
    // InfluxDB wants tags sorted by name, and no empty values.
    const stationTag = station === '' ? '' : `,station=${escaped.tag(station)}`
    return `${MEASUREMENT},datastream=${escaped.tag(tag)}${stationTag} `
  }
  return ({ datastream, phenomenonTime, receivedAt, value, flag, checks, position }) => {
    let head = heads.get(datastream)
    if (head === undefined) {
      head = headOf(datastream)
      heads.set(datastream, head)
    }
    // Every field, always: InfluxDB merges a later write of the same key into the earlier one, and a correction must leave
    // nothing of what it corrects.
    return `${head}checks="${checks.join(',')}",flag="${flag}",position=${position}i,receivedAt=${receivedAt}i,value=${value} ${phenomenonTime}`
  }
}
