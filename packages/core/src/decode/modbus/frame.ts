import { bigEndian, hex, joined, word } from '../bytes.ts'
import { checkValue, crc16 } from '../checksum.ts'
import type { Meaning } from '../codec.ts'
import type { Cursor, Label } from '../cursor.ts'
import { type Reason, say } from '../reasons.ts'

export const STANDARD = 'MODBUS V1.1b3'
export const MESSAGING = 'MODBUS messaging on TCP/IP V1.0b'
/** Registers that one answer has room for. */
export const MOST_REGISTERS = 125

export type Transport = 'rtu' | 'tcp'

/** A request to read registers. */
export interface ReadRequest {
  readonly unit: number
  readonly table: 'holding' | 'input'
  readonly register: number
  readonly count: number
}

/** What a frame says. */
export interface Adu {
  readonly transport: Transport
  /** Of TCP. */
  readonly transaction: number | undefined
  readonly unit: number
  /** Without the exception bit. */
  readonly fn: number
  readonly content:
    | { readonly kind: 'request'; readonly address: number; readonly quantity: number }
    | { readonly kind: 'registers'; readonly data: Uint8Array }
    | { readonly kind: 'exception'; readonly code: number }
    | { readonly kind: 'other'; readonly data: Uint8Array }
}

export const EXCEPTIONS: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  1: { zh: '非法功能', en: 'illegal function' },
  2: { zh: '非法数据地址', en: 'illegal data address' },
  3: { zh: '非法数据值', en: 'illegal data value' },
  4: { zh: '从站设备故障', en: 'server device failure' },
  5: { zh: '确认', en: 'acknowledge' },
  6: { zh: '从站设备忙', en: 'server device busy' },
  8: { zh: '存储奇偶性差错', en: 'memory parity error' },
  10: { zh: '网关路径不可用', en: 'gateway path unavailable' },
  11: { zh: '网关目标设备无响应', en: 'gateway target failed to respond' },
}

export function functionOf(table: 'holding' | 'input'): number {
  return table === 'holding' ? 3 : 4
}

/** Writes a frame around a PDU. */
export function aduOf(transport: Transport, unit: number, pdu: Uint8Array, transaction = 0): Uint8Array {
  if (transport === 'tcp')
    return joined(bigEndian(transaction, 2), [0, 0], bigEndian(pdu.length + 1, 2), [unit], pdu)
  const checked = joined([unit], pdu)
  const crc = crc16(checked)
  // Low byte first, unlike SL 651.
  return joined(checked, [crc & 255, crc >> 8])
}

/** Writes a request. Throws RangeError when it asks for none or too many registers. */
export function readRequest(transport: Transport, request: ReadRequest, transaction = 0): Uint8Array {
  const { unit, table, register, count } = request
  if (count < 1 || count > MOST_REGISTERS)
    throw new RangeError(`${count} registers; expected 1 to ${MOST_REGISTERS} (${STANDARD} 6.3)`)
  return aduOf(
    transport,
    unit,
    joined([functionOf(table)], bigEndian(register, 2), bigEndian(count, 2)),
    transaction,
  )
}

/** Writes the answer to a request. For simulators. */
export function registersAnswer(
  transport: Transport,
  request: ReadRequest,
  data: Uint8Array,
  transaction = 0,
): Uint8Array {
  return aduOf(transport, request.unit, joined([functionOf(request.table), data.length], data), transaction)
}

/** Writes the refusal of a request. For simulators. */
export function exceptionAnswer(
  transport: Transport,
  request: ReadRequest,
  code: number,
  transaction = 0,
): Uint8Array {
  return aduOf(transport, request.unit, Uint8Array.of(functionOf(request.table) | 0x80, code), transaction)
}

/** Walks through the registers of an answer, for whoever knows which they are. */
export type ReadRegisters = (cursor: Cursor, code: number, unit: number) => void

/** Reads one whole frame; a text says why it is none. */
export function readAdu(cursor: Cursor, transport: Transport, registers?: ReadRegisters): Adu | Reason {
  const { bytes } = cursor
  const around = transport === 'tcp' ? 7 : 3
  if (bytes.length < around + 1)
    return say('bytes-or-more', { found: bytes.length, least: around + 1 }, `${STANDARD} 4.1`)
  let transaction: number | undefined
  let fault: Reason | undefined
  if (transport === 'tcp') {
    transaction = word(
      cursor.take(2, LABELS.transaction, (raw) => String(word(raw, 0))),
      0,
    )
    const protocol = word(
      cursor.take(2, LABELS.protocol, (raw) => String(word(raw, 0))),
      0,
    )
    if (protocol !== 0) fault = say('protocol-id', { found: protocol }, `${MESSAGING} 3.1.3`)
    const length = word(
      cursor.take(2, LABELS.length, (raw) => lengthMeaning(word(raw, 0), bytes.length - 6)),
      0,
    )
    if (length !== bytes.length - 6)
      fault ??= say('length-follows', { stated: length, found: bytes.length - 6 }, `${MESSAGING} 3.1.3`)
  } else {
    cursor.end = bytes.length - 2
  }
  const [unit = 0] = cursor.take(1, LABELS.unit, ([byte]) => String(byte))
  const [code = 0] = cursor.take(1, LABELS.fn, ([byte]) => functionMeaning(byte ?? 0))
  const content = readContent(cursor, code, registers && ((at) => registers(at, code & 0x7f, unit)))
  if (cursor.left > 0) cursor.take(cursor.left, LABELS.data, hex)
  if (transport === 'rtu') {
    const stated = word(bytes, bytes.length - 2)
    const crc = crc16(bytes, 0, bytes.length - 2)
    const computed = ((crc & 255) << 8) | (crc >> 8)
    cursor.end = bytes.length
    cursor.take(2, LABELS.check, (raw) => checkValue(hex(raw), hex(bigEndian(computed, 2))))
    if (stated !== computed) fault = rtuCheckFault(stated, computed)
  }
  if (fault !== undefined) return fault
  return { transport, transaction, unit, fn: code & 0x7f, content }
}

export function rtuCheckFault(stated: number, computed: number): Reason {
  const told = { found: hex(bigEndian(stated, 2)), expected: hex(bigEndian(computed, 2)) }
  return say('crc', told, 'MODBUS over serial line V1.02 2.5.1.2')
}

function readContent(
  cursor: Cursor,
  code: number,
  registers: ((cursor: Cursor) => void) | undefined,
): Adu['content'] {
  if (code >= 0x80) {
    const [exception = 0] = cursor.take(
      1,
      LABELS.exception,
      ([byte]) => EXCEPTIONS[byte ?? 0] ?? String(byte),
    )
    return { kind: 'exception', code: exception }
  }
  if (code === 3 || code === 4) {
    // An answer says first how many bytes follow; a request has four bytes, of which the first never says three.
    if (cursor.bytes[cursor.offset] === cursor.left - 1) {
      cursor.take(1, LABELS.count, ([byte]) => String(byte))
      const data = cursor.bytes.subarray(cursor.offset, cursor.end)
      registers?.(cursor)
      if (cursor.left > 0) cursor.take(cursor.left, LABELS.registers, hex)
      return { kind: 'registers', data }
    }
    if (cursor.left === 4) {
      const address = word(
        cursor.take(2, LABELS.address, (raw) => String(word(raw, 0))),
        0,
      )
      return {
        kind: 'request',
        address,
        quantity: word(
          cursor.take(2, LABELS.quantity, (raw) => String(word(raw, 0))),
          0,
        ),
      }
    }
  }
  return { kind: 'other', data: cursor.take(cursor.left, LABELS.data, hex) }
}

function lengthMeaning(stated: number, length: number): Meaning {
  if (stated === length) return String(stated)
  return { zh: `${stated}，实有 ${length} 字节`, en: `${stated}, and ${length} bytes follow` }
}

const FUNCTIONS: Readonly<Record<number, { readonly zh: string; readonly en: string }>> = {
  3: { zh: '读保持寄存器', en: 'read holding registers' },
  4: { zh: '读输入寄存器', en: 'read input registers' },
  6: { zh: '写单个寄存器', en: 'write single register' },
  16: { zh: '写多个寄存器', en: 'write multiple registers' },
}

function functionMeaning(code: number): Meaning {
  const name = FUNCTIONS[code & 0x7f]
  const isException = code >= 0x80
  const digits = `${hex(Uint8Array.of(code))}H`
  return {
    zh: `${digits} ${name?.zh ?? ''}${isException ? '（异常）' : ''}`.trim(),
    en: `${digits}${name === undefined ? '' : `, ${name.en}`}${isException ? ', exception' : ''}`,
  }
}

const label = (zh: string, en: string, clause: string): Label => ({ zh, en, clause })

const LABELS = {
  transaction: label('事务标识', 'transaction', `${MESSAGING} 3.1.3`),
  protocol: label('协议标识', 'protocol', `${MESSAGING} 3.1.3`),
  length: label('长度', 'length', `${MESSAGING} 3.1.3`),
  unit: label('从站地址', 'unit', `${STANDARD} 4.1`),
  fn: label('功能码', 'function', `${STANDARD} 4.1`),
  exception: label('异常码', 'exception code', `${STANDARD} 7`),
  count: label('字节数', 'bytes', `${STANDARD} 6.3`),
  registers: label('寄存器值', 'registers', `${STANDARD} 6.3`),
  address: label('起始地址', 'first register', `${STANDARD} 6.3`),
  quantity: label('寄存器数量', 'registers asked for', `${STANDARD} 6.3`),
  data: label('数据', 'data', `${STANDARD} 4.1`),
  check: label('CRC校验', 'CRC, low byte first', 'MODBUS over serial line V1.02 2.5.1.2'),
}
