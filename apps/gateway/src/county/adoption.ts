import type { StationBody } from '@tocsin/contract'
import { type DeviceProfile, HOUR } from '@tocsin/core'
import type { Offer } from './offers.ts'

/** The device profile that stations of a hydrology database have, unless an engineer gives them another. */
export const COUNTY_PROFILE = 'sl323-station'

/** Databases are filled by a chain of others: what is younger than this is judged as new, whatever the interval. */
const LEAST_LATENESS = HOUR

/**
 * The station that an offer becomes. Undefined when nothing is known that it measures: nothing would ever come of it.
 * @param isTaken whether an id belongs to a station already
 */
export function stationOf(
  offer: Offer,
  profile: DeviceProfile,
  area: string,
  isTaken: (id: string) => boolean,
): StationBody | undefined {
  const datastreams = offer.measures.flatMap(({ datastream: name, intervalMs }) => {
    const channel = profile.channels.find(({ datastream }) => datastream.name === name)
    if (channel === undefined) return []
    const { datastream } = channel
    const datum = offer.datum === '' ? datastream.datum : offer.datum
    return [{ ...datastream, intervalMs, ...(datastream.datum === undefined ? {} : { datum }) }]
  })
  if (datastreams.length === 0) return undefined
  const longest = Math.max(...datastreams.map(({ intervalMs }) => intervalMs))
  return {
    id: freeId(offer.code, isTaken),
    name: offer.name,
    area,
    ...(offer.position === null ? {} : { position: offer.position }),
    datastreams: datastreams as StationBody['datastreams'],
    latenessMs: Math.max(2 * longest, LEAST_LATENESS),
    device: { profile: profile.id, code: offer.code },
  }
}

/** The station's own code, as far as it is one that can be an id and is free. */
function freeId(code: string, isTaken: (id: string) => boolean): string {
  const plain =
    code
      .replace(/[^A-Za-z0-9._-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 56) || 'station'
  if (!isTaken(plain)) return plain
  for (let number = 2; ; number++) if (!isTaken(`${plain}-${number}`)) return `${plain}-${number}`
}
