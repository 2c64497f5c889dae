import type { RuleView } from '@tocsin/contract'
import { type Names, type RuleDefinition, ruleSentence } from '@tocsin/core'
import { useLanguage } from '../language/use-language.ts'
import './rules.css'

/** What a rule does, in one sentence. */
export function RuleSentence({ rule, names }: { rule: RuleView; names: Names }) {
  const language = useLanguage()
  return (
    <p className="rule-sentence" data-testid="rule-sentence">
      {ruleSentence(rule as RuleDefinition, language, names)}
    </p>
  )
}
