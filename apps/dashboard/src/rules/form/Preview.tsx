import { useQuery } from '@tanstack/react-query'
import { calls, ProblemError, type RuleBody } from '@tocsin/contract'
import { useEffect, useState } from 'react'
import { perform } from '../../api/perform.ts'
import { useLanguage } from '../../language/use-language.ts'
import { useTranslation } from '../../language/use-translation.ts'
import { readDraft } from '../draft/read-draft.ts'
import type { RuleDraft } from '../draft/rule-draft.ts'
import { type FieldErrors, fieldErrors } from '../field-errors.ts'

/** Nobody types a number in one stroke. */
const QUIET_MS = 400

export interface Phrased {
  readonly text: string | undefined
  readonly errors: FieldErrors
}

/**
 * What the draft would mean, as the gateway says it, once the typing pauses; or what it finds wrong. While the draft is not complete
 * there is nothing to ask.
 */
export function usePhrased(draft: RuleDraft): Phrased {
  const language = useLanguage()
  const [settled, setSettled] = useState(draft)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), QUIET_MS)
    return () => clearTimeout(timer)
  }, [draft])
  const read = readDraft({ ...settled, name: settled.name || '–' })
  const body: RuleBody | undefined = read.ok ? read.body : undefined
  const query = useQuery({
    queryKey: ['rule-sentence', body],
    queryFn: ({ signal }) => perform(calls.phraseRule, { body: body as RuleBody }, { signal }),
    enabled: body !== undefined,
    placeholderData: (known) => known,
    retry: false,
  })
  if (!read.ok) return { text: undefined, errors: begun(read.errors) }
  if (query.error instanceof ProblemError) return { text: undefined, errors: fieldErrors(query.error) }
  return { text: query.data?.[language], errors: {} }
}

/** While a form is being filled in, an empty place is no fault yet. */
function begun(errors: FieldErrors): FieldErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(
      ([path, message]) => message !== 'required' && /^(levels|condition|schedule)\./.test(path),
    ),
  )
}

/** The rule that is being typed, in one sentence. */
export function Preview({ phrased }: { phrased: Phrased }) {
  const { t } = useTranslation()
  return (
    <section className="preview" aria-label={t('rule.preview')} data-testid="rule-preview">
      <p className="muted">{t('rule.preview')}</p>
      <p className="rule-sentence">{phrased.text ?? t('rule.previewNone')}</p>
    </section>
  )
}
