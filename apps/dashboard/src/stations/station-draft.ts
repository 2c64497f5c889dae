import { type DeviceProfileView, type StationBody, stationBody } from '@tocsin/contract'
import { formatDuration, parseDuration } from '@tocsin/core'

/** One datastream as it is typed. */
export interface DatastreamDraft {
  /** Tells rows apart while they are edited. */
  readonly key: number
  readonly name: string
  readonly property: string
  readonly unit: string
  readonly interval: string
  readonly low: string
  readonly high: string
  readonly form: 'increment' | 'counter'
  readonly modulus: string
}

/** How its device speaks, as it is typed. Without a profile it is the gateway's own JSON over MQTT. */
export interface DeviceDraft {
  readonly profile: string
  readonly code: string
  readonly endpoint: string
  readonly unit: string
}

export const OWN_DEVICE: DeviceDraft = { profile: '', code: '', endpoint: '', unit: '' }

/** A station as it is typed. */
export interface StationDraft {
  readonly id: string
  readonly name: string
  readonly area: string
  readonly longitude: string
  readonly latitude: string
  readonly device: DeviceDraft
  readonly datastreams: readonly DatastreamDraft[]
}

/** What a datastream of a kind is usually called, measured in and how often it reports. */
export const USUAL: Readonly<Record<string, { name: string; unit: string; interval: string }>> = {
  rainfall: { name: 'rain', unit: 'mm', interval: '5m' },
  'water-level': { name: 'level', unit: 'm', interval: '5m' },
  flow: { name: 'flow', unit: 'm³/s', interval: '5m' },
  displacement: { name: 'displacement', unit: 'mm', interval: '1h' },
  'combustible-gas': { name: 'ch4', unit: '%LEL', interval: '10s' },
  'carbon-monoxide': { name: 'co', unit: 'ppm', interval: '10s' },
  'hydrogen-sulfide': { name: 'h2s', unit: 'ppm', interval: '10s' },
  oxygen: { name: 'o2', unit: '%VOL', interval: '10s' },
  temperature: { name: 'temperature', unit: '°C', interval: '5m' },
  battery: { name: 'battery', unit: 'V', interval: '1h' },
}

export function datastreamDraft(key: number, property: string): DatastreamDraft {
  const usual = USUAL[property] ?? { name: '', unit: '', interval: '5m' }
  return { key, property, ...usual, low: '', high: '', form: 'increment', modulus: '' }
}

/** The datastreams that a device profile brings, to be corrected where this place differs. */
export function profileDrafts({ channels }: Pick<DeviceProfileView, 'channels'>): DatastreamDraft[] {
  return channels.map(({ datastream }, key) => ({
    key,
    name: datastream.name,
    property: datastream.property,
    unit: datastream.unit,
    interval: formatDuration(datastream.intervalMs),
    low: datastream.span === undefined ? '' : String(datastream.span[0]),
    high: datastream.span === undefined ? '' : String(datastream.span[1]),
    form: datastream.form ?? 'increment',
    modulus: datastream.modulus === undefined ? '' : String(datastream.modulus),
  }))
}

export type ReadStation =
  | { readonly ok: true; readonly body: StationBody }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> }

/** The station that was typed, or what is wrong, at the paths of the contract. */
export function readStation(draft: StationDraft): ReadStation {
  const errors: Record<string, string> = {}
  const number = (typed: string, path: string): number => {
    const value = Number(typed.replace(',', '.').replace('−', '-'))
    if (typed.trim() === '' || !Number.isFinite(value)) errors[path] = 'number'
    return value
  }
  const positioned = draft.longitude.trim() !== '' || draft.latitude.trim() !== ''
  const body = {
    id: draft.id.trim(),
    name: draft.name.trim(),
    area: draft.area.trim(),
    ...(positioned && {
      position: {
        longitude: number(draft.longitude, 'position.longitude'),
        latitude: number(draft.latitude, 'position.latitude'),
      },
    }),
    ...(draft.device.profile !== '' && { device: deviceOf(draft.device, number) }),
    datastreams: draft.datastreams.map((one, index) => {
      const path = `datastreams.${index}`
      const intervalMs = parseDuration(one.interval.trim())
      if (intervalMs === undefined) errors[`${path}.intervalMs`] = 'duration'
      const spanned = one.low.trim() !== '' || one.high.trim() !== ''
      return {
        name: one.name.trim(),
        property: one.property,
        unit: one.unit.trim(),
        intervalMs: intervalMs ?? 1000,
        ...(spanned && { span: [number(one.low, `${path}.span.0`), number(one.high, `${path}.span.1`)] }),
        ...(one.property === 'rainfall' && { form: one.form }),
        ...(one.property === 'rainfall' &&
          one.form === 'counter' &&
          one.modulus.trim() !== '' && { modulus: number(one.modulus, `${path}.modulus`) }),
      }
    }),
  }
  const parsed = stationBody.safeParse(body)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const at = path.join('.')
      const short = { id: draft.id, name: draft.name, area: draft.area }[at]
      errors[at] ??= short?.trim() === '' ? 'required' : message
    }
  }
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, body: parsed.data }
    : { ok: false, errors }
}

/** The device that was typed; `number` reads a field and notes what is none. */
export function deviceOf(
  { profile, code, endpoint, unit }: DeviceDraft,
  number: (typed: string, path: string) => number,
) {
  return {
    profile,
    ...(code.trim() !== '' && { code: code.trim() }),
    ...(endpoint.trim() !== '' && { endpoint: endpoint.trim() }),
    ...(unit.trim() !== '' && { unit: number(unit, 'device.unit') }),
  }
}
