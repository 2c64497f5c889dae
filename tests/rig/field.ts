import { calls, type StationBody } from '@tocsin/contract'
import { CallingStation, type Dialect, type Modem } from '@tocsin/devices'
import type { GatewayProcess } from './gateway-process.ts'
import type { Office } from './office.ts'

/** Every protocol that can be listened to, each on a free port. */
export const ALL_LISTENERS = { TOCSIN_SL651_PORT: '0', TOCSIN_SZY206_PORT: '0', TOCSIN_HJ212_PORT: '0' }

/** Registers a station by a device profile, as an engineer does in the console: the profile brings the datastreams. */
export async function registerDevice(
  office: Office,
  station: Pick<StationBody, 'id' | 'name' | 'area' | 'uplink'>,
  device: NonNullable<StationBody['device']>,
): Promise<string> {
  const { profiles } = await office.call(calls.listDeviceProfiles, {})
  const profile = profiles.find(({ id }) => id === device.profile)
  if (profile === undefined) throw new Error(`no device profile ${device.profile}`)
  return office.register({
    ...station,
    datastreams: profile.channels.map(({ datastream }) => datastream),
    device,
  })
}

/** A station that calls the gateway under test. */
export function caller(
  gateway: GatewayProcess,
  dialect: Dialect,
  code: string,
  options: { modem?: Modem; clockOffMs?: number; answerWithinMs?: number } = {},
): CallingStation {
  const port = gateway.listenerPorts[dialect.protocol] ?? 0
  return new CallingStation({ dialect, code, host: '127.0.0.1', port, answerWithinMs: 3000, ...options })
}
