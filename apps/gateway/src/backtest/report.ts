import type { BacktestOutcome, BacktestResult, Firing } from '@tocsin/contract'
import { type DurationMs, type Instant, LEVELS, localOffset, MINUTE } from '@tocsin/core'

/** Rows of each list that are printed; the rest is counted. */
const MOST_ROWS = 40

/** A back-test's result for somebody at a terminal, in local time of its zone. */
export function reportOf(result: BacktestResult): string[] {
  const { zone, outcome, comparedWith, difference } = result
  const at = (time: Instant) => localText(time, zone)
  const lines = [
    `From ${at(result.from)} to ${at(result.to)} (${zone}): ${result.observations.toLocaleString('en')} observations, warm-up from ${at(result.warmUpFrom)}`,
    ...outcomeLines(outcome, result),
  ]
  if (comparedWith !== null && difference !== null) {
    lines.push('', 'Compared with', ...outcomeLines(comparedWith, result), '')
    lines.push(
      `Difference: both ${difference.both}, only the first ${difference.onlyA}, only the second ${difference.onlyB}`,
      ...listed(difference.onlyAFirings, (one) => `  only the first   ${firingText(one, zone)}`),
      ...listed(difference.onlyBFirings, (one) => `  only the second  ${firingText(one, zone)}`),
      ...listed(
        difference.moved,
        ({ a, b, earlierMs }) =>
          `  moved            ${firingText(a, zone)}: ${shiftText(earlierMs)}, ${a.gravest} for ${b.gravest}`,
      ),
    )
  }
  if (result.notes.length > 0) lines.push('', 'Note', ...result.notes.map(({ text }) => `  ${text}`))
  return lines
}

function outcomeLines(outcome: BacktestOutcome, { zone }: BacktestResult): string[] {
  const { rule, summary, warnings, leads, real } = outcome
  const levels = LEVELS.filter((level) => summary.byLevel[level] > 0).map(
    (level) => `${summary.byLevel[level]} ${level}`,
  )
  const lines = [
    '',
    `${rule.name}${rule.version === null ? ' (draft)' : ` (${rule.id}, version ${rule.version})`}`,
    `  raises           ${summary.raises}${levels.length > 0 ? ` (${levels.join(', ')})` : ''} on ${summary.subjects} subjects; ${summary.levelRaises} rises to a graver level`,
    `  per day          ${summary.perDay.toFixed(2)}; at night (22:00 to 06:00) ${summary.atNight}`,
    `  firing           ${lengthText(summary.firingMs)} in all; longest ${summary.longest === null ? '–' : firingText(summary.longest, zone)}`,
    `  really raised    by this rule: ${overlapText(real.sameRule)}; by any rule: ${overlapText(real.anyRule)}`,
  ]
  if (leads !== null) {
    lines.push(
      `  lead time        to ${leads.value}: ${leads.warned} of ${leads.crossings} crossings warned of by then${leads.medianMs === null ? '' : `, median ${lengthText(leads.medianMs)}, least ${lengthText(leads.leastMs ?? 0)}`}`,
      ...listed(
        leads.list,
        (one) =>
          `    ${localText(one.at, zone)}  ${one.datastream.padEnd(28)} ${one.leadMs === null ? 'not warned of' : one.leadMs < 0 ? `${lengthText(-one.leadMs)} too late` : `${lengthText(one.leadMs)} before`}`,
      ),
    )
  }
  if (summary.days.length > 0) {
    lines.push(
      '  days',
      ...listed(
        summary.days,
        (day) => `    ${day.date}  ${day.raises} raised, ${day.atNight} of them at night`,
      ),
    )
  }
  const events = warnings
    .flatMap(({ subject, events }) => events.map((event) => ({ subject, event })))
    .sort((a, b) => a.event.at - b.event.at)
  if (events.length > 0) {
    lines.push(
      '  events',
      ...listed(events, ({ subject, event }) =>
        `    ${localText(event.at, zone)}  ${event.type.padEnd(14)} ${(event.level ?? '').padEnd(7)} ${subject.padEnd(28)} ${event.reading === undefined ? '' : event.reading.value}`.trimEnd(),
      ),
    )
  }
  if (outcome.cutEvents > 0) lines.push(`    … and ${outcome.cutEvents} events more than a result keeps`)
  return lines
}

function listed<T>(rows: readonly T[], line: (row: T) => string): string[] {
  const more = rows.length - MOST_ROWS
  return [
    ...rows.slice(0, MOST_ROWS).map(line),
    ...(more > 0 ? [`    … and ${more} more (--json has them)`] : []),
  ]
}

function overlapText(overlap: BacktestOutcome['real']['sameRule']): string {
  if (overlap === null) return 'never saved'
  const { real, matched, missed, extra, earlierMs } = overlap
  const shift = earlierMs === null ? '' : `, ${shiftText(earlierMs.median)} in the median`
  return `${real} (${matched} matched${shift}, ${missed} missed), ${extra} more than that`
}

function firingText({ subject, from, to, gravest }: Firing, zone: string): string {
  const length = to === null ? 'to the end' : `for ${lengthText(to - from)}`
  return `${localText(from, zone)} ${subject} ${gravest} ${length}`
}

function shiftText(earlier: DurationMs): string {
  if (earlier === 0) return 'at the same time'
  return earlier > 0 ? `${lengthText(earlier)} earlier` : `${lengthText(-earlier)} later`
}

/** `2d 03h 10m`, `45m`. */
export function lengthText(length: DurationMs): string {
  const minutes = Math.round(Math.abs(length) / MINUTE)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  const two = (number: number) => String(number).padStart(2, '0')
  const sign = length < 0 ? '-' : ''
  if (days > 0) return `${sign}${days}d ${two(hours)}h ${two(minutes % 60)}m`
  return hours > 0 ? `${sign}${hours}h ${two(minutes % 60)}m` : `${sign}${minutes % 60}m`
}

function localText(time: Instant, zone: string): string {
  return new Date(time + localOffset(zone, time)).toISOString().slice(0, 16).replace('T', ' ')
}
