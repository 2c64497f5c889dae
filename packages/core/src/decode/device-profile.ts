import type { Datastream, DurationMs } from '../model/index.ts'
import { PROTOCOLS, type Protocol } from './codec.ts'
import { objectOf } from './json-codec.ts'
import { type ModbusPoint, REGISTER_TYPES, WORD_ORDERS } from './modbus/index.ts'
import { kindOf } from './rejections.ts'

/** A device profile says in data what an instrument reports: its protocol, and which element is which datastream. A new instrument is one file. */
export interface DeviceProfile {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly protocol: Protocol
  /** Where what it says comes from: a standard, a manual. */
  readonly source: string
  /** Zone of the local times in its frames, where they have any. */
  readonly zone: string
  /** Modbus: address of the device, and how often it is asked. */
  readonly modbus?: { readonly unit: number; readonly everyMs: DurationMs } | undefined
  /** ThingsBoard: which of its payloads come. */
  readonly payload?: 'telemetry' | 'attributes' | 'gateway' | undefined
  readonly channels: readonly Channel[]
}

/** One element of the device and the datastream it belongs to. The value is `element × scale + offset` in the datastream's unit. */
export interface Channel {
  readonly element: string
  /** LoRaWAN: only from this port. */
  readonly port?: number | undefined
  /** Modbus: where the element lies. */
  readonly point?: ModbusPoint | undefined
  /** Without it the unit that the protocol gives is turned into the datastream's. */
  readonly scale?: number | undefined
  readonly offset?: number | undefined
  /** Raw values by which the device says that it has none. */
  readonly sentinels: readonly number[]
  readonly datastream: Datastream
}

/** Where a profile is wrong, and what was expected. */
export interface ProfileFault {
  readonly path: string
  readonly reason: string
}

const NAME = /^[a-z][A-Za-z0-9-]*$/

/** Reads a device profile from parsed JSON: the profile, or every fault in it. */
export function parseDeviceProfile(
  document: unknown,
): { profile: DeviceProfile } | { faults: readonly ProfileFault[] } {
  const faults: ProfileFault[] = []
  const fault = (path: string, value: unknown, expected: string) => {
    const given = typeof value === 'string' || typeof value === 'number' ? `"${value}"` : kindOf(value)
    faults.push({ path, reason: `${given}; expected ${expected}` })
  }
  const root = objectOf(document)
  if (root === undefined) {
    fault('', document, 'an object')
    return { faults }
  }
  const text = (path: string, value: unknown): string => {
    if (typeof value === 'string' && value !== '') return value
    fault(path, value, 'a text')
    return ''
  }
  const id = text('id', root['id'])
  if (id !== '' && !NAME.test(id)) fault('id', id, 'small letters, digits and -')
  const name = objectOf(root['name'])
  const protocol = root['protocol'] as Protocol
  if (!PROTOCOLS.includes(protocol)) fault('protocol', protocol, `one of ${PROTOCOLS.join(', ')}`)
  const modbus = modbusOf(root['modbus'], protocol, fault)
  const payload = root['payload'] as DeviceProfile['payload']
  if (payload !== undefined && !['telemetry', 'attributes', 'gateway'].includes(payload)) {
    fault('payload', payload, 'telemetry, attributes or gateway')
  }
  const list = root['channels']
  if (!Array.isArray(list) || list.length === 0) fault('channels', list, 'an array of at least one channel')
  const channels = (Array.isArray(list) ? list : []).map((entry: unknown, index) =>
    channelOf(entry, `channels[${index}]`, protocol, fault),
  )
  const names = channels.map((channel) => channel.datastream.name)
  const twice = names.find((one, index) => names.indexOf(one) !== index)
  if (twice !== undefined) fault('channels', twice, 'each datastream once')
  const profile: DeviceProfile = {
    id,
    name: { zh: text('name.zh', name?.['zh']), en: text('name.en', name?.['en']) },
    protocol,
    source: text('source', root['source']),
    zone: text('zone', root['zone'] ?? 'Asia/Shanghai'),
    modbus,
    payload,
    channels,
  }
  return faults.length > 0 ? { faults } : { profile }
}

type Fault = (path: string, value: unknown, expected: string) => void

function isModbus(protocol: Protocol): boolean {
  return protocol === 'modbus-rtu' || protocol === 'modbus-tcp'
}

function modbusOf(value: unknown, protocol: Protocol, fault: Fault): DeviceProfile['modbus'] {
  if (!isModbus(protocol)) return undefined
  const { unit, everyMs } = objectOf(value) ?? {}
  if (!isWhole(unit, 0, 255)) fault('modbus.unit', unit, '0 to 255')
  if (!isWhole(everyMs, 1000, 86_400_000)) fault('modbus.everyMs', everyMs, 'milliseconds from 1000')
  return { unit: unit as number, everyMs: everyMs as number }
}

function channelOf(entry: unknown, path: string, protocol: Protocol, fault: Fault): Channel {
  const channel = objectOf(entry) ?? {}
  const element = channel['element']
  if (typeof element !== 'string' || element === '') fault(`${path}.element`, element, 'a text')
  for (const key of ['scale', 'offset', 'port']) {
    const value = channel[key]
    if (value !== undefined && !Number.isFinite(value)) fault(`${path}.${key}`, value, 'a number')
  }
  if (channel['scale'] === 0) fault(`${path}.scale`, 0, 'any number but 0')
  const sentinels = channel['sentinels'] ?? []
  if (!Array.isArray(sentinels) || !sentinels.every(Number.isFinite))
    fault(`${path}.sentinels`, sentinels, 'an array of numbers')
  return {
    element: element as string,
    port: channel['port'] as number | undefined,
    point: isModbus(protocol)
      ? pointOf(channel['point'], element as string, `${path}.point`, fault)
      : undefined,
    scale: channel['scale'] as number | undefined,
    offset: channel['offset'] as number | undefined,
    sentinels: sentinels as readonly number[],
    datastream: datastreamOf(channel['datastream'], `${path}.datastream`, fault),
  }
}

function pointOf(value: unknown, name: string, path: string, fault: Fault): ModbusPoint {
  const {
    table,
    register,
    type,
    order = 'ABCD',
    sentinels = [],
  } = (objectOf(value) ?? {}) as Partial<ModbusPoint>
  if (table !== 'holding' && table !== 'input') fault(`${path}.table`, table, 'holding or input')
  if (!isWhole(register, 0, 65_535)) fault(`${path}.register`, register, '0 to 65535')
  if (type === undefined || !REGISTER_TYPES.includes(type))
    fault(`${path}.type`, type, `one of ${REGISTER_TYPES.join(', ')}`)
  if (!WORD_ORDERS.includes(order)) fault(`${path}.order`, order, `one of ${WORD_ORDERS.join(', ')}`)
  const isHex =
    Array.isArray(sentinels) &&
    sentinels.every((one) => typeof one === 'string' && /^([0-9A-Fa-f]{2})+$/.test(one))
  if (!isHex) fault(`${path}.sentinels`, sentinels, 'an array of hexadecimal texts')
  return { name, table: table ?? 'holding', register: register ?? 0, type: type ?? 'u16', order, sentinels }
}

function datastreamOf(value: unknown, path: string, fault: Fault): Datastream {
  const datastream = (objectOf(value) ?? {}) as Partial<Datastream>
  const { name, property, unit, intervalMs, form } = datastream
  if (typeof name !== 'string' || !NAME.test(name))
    fault(`${path}.name`, name, 'a name that begins with a small letter')
  for (const [key, text] of [
    ['property', property],
    ['unit', unit],
  ] as const) {
    if (typeof text !== 'string') fault(`${path}.${key}`, text, 'a text')
  }
  if (!isWhole(intervalMs, 1000, 31 * 86_400_000))
    fault(`${path}.intervalMs`, intervalMs, 'milliseconds from 1000')
  if (property === 'rainfall' && form !== 'increment' && form !== 'counter')
    fault(`${path}.form`, form, 'increment or counter')
  return datastream as Datastream
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}
