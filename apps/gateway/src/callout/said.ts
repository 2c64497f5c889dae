import type { Bilingual } from '@tocsin/contract'
import { type DatastreamId, type Language, type Names, streamText, type Warning } from '@tocsin/core'

/** What is said to people of a warning: where, what was measured, by which rule, and what to do. Without level and mark: a channel adds them. */
export function saidOf(warning: Warning, names: Names): Bilingual {
  return { zh: sentence(warning, 'zh', names), en: sentence(warning, 'en', names) }
}

function sentence(warning: Warning, language: Language, names: Names): string {
  const { subject, rule, response, evidence, area } = warning
  const id = subject as DatastreamId
  const stream = names.stream(id)
  const place = stream === undefined ? (names.area(area) ?? area) : streamText(id, language, names)
  const newest = evidence.readings.at(-1)
  const value = stream !== undefined && newest !== undefined ? `${newest.value} ${stream.unit}` : ''
  const windows = Object.entries(evidence.windows).map(([window, amount]) =>
    language === 'zh' ? `${window}累计${amount} mm` : `${amount} mm in ${window}`,
  )
  const measured = windows.length > 0 ? windows.join(language === 'zh' ? '、' : ', ') : value
  if (language === 'zh') {
    return [`${place}${measured === '' ? '' : ` ${measured}`}，触发「${rule.name}」`, response ?? '']
      .filter(Boolean)
      .join('。')
  }
  return [
    `${capital(place)}${measured === '' ? '' : `: ${measured}`}, by the rule “${rule.name}”`,
    response ?? '',
  ]
    .filter(Boolean)
    .join('. ')
}

function capital(text: string): string {
  return text.startsWith('the ') ? `T${text.slice(1)}` : text
}
