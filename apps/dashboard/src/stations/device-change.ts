import type { DeviceProfileView, StationBody, StationView } from '@tocsin/contract'
import { type DeviceDraft, deviceOf } from './station-draft.ts'

/** The device of a station as a form holds it. */
export function deviceDraft(device: StationView['device']): DeviceDraft {
  return {
    profile: device?.profile ?? '',
    code: device?.code ?? '',
    endpoint: device?.endpoint ?? '',
    unit: device?.unit === undefined ? '' : String(device.unit),
  }
}

/** Datastreams that the profile's device reports and the station does not have yet. */
export function missingDatastreams(
  station: Pick<StationView, 'datastreams'>,
  profile: Pick<DeviceProfileView, 'channels'> | undefined,
): StationView['datastreams'] {
  return (profile?.channels ?? [])
    .map(({ datastream }) => datastream)
    .filter(({ name }) => !station.datastreams.some((one) => one.name === name))
}

/** The station's description with another device; everything else stays as it is. */
export function withDevice(
  station: StationView,
  draft: DeviceDraft,
  profile: Pick<DeviceProfileView, 'channels'> | undefined,
): { body: Omit<StationBody, 'id'>; errors: Readonly<Record<string, string>> } {
  const { name, area, position, datastreams, tags, latenessMs, uplink, device } = station
  const errors: Record<string, string> = {}
  const number = (typed: string, path: string): number => {
    const value = Number(typed)
    if (!Number.isInteger(value)) errors[path] = 'number'
    return value
  }
  // What is added to values stays with the place, whatever instrument measures there.
  const offsets = device?.offsets
  return {
    body: {
      name,
      area,
      datastreams: [...datastreams, ...missingDatastreams(station, profile)],
      latenessMs,
      ...(position && { position }),
      ...(tags && { tags }),
      ...(uplink && { uplink }),
      ...(draft.profile !== '' && { device: { ...deviceOf(draft, number), ...(offsets && { offsets }) } }),
    },
    errors,
  }
}
