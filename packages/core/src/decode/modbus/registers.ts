import { bcdDigits, packed } from '../bcd.ts'
import { fromHex, hex } from '../bytes.ts'
import { type Reason, say } from '../reasons.ts'
import type { RegisterType, WordOrder } from './register-types.ts'

/** One value of a Modbus device. */
export interface ModbusPoint {
  /** What it is called in the device profile. */
  readonly name: string
  readonly table: 'holding' | 'input'
  /** Address of its first register as it is sent: from 0, not 40001. */
  readonly register: number
  readonly type: RegisterType
  readonly order: WordOrder
  /** Bytes by which the device says that it has no value, in hexadecimal, highest byte first: `7FFF`, `FFFFFFFF`. */
  readonly sentinels: readonly string[]
}

const WIDTHS: Readonly<Record<RegisterType, number>> = {
  u16: 2,
  i16: 2,
  bcd16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bcd32: 4,
  u64: 8,
  i64: 8,
  f64: 8,
}

/** Registers of a value. */
export function registersOf(type: RegisterType): number {
  return WIDTHS[type] / 2
}

/** Puts bytes into `ABCD` order, or from it: each order is its own inverse. */
export function ordered(bytes: Uint8Array, order: WordOrder): Uint8Array {
  if (order === 'ABCD') return bytes.slice()
  if (order === 'DCBA') return bytes.toReversed()
  const last = bytes.length - 2
  return Uint8Array.from(bytes, (_, index) => {
    const inWord = index % 2
    return bytes[order === 'CDAB' ? last - (index - inWord) + inWord : index - inWord + 1 - inWord] as number
  })
}

/** What the registers of a point say; a text says why there is no value. */
export function registerValue(raw: Uint8Array, point: ModbusPoint): number | Reason {
  const bytes = ordered(raw, point.order)
  if (point.sentinels.length > 0) {
    const digits = hex(bytes)
    if (point.sentinels.some((sentinel) => sentinel.toUpperCase() === digits))
      return say('no-value', { mark: `${digits}H` })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const value = numberIn(view, bytes, point.type)
  if (value === undefined) return say('no-decimal-digits')
  // The minus zero of a float is zero.
  return Number.isFinite(value) ? value + 0 : say('no-number', { value })
}

function numberIn(view: DataView, bytes: Uint8Array, type: RegisterType): number | undefined {
  switch (type) {
    case 'u16':
      return view.getUint16(0)
    case 'i16':
      return view.getInt16(0)
    case 'u32':
      return view.getUint32(0)
    case 'i32':
      return view.getInt32(0)
    case 'u64':
      return Number(view.getBigUint64(0))
    case 'i64':
      return Number(view.getBigInt64(0))
    case 'f32':
      return single(view.getFloat32(0))
    case 'f64':
      return view.getFloat64(0)
    default: {
      const digits = bcdDigits(bytes)
      return digits === undefined ? undefined : Number(digits)
    }
  }
}

/** A single has seven digits: 12.3 must not become 12.300000190734863. */
function single(value: number): number {
  const short = Number(value.toPrecision(7))
  return Math.fround(short) === value ? short : value
}

/** The registers of a value. For simulators. Throws RangeError when it does not fit. */
export function registerBytes(
  value: number | undefined,
  point: Omit<ModbusPoint, 'name' | 'table' | 'register'>,
): Uint8Array {
  const bytes = new Uint8Array(WIDTHS[point.type])
  const view = new DataView(bytes.buffer)
  if (value === undefined) {
    const sentinel = fromHex(point.sentinels[0] ?? '')
    if (sentinel?.length !== bytes.length)
      throw new RangeError(`${point.type}: no way to say that there is no value`)
    bytes.set(sentinel)
    return ordered(bytes, point.order)
  }
  write(view, bytes, value, point.type)
  return ordered(bytes, point.order)
}

function write(view: DataView, bytes: Uint8Array, value: number, type: RegisterType): void {
  if (type === 'f32' || type === 'f64') {
    if (type === 'f32') view.setFloat32(0, value)
    else view.setFloat64(0, value)
    return
  }
  const bits = 8 * bytes.length
  if (type === 'bcd16' || type === 'bcd32') {
    const digits = String(value)
    if (!/^\d+$/.test(digits) || digits.length > bits / 4)
      throw new RangeError(`${type}: ${value} does not fit`)
    bytes.set(packed(digits.padStart(bits / 4, '0')))
    return
  }
  const signed = type.startsWith('i')
  const low = signed ? -(2 ** (bits - 1)) : 0
  const high = signed ? 2 ** (bits - 1) : 2 ** bits
  if (!Number.isInteger(value) || value < low || value >= high)
    throw new RangeError(`${type}: ${value} does not fit`)
  let rest = BigInt.asUintN(bits, BigInt(value))
  for (let index = bytes.length - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 255n)
    rest >>= 8n
  }
}
