import { DAY, type DurationMs, HOUR, MINUTE, SECOND } from '../model/index.ts'
import type { Language } from './language.ts'

type Unit = 'd' | 'h' | 'm' | 's'
const SIZES: readonly (readonly [Unit, DurationMs])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
]
const CHINESE: Readonly<Record<Unit, string>> = { d: '天', h: '小时', m: '分钟', s: '秒' }
const ENGLISH: Readonly<Record<Unit, string>> = { d: 'day', h: 'hour', m: 'minute', s: 'second' }
/** Of a length that is only told, not set, people say the two greatest units. */
const SPOKEN_UNITS = 2

/** A duration in the unit that the engineer wrote it in: `90m` is 「90 分钟」, "90 minutes". What is no duration stays as it is. */
export function durationText(text: string, language: Language): string {
  const match = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text)
  return match ? counted(Number(match[1]), match[2] as Unit, language) : text
}

/** A length in full, nothing left out: 「1 小时 30 分钟」, "1 hour 30 minutes". */
export function lengthText(length: DurationMs, language: Language): string {
  const parts: [number, Unit][] = []
  let rest = Math.max(0, length)
  for (const [unit, size] of SIZES) {
    const count = unit === 's' ? rest / size : Math.floor(rest / size)
    if (count > 0) parts.push([count, unit])
    rest -= count * size
  }
  if (parts.length === 0) return counted(0, 's', language)
  return parts.map(([count, unit], index) => inRow(count, unit, parts[index + 1]?.[1], language)).join(' ')
}

/** How long something has lasted, in its two greatest units, rounded down: 「2 小时 5 分钟」. */
export function elapsedText(length: DurationMs, language: Language): string {
  return lengthText(spoken(Math.max(0, length), Math.floor), language)
}

/** How long is left, in its two greatest units, rounded up: never 0 before the time. */
export function countdownText(length: DurationMs, language: Language): string {
  return lengthText(spoken(Math.max(0, length), Math.ceil), language)
}

function spoken(length: DurationMs, round: (units: number) => number): DurationMs {
  const greatest = SIZES.findIndex(([, size]) => length >= size)
  const [, finest] = (greatest < 0
    ? SIZES.at(-1)
    : SIZES[Math.min(greatest + SPOKEN_UNITS, SIZES.length) - 1]) ?? ['s', SECOND]
  return round(length / finest) * finest
}

/** 「1 分 30 秒」 but 「30 分钟」: minutes lose their second character before seconds. */
function inRow(count: number, unit: Unit, next: Unit | undefined, language: Language): string {
  return language === 'zh' && unit === 'm' && next === 's' ? `${count} 分` : counted(count, unit, language)
}

function counted(count: number, unit: Unit, language: Language): string {
  if (language === 'zh') return `${count} ${CHINESE[unit]}`
  return `${count} ${ENGLISH[unit]}${count === 1 ? '' : 's'}`
}
