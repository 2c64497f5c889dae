import type { RecordView } from '@tocsin/contract'
import type { Telling } from './telling.ts'

/** What was measured when it was raised: window sums, or the value with its unit. */
export function measuredText(record: RecordView, telling: Telling): string {
  const { crossing, series, milestones } = record
  const windows = Object.entries(milestones.find(({ kind }) => kind === 'raised')?.windows ?? {})
  if (windows.length > 0) {
    return windows
      .map(([window, mm]) => telling.say(`${window} 累计 ${mm} mm`, `${mm} mm in ${window}`))
      .join(telling.say('，', ', '))
  }
  if (crossing === null) return '—'
  return `${crossing.value} ${series?.unit ?? ''}（${telling.time(crossing.phenomenonTime)}）`
}

/** By what people were called where no rule raised anything. */
export function startText({ callouts, warning }: RecordView, telling: Telling): string {
  if (warning !== null) return `${warning.rule.name} v${warning.rule.version}`
  const origin = callouts[0]?.origin
  if (origin === undefined || origin.kind === 'warning') return '—'
  const kind =
    origin.kind === 'order' ? telling.say('指令', 'order') : telling.say('官方信号', 'official signal')
  return `${kind}：${origin.source}`
}

/** Rain or level around the event in one sentence; null when nothing is known of it. */
export function seriesText({ series, timeZone }: RecordView, telling: Telling): string | null {
  if (series === null || series.buckets.length === 0) return null
  const { buckets, unit, rainfall } = series
  const name = series.name[telling.language]
  const period = `${telling.time(series.from)} – ${telling.time(series.to)} (${timeZone})`
  if (rainfall) {
    const sum = round(buckets.reduce((total, one) => total + (one.sum ?? 0), 0))
    const heaviest = buckets.reduce((most, one) => ((one.sum ?? 0) > (most.sum ?? 0) ? one : most))
    return telling.say(
      `${name}：${period} 累计 ${sum} ${unit}，最强时段 ${telling.time(heaviest.from)} 至 ${telling.time(heaviest.to)} 为 ${round(heaviest.sum ?? 0)} ${unit}。`,
      `${capital(name)}: ${sum} ${unit} in all, ${period}; heaviest ${round(heaviest.sum ?? 0)} ${unit} from ${telling.time(heaviest.from)} to ${telling.time(heaviest.to)}.`,
    )
  }
  const peak = buckets.reduce((most, one) => (one.max > most.max ? one : most))
  const [first, last] = [buckets[0], buckets.at(-1)]
  return telling.say(
    `${name}：${period} 由 ${round(first?.mean ?? 0)} 变化到 ${round(last?.mean ?? 0)} ${unit}，最高 ${round(peak.max)} ${unit}（${telling.time(peak.from)} 至 ${telling.time(peak.to)} 之间）。`,
    `${capital(name)}: from ${round(first?.mean ?? 0)} to ${round(last?.mean ?? 0)} ${unit}, ${period}; highest ${round(peak.max)} ${unit}, between ${telling.time(peak.from)} and ${telling.time(peak.to)}.`,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
