import type { Part } from '@tocsin/contract'
import { partHint, partSentence } from '../language/part-sentence.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'

/** A part of the gateway: how it fares, and what to do where it does not fare well. */
export function PartLine({ title, part }: { readonly title: string; readonly part: Part }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const text = useTimeText()
  const hint = part.status === 'ok' ? undefined : partHint(part, language)
  return (
    <li data-status={part.status} data-testid="health-part">
      <b>{title}</b>
      <span className="tag" {...(part.status !== 'ok' && { 'data-tone': 'fault' })}>
        {t(`status.${part.status}`)}
      </span>
      <span className="part-detail">
        {partSentence(part, language, text)}
        {hint !== undefined && <span className="part-hint">{hint}</span>}
      </span>
    </li>
  )
}
