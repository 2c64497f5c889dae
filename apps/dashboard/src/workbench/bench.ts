import type { DeviceProfileView, StationView } from '@tocsin/contract'
import {
  type Binding,
  bindingOf,
  type DeviceProfile,
  type Dialect,
  type Dissection,
  dissect,
  type Instant,
  type Station,
} from '@tocsin/core'

/** What somebody put on the bench, and as what it is to be read. */
export interface BenchInput {
  readonly bytes: Uint8Array
  readonly dialect: Dialect
  /** Read as a device of this profile, whatever the station is registered with. */
  readonly profile: DeviceProfileView | undefined
  /** Whose it is, where the frame does not say so. */
  readonly station: StationView | undefined
  readonly receivedAt: Instant
}

/** Dialects whose frames do not name their station: an account, a topic or the line does. */
const NAMELESS: readonly Dialect[] = ['tocsin', 'senml', 'thingsboard', 'modbus-rtu', 'modbus-tcp']

export function isNameless(dialect: Dialect): boolean {
  return NAMELESS.includes(dialect)
}

/** Name of a station that stands in for one that is not registered; no id can be the same. */
export const HYPOTHETICAL = '?'

/** Codes as the gateway tells them apart: capital letters, and SL 651 often without its leading zeros. */
function sameCode(dialect: Dialect, one: string, other: string): boolean {
  const plain = (code: string) =>
    dialect === 'sl651' ? code.toUpperCase().padStart(10, '0') : code.toUpperCase()
  return plain(one) === plain(other)
}

/** Reads it as the gateway would, with the stations and device profiles that it knows. */
export function onBench(
  { bytes, dialect, profile, station, receivedAt }: BenchInput,
  stations: readonly StationView[],
  profiles: readonly DeviceProfileView[],
): Dissection {
  const registered = (one: StationView): Binding | undefined => {
    const own = profiles.find(({ id }) => id === one.device?.profile)
    if (own?.protocol !== dialect) return undefined
    return bindingOf(one as Station, own as DeviceProfile, one.device?.offsets)
  }
  const asIf = (code: string): Binding | undefined => {
    if (profile === undefined) return undefined
    const datastreams = profile.channels.map(({ datastream }) => datastream)
    const standIn = { id: HYPOTHETICAL, name: code, area: '', datastreams } as Station
    return bindingOf(standIn, profile as DeviceProfile)
  }
  const bindingFor = (code: string): Binding | undefined => {
    const known = stations.find(({ device }) => sameCode(dialect, device?.code ?? '', code))
    const whose = known ?? (isNameless(dialect) ? station : undefined)
    return profile === undefined ? whose && registered(whose) : asIf(code)
  }
  const ownProfile = profiles.find(({ id }) => id === station?.device?.profile)
  const read = profile ?? (ownProfile?.protocol === dialect ? ownProfile : undefined)
  return dissect(dialect, bytes, {
    receivedAt,
    zone: read?.zone ?? 'Asia/Shanghai',
    station: isNameless(dialect) ? (station?.id ?? HYPOTHETICAL) : undefined,
    profile: read as DeviceProfile | undefined,
    bindingFor,
    own: station as Station | undefined,
  })
}
