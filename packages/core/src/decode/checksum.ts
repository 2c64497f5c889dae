import type { FieldValue } from './codec.ts'

/** What the field of a checksum says, by its hexadecimal digits: as found, and as the bytes before it make it. */
export function checkValue(found: string, expected: string): FieldValue {
  const isRight = found.toUpperCase() === expected
  return {
    value: isRight
      ? { zh: '正确', en: 'right' }
      : { zh: `错误，应为 ${expected}`, en: `wrong; expected ${expected}` },
    check: { found, expected },
  }
}

/** A table of the 256 remainders of a reflected 16-bit CRC with polynomial X16+X15+X2+1 (A001H). */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  return crc
})

/** CRC-16 of Modbus and of SL 651: A001H reflected, from FFFFH. "123456789" gives 4B37H. */
export function crc16(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let crc = 0xffff
  for (let index = from; index < end; index++) {
    crc = (crc >> 8) ^ (TABLE[(crc ^ (bytes[index] as number)) & 255] as number)
  }
  return crc
}

/**
 * The check of HJ 212 (appendix A): the same polynomial, but the register is shifted before the byte is put in, so it is no CRC-16/MODBUS.
 */
export function crcHj212(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let crc = 0xffff
  for (let index = from; index < end; index++) crc = TABLE[(crc >> 8) ^ (bytes[index] as number)] as number
  return crc
}

const TABLE8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0xe5) & 0xff : crc << 1
  return crc
})

/** CRC-8 of SZY206: X7+X6+X5+X2+1 (E5H), from 0, high bit first. */
export function crc8(bytes: Uint8Array, from = 0, end = bytes.length): number {
  let crc = 0
  for (let index = from; index < end; index++) crc = TABLE8[crc ^ (bytes[index] as number)] as number
  return crc
}
