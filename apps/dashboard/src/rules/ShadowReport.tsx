import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RuleView, WarningWithEvents } from '@tocsin/contract'
import { useState } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { shadowQuery } from '../api/rule-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { Since } from '../time/Since.tsx'
import { eventWord } from '../warnings/event-words.ts'
import { placeText } from '../warnings/subject.ts'
import { useSentences } from '../warnings/use-warnings.ts'
import './standing.css'

const PAGE = 50

/** What a rule in shadow would have raised; nobody was told. Of a rule in force, what it would have before. */
export function ShadowReport({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(PAGE)
  const query = useQuery({ ...shadowQuery(rule.id, limit), placeholderData: (known) => known })
  const warnings = query.data?.warnings ?? []
  const sentenceOf = useSentences(warnings)
  // A rule that never was a shadow has nothing to report, and need not say so.
  if (rule.state !== 'shadow' && warnings.length === 0) return null
  return (
    <section className="panel" data-testid="shadow-report">
      <div className="panel-head">
        <h2>{t('shadow.title')}</h2>
        <span className="muted">{t('shadow.means')}</span>
      </div>
      <Loaded query={query}>
        {({ warnings: found, next }) =>
          found.length === 0 ? (
            <p className="empty">{t('shadow.none')}</p>
          ) : (
            <>
              <ul className="shadow-list">
                {found.map((warning) => (
                  <Row key={warning.id} warning={warning} sentence={sentenceOf(warning)} />
                ))}
              </ul>
              {next !== null && limit < 1000 && (
                <div className="more-below">
                  <Button variant="default" onClick={() => setLimit(Math.min(1000, limit + PAGE))}>
                    {t('warnings.older')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </section>
  )
}

function Row({ warning, sentence }: { warning: WarningWithEvents; sentence: string }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  return (
    <li data-testid="shadow-warning">
      <LevelChip level={warning.gravest} state={warning.clearedAt === null ? 'acknowledged' : 'closed'} />
      <span>
        <b>{placeText(t, warning, stations)}</b> {sentence}
      </span>
      <span className="muted">
        <Since at={warning.raisedAt} />
      </span>
      <span className="muted">
        {warning.clearedAt === null
          ? t('shadow.lasts')
          : warning.events.map((event) => t(`event.${eventWord(event)}`)).join(' → ')}
      </span>
    </li>
  )
}
