import type { RuleView } from '@tocsin/contract'
import { type RuleDefinition, ruleSentence } from '@tocsin/core'
import { useLanguage } from '../language/use-language.ts'
import './rules.css'
import { useNames } from './use-names.ts'

/** What a rule does, in one sentence. */
export function RuleSentence({ rule }: { rule: RuleView }) {
  const language = useLanguage()
  const names = useNames()
  return (
    <p className="rule-sentence" data-testid="rule-sentence">
      {ruleSentence(rule as RuleDefinition, language, names)}
    </p>
  )
}
