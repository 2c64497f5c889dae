import type { CellValue } from './sheet.ts'

/** What a cell of values says: a number, perhaps with its unit; deliberately not used; nothing at all; or something else. */
export type Amount =
  | { readonly kind: 'number'; readonly value: number; readonly unit?: string | undefined }
  | { readonly kind: 'not-used' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }

/** Any dash or slash, once or twice: — – - / ／ ——. */
const NOT_USED = /^[-\u2010-\u2015\u2212\u2500\u30fc/]{1,2}$/
const NUMBER = /^(?:≥|>=)? ?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+) ?(\p{L}[\p{L}/]{0,7}|%)?$/u

/** Reads `40`, `1,200.5`, `４０`, `≥40 mm`, `40毫米`, `—`. */
export function readAmount(cell: CellValue): Amount {
  if (typeof cell === 'number') return { kind: 'number', value: cell }
  const text = (cell ?? '').trim()
  if (text === '') return { kind: 'empty' }
  // Full-width digits, points and letters become plain ones.
  const plain = plainWidth(text).replace(/\s+/g, ' ')
  if (NOT_USED.test(plain)) return { kind: 'not-used' }
  const match = plain.length > 40 ? null : NUMBER.exec(plain)
  const value = Number(match?.[1]?.replaceAll(',', ''))
  if (!match || !Number.isFinite(value)) return { kind: 'text', text }
  return { kind: 'number', value, unit: match[2] === undefined ? undefined : readUnit(match[2]) }
}

/** Full-width characters, squared units (㎜) and Roman numerals (Ⅲ) as plain ones. All else stays: m³/s is not m3/s. */
export function plainWidth(text: string): string {
  return text.replace(/[\u2160-\u217f\u3000\u3300-\u33ff\uff00-\uffef]/g, (character) =>
    character.normalize('NFKC'),
  )
}

const UNITS: ReadonlyMap<string, string> = new Map(
  Object.entries({ 毫米: 'mm', 米: 'm', 公尺: 'm', 厘米: 'cm', MM: 'mm', M: 'm' }),
)

/** The unit as the registry writes it: 毫米 is mm, 米 is m. */
export function readUnit(text: string): string {
  const plain = plainWidth(text).trim()
  return UNITS.get(plain) ?? plain
}

/** True for what stands as a unit behind a value: `mm`, `m³/s`, `%LEL`; not for 江华县水利局, which 单位 may mean as well. */
export function isUnit(text: string): boolean {
  const unit = readUnit(text)
  return (
    unit.length <= 12 &&
    /^[\p{Script=Latin}\p{Script=Greek}%°\u00b5\u00b2\u00b3\u2103\u2109][^\p{Script=Han}\s]*$/u.test(unit)
  )
}
