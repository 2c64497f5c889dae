import { walkXml } from './xml.ts'

/** Number formats that are dates or times without being spelled out in the file: ECMA-376 part 1, 18.8.30, the Chinese ones included. */
const BUILT_IN_DATES = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
] as const

/** Tells for each cell style (`s="3"`) whether it shows a number as a date or time. */
export function dateStyles(stylesXml: string): readonly boolean[] {
  const custom = new Map<string, string>()
  const styles: boolean[] = []
  let within = false
  walkXml(stylesXml, {
    open(name, attribute) {
      if (name === 'numFmt') custom.set(attribute('numFmtId') ?? '', attribute('formatCode') ?? '')
      else if (name === 'cellXfs') within = true
      else if (name === 'xf' && within) {
        const id = attribute('numFmtId') ?? '0'
        const code = custom.get(id)
        styles.push(code === undefined ? isBuiltInDate(Number(id)) : isDateCode(code))
      }
    },
    close(name) {
      if (name === 'cellXfs') within = false
      return undefined
    },
  })
  return styles
}

/** An Excel day number (days since 1900, or 1904) as ISO text: `2024-03-01`, or with a time `2024-03-01 08:30`. */
export function dateText(days: number, since1904: boolean): string {
  // 25569 is 1970-01-01. Excel counts a 29 February 1900 that never was: of no matter after it.
  const at = new Date(Math.round((days + (since1904 ? 1462 : 0) - 25569) * 86_400_000))
  if (Number.isNaN(at.getTime())) return String(days)
  const [day = '', time = ''] = at.toISOString().split('T')
  if (days < 1) return time.slice(0, 5)
  return Number.isInteger(days) ? day : `${day} ${time.slice(0, 5)}`
}

function isBuiltInDate(id: number): boolean {
  return BUILT_IN_DATES.some(([from, to]) => from <= id && id <= to)
}

function isDateCode(code: string): boolean {
  // What is quoted, escaped or in brackets is text, a colour or a locale; [h] and [mm] are time.
  const bare = code
    .slice(0, 256)
    .replace(/\[(h+|m+|s+)\]/gi, '$1')
    .replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare)
}
