import { useQuery } from '@tanstack/react-query'
import type { RosterFindingView } from '@tocsin/contract'
import { rosterCheckQuery } from '../api/directory-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { byWeight } from './roster-grid.ts'
import { useRosterEmpty } from './use-roster-empty.ts'

/** What the check of the next 72 hours found: what must be mended open, what is advised folded. */
export function Findings() {
  const { t } = useTranslation()
  const query = useQuery(rosterCheckQuery)
  const empty = useRosterEmpty() === true
  return (
    <section className="panel" data-testid="findings">
      <div className="panel-head">
        <h2>{t('roster.check')}</h2>
      </div>
      <Loaded query={query} height={60}>
        {({ findings }) => {
          const sorted = byWeight(findings)
          const problems = sorted.filter(({ weight }) => weight === 'problem')
          const advice = sorted.filter(({ weight }) => weight === 'advice')
          return (
            <div className="panel-body findings">
              {problems.length === 0 &&
                (empty ? (
                  <p data-testid="roster-empty">{t('roster.empty')}</p>
                ) : (
                  <p className="muted">{t('roster.noProblem')}</p>
                ))}
              <FindingList findings={problems} />
              {advice.length > 0 && (
                <details>
                  <summary>{t('roster.advice', { count: advice.length })}</summary>
                  <FindingList findings={advice} />
                </details>
              )}
            </div>
          )
        }}
      </Loaded>
    </section>
  )
}

function FindingList({ findings }: { readonly findings: readonly RosterFindingView[] }) {
  const { t, i18n } = useTranslation()
  const language = i18n.language === 'zh' ? 'zh' : 'en'
  return (
    <ul>
      {findings.map((finding) => (
        <li key={`${finding.kind} ${finding.reason.en}`} data-testid="finding">
          <span className="tag" {...(finding.weight === 'problem' && { 'data-tone': 'fault' })}>
            {t(`roster.finding.${finding.kind}`)}
          </span>{' '}
          {finding.reason[language]}
        </li>
      ))}
    </ul>
  )
}
