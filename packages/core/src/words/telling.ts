import type { DatastreamId, Evaluation, Property, QuotedReading, Rule, RuleId } from '../model/index.ts'
import type { Language } from './language.ts'
import type { Names } from './names.ts'
import { quantityText, riseWord } from './quantity.ts'

/** What a comparison is told with: the words and units of its subject. */
export interface Telling {
  readonly language: Language
  /** 「水位」, "water level" */
  readonly quantity: string
  readonly unit: string
  readonly reading: QuotedReading | null
  /** What the change over a window is called: 「涨幅」, "fall". */
  readonly change: string
  /** What a rule is called. */
  readonly ruleName: (id: RuleId) => string
}

export function telling(
  { rule, subject, reading }: Pick<Evaluation, 'rule' | 'subject' | 'reading'>,
  language: Language,
  names: Names,
): Telling {
  const stream = names.stream(subject as DatastreamId)
  const value = language === 'zh' ? '数值' : 'value'
  return {
    language,
    quantity: stream === undefined ? value : quantityText(stream.property, language),
    unit: stream?.unit ?? '',
    reading,
    ruleName: (id) => names.rule(id)?.name ?? id,
    change: changeText(names.rule(rule.id)?.condition, stream?.property, language),
  }
}

/** A falling rule counts the fall as its rise; of a rule whose direction is not known it is a change. */
function changeText(
  condition: Rule['condition'] | undefined,
  property: Property | undefined,
  language: Language,
): string {
  const chinese = language === 'zh'
  if (condition?.kind !== 'rate') return chinese ? '变幅' : 'change'
  if (condition.direction === 'falling') return chinese ? '降幅' : 'fall'
  return chinese ? riseWord(property).amount : 'rise'
}
