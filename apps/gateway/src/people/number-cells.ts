import type { CellValue } from '../tables/sheet.ts'
import { type AddressRead, readAddress, readPhone } from './address.ts'
import { NONE } from './register-sheet.ts'

/** A number as a cell gives it: in full, or masked as an export writes it, which means: as it is. */
export type CellNumber = AddressRead | { readonly ok: true; readonly masked: string }

/** Reads a cell of numbers: several parted by 、 or a comma, `+86 …`, or a number that the spreadsheet took for an amount. */
export function readNumbers(cell: CellValue): CellNumber[] {
  if (typeof cell === 'number') return [readAmountAsPhone(cell)]
  const text = (cell ?? '').trim()
  if (text === '' || NONE.test(text)) return []
  return text
    .split(/[、,，;；/\n]|(?<=\d{7,}) +(?=(?:\+|0|1)\d{5,})/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      if (/\*{2,}/.test(part)) return { ok: true, masked: part }
      // 13800001234.0: what some programs make of a number that was an amount.
      return readPhone(part.replace(/^(1\d{10})\.0+$/, '$1'))
    })
}

function readAmountAsPhone(amount: number): CellNumber {
  if (Number.isSafeInteger(amount) && amount > 0) return readPhone(String(amount))
  return { ok: false, message: 'is an amount, not a number', expected: 'a telephone number, as text' }
}

/** Reads a cell of e-mail addresses. */
export function readEmails(cell: CellValue): CellNumber[] {
  return String(cell ?? '')
    .split(/[、,，;；\s]+/)
    .filter((part) => part !== '')
    .map((part) => (/\*{2,}/.test(part) ? { ok: true, masked: part } : readAddress('email', part)))
}
