import { chirpstack } from './chirpstack.ts'
import type { Codec, Protocol } from './codec.ts'
import type { DeviceProfile } from './device-profile.ts'
import { hj212 } from './hj212/index.ts'
import { type ModbusCodec, type ModbusPoint, modbus } from './modbus/index.ts'
import { senml } from './senml.ts'
import { sl323 } from './sl323.ts'
import { sl651 } from './sl651/index.ts'
import { szy206 } from './szy206/index.ts'
import { thingsboard } from './thingsboard.ts'

/** The protocols in which devices speak of themselves, each with what reads it; Modbus devices speak only when they are asked. */
export const CODECS = {
  sl651,
  szy206,
  hj212,
  senml,
  chirpstack,
  thingsboard: thingsboard('telemetry'),
  sl323,
} as const satisfies Partial<Record<Protocol, { readonly protocol: Protocol }>>

/** The Modbus device of a profile, under the code of its station. Undefined of a profile in another protocol. */
export function modbusFor(profile: DeviceProfile, station: string): ModbusCodec | undefined {
  const transport =
    profile.protocol === 'modbus-rtu' ? 'rtu' : profile.protocol === 'modbus-tcp' ? 'tcp' : undefined
  if (transport === undefined || profile.modbus === undefined) return undefined
  const points = profile.channels
    .map(({ point }) => point)
    .filter((point): point is ModbusPoint => point !== undefined)
  return modbus(transport, station, profile.modbus.unit, points)
}

/** What reads the frames of a profile's device. */
export function codecFor(profile: DeviceProfile, station: string): Codec<unknown> {
  const { protocol } = profile
  if (protocol === 'modbus-rtu' || protocol === 'modbus-tcp') {
    const polled = modbusFor(profile, station)
    if (polled === undefined)
      throw new Error(`device profile ${profile.id}: no modbus settings; parseDeviceProfile asks for them`)
    return polled as Codec<unknown>
  }
  if (protocol === 'thingsboard') return thingsboard(profile.payload ?? 'telemetry') as Codec<unknown>
  return CODECS[protocol] as Codec<unknown>
}
