import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { brokenRulesQuery } from '../api/rule-queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { expectedWords, faultWords } from './fault-words.ts'

/** Rules that are kept and judge nothing, each with what is wrong and what should stand there. Nothing is shown when there are none. */
export function BrokenRules() {
  const { t } = useTranslation()
  const language = useLanguage()
  const broken = useQuery(brokenRulesQuery).data ?? []
  if (broken.length === 0) return null
  return (
    <section className="panel broken-rules" data-testid="broken-rules">
      <div className="alert">
        <p>
          <b>{t('rule.notJudged', { count: broken.length })}</b> {t('rule.notJudgedMeans')}
        </p>
        <ul>
          {broken.map(({ rule, name, faults }) => (
            <li key={rule} data-rule={rule}>
              <Link to="/rules/$id" params={{ id: rule }}>
                {name}
              </Link>
              <ul>
                {faults.map(({ path, message, expected }) => (
                  <li key={`${path} ${message}`}>
                    <code>{path}</code> {faultWords(message, language)}
                    {t('rule.shouldBe', { expected: expectedWords(expected, language) })}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
