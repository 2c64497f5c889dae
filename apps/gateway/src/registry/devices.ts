import {
  type Binding,
  bindingOf,
  type DeviceProfile,
  type Protocol,
  type Station,
  type StationId,
} from '@tocsin/core'
import type { Fault } from '../http/services.ts'

/** Protocols whose frames say by a code which station they are of. */
const NEEDS_CODE: readonly Protocol[] = ['sl651', 'szy206', 'hj212', 'chirpstack', 'sl323']
const IS_POLLED: readonly Protocol[] = ['modbus-tcp', 'modbus-rtu']

/** Which station speaks under which code in which protocol, and how its elements are told apart: made once, used for each frame. */
export class DeviceRegister {
  readonly profiles: ReadonlyMap<string, DeviceProfile>
  readonly #byStation = new Map<StationId, Binding>()
  readonly #byCode = new Map<string, Binding>()

  constructor(profiles: Iterable<DeviceProfile>) {
    this.profiles = new Map([...profiles].map((profile) => [profile.id, profile]))
  }

  /** Takes a station in its newest version. A profile that is no more leaves it without a binding: its frames are a stranger's. */
  put(station: Station): void {
    const before = this.#byStation.get(station.id)
    if (before !== undefined) {
      this.#byStation.delete(station.id)
      const key = keyOf(before)
      if (key !== undefined) this.#byCode.delete(key)
    }
    const profile = this.profiles.get(station.device?.profile ?? '')
    if (profile === undefined) return
    const binding = bindingOf(station, profile, station.device?.offsets)
    this.#byStation.set(station.id, binding)
    const key = keyOf(binding)
    if (key !== undefined) this.#byCode.set(key, binding)
  }

  of(station: StationId): Binding | undefined {
    return this.#byStation.get(station)
  }

  find(protocol: Protocol, code: string): Binding | undefined {
    return this.#byCode.get(codeKey(protocol, code))
  }

  /** Stations that speak in this protocol under a code of their own. */
  speaking(protocol: Protocol): Binding[] {
    return [...this.#byCode.values()].filter(({ profile }) => profile.protocol === protocol)
  }

  /** Devices that speak only when they are asked. */
  polled(): Binding[] {
    return [...this.#byStation.values()].filter(
      ({ profile, station }) =>
        IS_POLLED.includes(profile.protocol) && station.device?.endpoint !== undefined,
    )
  }

  /** True when this account brings what others sent: their stations name it as their uplink. */
  bringsOthers(account: StationId, protocol: Protocol): boolean {
    for (const { station, profile } of this.#byStation.values()) {
      if (station.uplink === account && profile.protocol === protocol) return true
    }
    return false
  }

  /** What would keep a station's device from being understood. */
  faults({ id, device, datastreams }: Pick<Station, 'id' | 'device' | 'datastreams'>): Fault[] {
    if (device === undefined) return []
    const profile = this.profiles.get(device.profile)
    if (profile === undefined) {
      const expected = [...this.profiles.keys()].join(', ')
      return [{ path: 'device.profile', message: `no device profile ${device.profile}`, expected }]
    }
    const faults: Fault[] = []
    const { protocol, channels } = profile
    const names = channels.map(({ datastream }) => datastream.name)
    if (!datastreams.some(({ name }) => names.includes(name))) {
      const message = `none of them is in the device profile ${profile.id}`
      faults.push({ path: 'datastreams', message, expected: names.join(', ') })
    }
    if (NEEDS_CODE.includes(protocol) && device.code === undefined) {
      faults.push({ path: 'device.code', message: 'missing', expected: `the station's code in ${protocol}` })
    }
    if ((protocol === 'sl651' || protocol === 'szy206') && device.code !== undefined) {
      const isCode = protocol === 'sl651' ? /^(\d{8}|\d{12}|[0-9A-Fa-f]{10})$/ : /^[0-9A-Fa-f]{10}$/
      if (!isCode.test(device.code)) {
        const expected =
          protocol === 'sl651'
            ? 'eight or ten digits of a hydrological station, or twelve of another'
            : 'ten hexadecimal digits'
        faults.push({ path: 'device.code', message: `"${device.code}" is no station address`, expected })
      }
    }
    if (IS_POLLED.includes(protocol) && device.endpoint === undefined) {
      faults.push({ path: 'device.endpoint', message: 'missing', expected: 'host:port of the device' })
    }
    const other = device.code === undefined ? undefined : this.find(protocol, device.code)
    if (other !== undefined && other.station.id !== id) {
      const message = `${device.code} is the code of station ${other.station.id}`
      faults.push({ path: 'device.code', message, expected: 'a code of its own' })
    }
    return faults
  }
}

function keyOf({ station, profile }: Binding): string | undefined {
  const code = station.device?.code
  return code === undefined ? undefined : codeKey(profile.protocol, code)
}

/** Codes are hexadecimal or names; a station address of SL 651 is often written without its leading zeros. */
function codeKey(protocol: Protocol, code: string): string {
  return `${protocol}/${protocol === 'sl651' ? code.toUpperCase().padStart(10, '0') : code.toUpperCase()}`
}
