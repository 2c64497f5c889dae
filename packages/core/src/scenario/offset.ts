import { DAY, type DurationMs, HOUR, MINUTE, SECOND } from '../model/index.ts'

const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
] as const
const WRITTEN = /^([+-])?(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,3})?)s)?$/

/**
 * Reads a time since the start of a scenario as promtool writes it: `90s`, `1h30m`, `0`; a sign leads before the start. Undefined when it
 * is not one.
 */
export function parseOffset(text: string): DurationMs | undefined {
  if (text === '0') return 0
  const match = WRITTEN.exec(text)
  if (!match) return undefined
  const length = UNITS.reduce((sum, [, size], index) => sum + Number(match[index + 2] ?? 0) * size, 0)
  return match[1] === '-' && length > 0 ? -Math.round(length) : Math.round(length)
}

/** The same in its one canonical form: 5400 s are `1h30m`, nothing is `0s`. */
export function formatOffset(offset: DurationMs): string {
  let rest = Math.abs(offset)
  let text = ''
  for (const [unit, size] of UNITS) {
    const count = unit === 's' ? rest / size : Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text === '' ? '0s' : `${offset < 0 ? '-' : ''}${text}`
}
