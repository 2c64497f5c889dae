import {
  type DatastreamId,
  datastreamId,
  decimal,
  type Instant,
  type Reading,
  type Rejection,
  type Station,
} from '../model/index.ts'
import type { ElementValue, Received } from './codec.ts'
import type { Channel, DeviceProfile } from './device-profile.ts'
import { type Reason, say } from './reasons.ts'
import { Rejections } from './rejections.ts'
import { scaled, unitRatio } from './units.ts'

interface Bound {
  readonly id: DatastreamId
  readonly channel: Channel
  readonly needsTime: boolean
  readonly offset: number
}

/** A station together with the profile of the device that stands there; made once, used for each of its frames. */
export interface Binding {
  readonly station: Station
  readonly profile: DeviceProfile
  /** By element; a datastream that the station does not have is left out. */
  readonly elements: ReadonlyMap<string, readonly Bound[]>
}

/**
 * Binds a station to its device profile.
 * @param offsets what is added to a datastream's values at this place, by its name: the base of a relative water level
 */
export function bindingOf(
  station: Station,
  profile: DeviceProfile,
  offsets: Readonly<Record<string, number>> = {},
): Binding {
  const elements = new Map<string, Bound[]>()
  for (const channel of profile.channels) {
    const datastream = station.datastreams.find(({ name }) => name === channel.datastream.name)
    // What people read no device can report.
    if (datastream === undefined || datastream.manual === true) continue
    const bound: Bound = {
      id: datastreamId(station.id, datastream.name),
      // The station's own settings win: an engineer may have corrected the unit.
      channel: { ...channel, datastream },
      needsTime: datastream.form === 'increment',
      offset: (channel.offset ?? 0) + (offsets[datastream.name] ?? 0),
    }
    const same = elements.get(channel.element)
    if (same === undefined) elements.set(channel.element, [bound])
    else same.push(bound)
  }
  return { station, profile, elements }
}

/** What a frame said of one station: to be journalled as one entry. */
export interface StationReadings {
  /** The station's code in the protocol. */
  readonly code: string
  /** Undefined when no station is registered under that code; then there are no readings. */
  readonly station: Station | undefined
  readonly readings: readonly Reading[]
  readonly rejections: readonly Rejection[]
  /** Elements that no datastream of the station wants. */
  readonly unmapped: readonly string[]
}

/**
 * Gives the values of a frame to the datastreams they belong to, station by station: one frame may bring those of several. What is wrong with the
 * frame itself stands with the station that its header names.
 */
export function readingsOf(
  received: Received,
  bindingFor: (code: string) => Binding | undefined,
  receivedAt: Instant,
): StationReadings[] {
  const codes = new Map<string, ElementValue[]>()
  if (received.station !== undefined) codes.set(received.station, [])
  for (const value of received.values) {
    const list = codes.get(value.station)
    if (list === undefined) codes.set(value.station, [value])
    else list.push(value)
  }
  return [...codes]
    .map(([code, values]) => ofStation(code, values, received, bindingFor(code), receivedAt))
    .filter(
      ({ code, readings, rejections, unmapped }) =>
        code === received.station || readings.length + rejections.length + unmapped.length > 0,
    )
}

const NO_REASON = say('missing')

function ofStation(
  code: string,
  values: readonly ElementValue[],
  received: Received,
  binding: Binding | undefined,
  receivedAt: Instant,
): StationReadings {
  const rejections = new Rejections()
  const framed = code === received.station ? received.rejections : []
  const base = { code, station: binding?.station, readings: [] as Reading[] }
  if (binding === undefined) {
    rejections.add('', say('no-station', { code }), code)
    return { ...base, rejections: [...framed, ...rejections.list()], unmapped: [] }
  }
  if (received.purpose !== 'readings') {
    if (received.purpose === 'test') {
      rejections.add('', say('test-report', { count: values.length }), received.command)
    }
    return { ...base, rejections: [...framed, ...rejections.list()], unmapped: [] }
  }
  const missing = new Map<Bound, { count: number; total: number; last: boolean; reason: Reason }>()
  const unmapped = new Set<string>()
  for (const value of values) {
    const bounds = binding.elements
      .get(value.element)
      ?.filter(({ channel }) => channel.port === undefined || channel.port === value.port)
    if (bounds === undefined || bounds.length === 0) unmapped.add(value.element)
    for (const bound of bounds ?? []) {
      const state = missing.get(bound) ?? { count: 0, total: 0, last: false, reason: NO_REASON }
      state.total++
      state.last = value.value === undefined || bound.channel.sentinels.includes(value.value)
      if (state.last) {
        state.count++
        state.reason =
          value.reason ?? say('no-value', { mark: value.value ?? '' }, `device profile ${binding.profile.id}`)
      } else {
        take(value, bound, base.readings, rejections, receivedAt)
      }
      missing.set(bound, state)
    }
  }
  for (const [{ id, channel }, { count, total, last, reason }] of missing) {
    if (count === 0) continue
    // A gap further back says nothing of the sensor as it is now.
    rejections.add(
      channel.element,
      total === 1 ? reason : say('count-of', { count, total, reason }),
      '',
      undefined,
      last ? id : undefined,
    )
  }
  return { ...base, rejections: [...framed, ...rejections.list()], unmapped: [...unmapped] }
}

function take(
  value: ElementValue,
  bound: Bound,
  readings: Reading[],
  rejections: Rejections,
  receivedAt: Instant,
): void {
  const { id, channel, needsTime, offset } = bound
  const { element } = value
  if (needsTime && value.time === undefined) {
    rejections.add(element, say('increment-no-time'), value.value)
    return
  }
  const { scale, datastream } = channel
  const ratio = scale ?? (value.unit === undefined ? 1 : unitRatio(value.unit, datastream.unit))
  if (ratio === undefined) {
    rejections.add(
      element,
      say('unit-unknown', { unit: value.unit ?? '', expected: datastream.unit }),
      value.value,
      undefined,
      id,
    )
    return
  }
  const sum = scaled(value.value as number, ratio) + offset
  const result = offset === 0 ? sum : decimal(sum)
  if (!Number.isFinite(result)) {
    rejections.add(element, say('too-large'), String(result), undefined, id)
    return
  }
  readings.push({ datastream: id, phenomenonTime: value.time ?? receivedAt, receivedAt, value: result })
}
