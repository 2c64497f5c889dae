import type { Instant } from '../../model/index.ts'
import { digitsOf, packed } from '../bcd.ts'
import { bigEndian, fromLatin, hex, joined } from '../bytes.ts'
import { crc16 } from '../checksum.ts'
import { localDigits } from '../local-time.ts'
import { elementByAscii, SERIES_COUNT, seriesByAscii } from './elements.ts'
import { ENQ, ETB, ETX, SET_CLOCK, STX, SYN } from './functions.ts'
import { stationAddress } from './head.ts'

/** Where a frame goes and where it comes from. */
export interface Sl651Address {
  readonly encoding: 'hex' | 'ascii'
  readonly direction: 'up' | 'down'
  readonly centre: number
  readonly station: string
  readonly password: string
  readonly fn: number
}

/** Longest body of a frame that is not one of several packets: twelve bits. */
const MOST_BODY = 4095

/** Writes a frame around a body. Throws RangeError when the body is longer than a length can say. */
export function sl651Frame(
  address: Sl651Address,
  body: Uint8Array,
  end: number,
  packet?: { readonly total: number; readonly sequence: number },
): Uint8Array {
  const isHex = address.encoding === 'hex'
  const code = (bytes: Uint8Array): Uint8Array => (isHex ? bytes : fromLatin(hex(bytes)))
  const counted =
    packet === undefined ? body : joined(code(bigEndian(packet.total * 4096 + packet.sequence, 3)), body)
  const most = packet !== undefined && isHex && address.direction === 'up' ? 0xffff : MOST_BODY
  if (counted.length < 1 || counted.length > most) {
    throw new RangeError(`body: ${counted.length} bytes; expected 1 to ${most} (SL 651-2014 6.5)`)
  }
  const station = stationAddress(address.station)
  const centre = Uint8Array.of(address.centre)
  const [first, second] = address.direction === 'up' ? [centre, station] : [station, centre]
  const length = (address.direction === 'up' ? 0 : 0x8000) + counted.length
  const password = bigEndian(Number.parseInt(address.password, 16), 2)
  const head = code(joined(first, second, password, [address.fn], bigEndian(length, 2)))
  const checked = joined(isHex ? [0x7e, 0x7e] : [0x01], head, [packet === undefined ? STX : SYN], counted, [
    end,
  ])
  return joined(checked, code(bigEndian(crc16(checked), 2)))
}

/** Serial number and local sending time: all that an acknowledgement, a query and a keep-alive say. */
export function serialAndTime(
  encoding: 'hex' | 'ascii',
  serial: number,
  at: Instant,
  zone: string,
): Uint8Array {
  const digits = localDigits(at, zone).slice(2)
  const bytes = joined(bigEndian(serial, 2), packed(digits))
  return encoding === 'hex' ? bytes : fromLatin(hex(bytes))
}

/**
 * The command that sets a station's clock (6.6.4.24): the sending time is the time to be set, so it must go out at once. A clock that is more
 * than five minutes off is to be set twice, each time with the time of its own frame.
 */
export function sl651SetClock(
  address: Omit<Sl651Address, 'direction' | 'fn'>,
  now: Instant,
  zone: string,
): Uint8Array {
  const down: Sl651Address = { ...address, direction: 'down', fn: SET_CLOCK }
  return sl651Frame(down, serialAndTime(address.encoding, 0, now, zone), ENQ)
}

/** A query or command of the centre's own without parameters (37H, 45H, 46H, 51H …). */
export function sl651Query(address: Omit<Sl651Address, 'direction'>, now: Instant, zone: string): Uint8Array {
  return sl651Frame({ ...address, direction: 'down' }, serialAndTime(address.encoding, 0, now, zone), ENQ)
}

/** What a station reports of itself or of another one behind it, at one time. */
export interface Sl651Group {
  readonly station: string
  readonly class: string
  readonly observedAt: Instant
  /** By identifier: one value, or undefined for none; for DRP and DRZ twelve. */
  readonly elements: readonly (readonly [
    name: string,
    value: number | undefined | readonly (number | undefined)[],
  ])[]
  /** With it the one element is a series at this step: a uniform report (31H, 38H). */
  readonly stepMinutes?: number | undefined
}

/** A station's report as one frame. For simulators and tests. Throws RangeError for what the standard cannot say. */
export function sl651Report(
  address: Omit<Sl651Address, 'direction'>,
  serial: number,
  sentAt: Instant,
  groups: readonly Sl651Group[],
  zone: string,
): Uint8Array {
  return sl651Frame(
    { ...address, direction: 'up' },
    sl651Body(address.encoding, serial, sentAt, groups, zone),
    ETX,
  )
}

/** The same report cut into packets of at most `size` bytes of body (mode M3). */
export function sl651Packets(
  address: Omit<Sl651Address, 'direction'>,
  body: Uint8Array,
  size: number,
): Uint8Array[] {
  const total = Math.max(1, Math.ceil(body.length / size))
  return Array.from({ length: total }, (_, index) =>
    sl651Frame(
      { ...address, direction: 'up' },
      body.subarray(index * size, (index + 1) * size),
      index + 1 === total ? ETX : ETB,
      { total, sequence: index + 1 },
    ),
  )
}

/** The body of a report, in either encoding. */
export function sl651Body(
  encoding: 'hex' | 'ascii',
  serial: number,
  sentAt: Instant,
  groups: readonly Sl651Group[],
  zone: string,
): Uint8Array {
  const write = encoding === 'hex' ? hexGroup : asciiGroup
  return joined(serialAndTime(encoding, serial, sentAt, zone), ...groups.map((group) => write(group, zone)))
}

function hexGroup(group: Sl651Group, zone: string): Uint8Array {
  const head = joined(
    [0xf1, 0xf1],
    stationAddress(group.station),
    fromLatin(group.class),
    [0xf0, 0xf0],
    packed(localDigits(group.observedAt, zone).slice(2, 12)),
  )
  if (group.stepMinutes === undefined) {
    return joined(head, ...group.elements.map(([name, value]) => hexElement(name, value)))
  }
  const [[name, values] = ['', []]] = group.elements
  const series = Array.isArray(values) ? values : [values]
  const element = elementOf(name)
  const negative = series.some((value) => value !== undefined && value < 0)
  const length = Math.ceil(element.digits / 2) + (negative ? 1 : 0)
  return joined(
    head,
    [0x04, 0x18],
    packed(stepDigits(group.stepMinutes)),
    [element.lead, (length << 3) | element.decimals],
    ...series.map((value) => hexValue(value, element, length)),
  )
}

function stepDigits(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  if (minutes % 1440 === 0) return `${two(minutes / 1440)}0000`
  return minutes % 60 === 0 ? `00${two(minutes / 60)}00` : `0000${two(minutes)}`
}

function hexElement(name: string, value: number | undefined | readonly (number | undefined)[]): Uint8Array {
  const series = seriesByAscii(name)
  if (series !== undefined) {
    const data = seriesBytes(name, Array.isArray(value) ? value : [])
    return joined([series.lead, data.length << 3], data)
  }
  const element = elementOf(name)
  const single = Array.isArray(value) ? undefined : (value as number | undefined)
  const length = Math.ceil(element.digits / 2) + (single !== undefined && single < 0 ? 1 : 0)
  return joined([element.lead, (length << 3) | element.decimals], hexValue(single, element, length))
}

function hexValue(
  value: number | undefined,
  element: { ascii: string; digits: number; decimals: number },
  length: number,
): Uint8Array {
  if (value === undefined) return new Uint8Array(length).fill(0xff)
  const digits = digitsOf(Math.abs(value), element.decimals, element.digits)
  if (digits === undefined)
    throw new RangeError(`${element.ascii}: ${value} has no form N(${element.digits},${element.decimals})`)
  const data = packed(digits)
  if (value < 0) return joined([0xff], data)
  return joined(new Uint8Array(length - data.length), data)
}

function seriesBytes(name: string, values: readonly (number | undefined)[]): Uint8Array {
  const series = seriesByAscii(name)
  if (series === undefined) throw new RangeError(`${name}: no series of SL 651-2014 table C.1`)
  const most = series.width === 1 ? 0xff : 0xffff
  return joined(
    ...Array.from({ length: SERIES_COUNT }, (_, index) => {
      const value = values[index]
      const scaled = value === undefined ? most : Math.round(value * 10 ** series.decimals)
      if (scaled < 0 || scaled > most)
        throw new RangeError(`${name}: ${value} does not fit into ${series.width} bytes`)
      return bigEndian(scaled, series.width)
    }),
  )
}

function asciiGroup(group: Sl651Group, zone: string): Uint8Array {
  const time = localDigits(group.observedAt, zone).slice(2, 12)
  const head = `ST ${hex(stationAddress(group.station))} ${group.class} TT ${time} `
  const { stepMinutes } = group
  if (stepMinutes === undefined) {
    return fromLatin(
      head + group.elements.map(([name, value]) => `${name} ${asciiValue(name, value)} `).join(''),
    )
  }
  const columns = group.elements.map(
    ([, values]) => (Array.isArray(values) ? values : [values]) as readonly (number | undefined)[],
  )
  const rows = Array.from({ length: columns[0]?.length ?? 0 }, (_, row) =>
    columns.map((values, column) => asciiValue(group.elements[column]?.[0] ?? '', values[row])).join(' '),
  )
  const names = group.elements.map(([name]) => name).join(' ')
  return fromLatin(`${head}${stepCode(stepMinutes)} ${names} ${rows.join(' ')} `)
}

function stepCode(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  if (minutes % 1440 === 0) return `DRD${two(minutes / 1440)}`
  return minutes % 60 === 0 ? `DRH${two(minutes / 60)}` : `DRN${two(minutes)}`
}

function asciiValue(name: string, value: number | undefined | readonly (number | undefined)[]): string {
  if (seriesByAscii(name) !== undefined) return hex(seriesBytes(name, Array.isArray(value) ? value : []))
  return value === undefined ? 'M' : (value as number).toFixed(elementOf(name).decimals)
}

function elementOf(name: string) {
  const element = elementByAscii(name)
  if (element === undefined) throw new RangeError(`${name}: no element of SL 651-2014 table C.1`)
  return element
}
