import { NativeSelect } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { StatisticsView } from '@tocsin/contract'
import { DAY, HOUR, LEVELS } from '@tocsin/core'
import { useMemo, useState } from 'react'
import { statisticsQuery } from '../api/record-queries.ts'
import { CalloutsTabs } from '../callouts/CalloutsTabs.tsx'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import '../language/record-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { Bands, ByChannel, ByVillage } from './Figures.tsx'
import { tookText } from './took.ts'
import './record.css'

const PERIODS = { '30d': 30, '90d': 90, '365d': 365 } as const
type Period = keyof typeof PERIODS

/** 叫应统计: real call-outs over a period. */
export function StatisticsPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const allowed = useMay({ role: 'operator' })
  const [period, setPeriod] = useState<Period>('90d')
  const { from, to } = useMemo(() => {
    // To the end of the running hour: what happens now is in it, and the same period is asked for once.
    const end = Math.ceil(serverNow() / HOUR) * HOUR
    return { from: end - PERIODS[period] * DAY, to: end }
  }, [period])
  const query = useQuery({ ...statisticsQuery(from, to), placeholderData: keepPreviousData })
  return (
    <div className="page record" data-testid="statistics">
      <div className="page-head no-print">
        <h1>{t('statistics.title')}</h1>
        <CalloutsTabs />
        <NativeSelect
          className="push"
          aria-label={t('statistics.period')}
          value={period}
          onChange={(event) => setPeriod(event.currentTarget.value as Period)}
          data={(Object.keys(PERIODS) as Period[]).map((value) => ({
            value,
            label: t(`statistics.periods.${value}`),
          }))}
          data-testid="period"
        />
        {allowed && (
          <a href={`/api/statistics.csv?from=${from}&to=${to}&language=${language}`} download>
            {t('statistics.csv')}
          </a>
        )}
      </div>
      <Loaded query={query} height={400}>
        {(view) => <Statistics view={view} />}
      </Loaded>
    </div>
  )
}

function Statistics({ view }: { view: StatisticsView }) {
  const { t } = useTranslation()
  const { figures, warnings, callouts, leftOut, names } = view
  return (
    <>
      <p className="muted" data-testid="left-out">
        {t('statistics.means', { exercises: leftOut.exercises, trial: leftOut.trial })}
      </p>
      <section className="panel" aria-labelledby="counts">
        <div className="panel-head">
          <h2 id="counts">{t('statistics.warnings')}</h2>
          {LEVELS.map((level) => (
            <span key={level}>
              <LevelChip level={level} /> {warnings.byLevel[level] ?? 0}
            </span>
          ))}
          {warnings.ofSensors > 0 && (
            <span className="muted">{t('statistics.ofSensors', { count: warnings.ofSensors })}</span>
          )}
        </div>
        <p className="panel-body row-actions">
          <b>{t('statistics.callouts')}</b>
          {(['byWarning', 'byHand', 'cancelled'] as const).map((word) => (
            <span key={word}>
              {t(`statistics.${word}`)} {callouts[word]}
            </span>
          ))}
        </p>
      </section>
      {figures.rounds === 0 ? (
        <Empty panel title={t('statistics.none')} means={t('empty.statistics')}>
          <Link to="/callouts">{t('empty.toDrill')}</Link>
        </Empty>
      ) : (
        <>
          <Times view={view} />
          <Bands figures={figures} />
          <ByVillage figures={figures} names={names} />
          <ByChannel figures={figures} />
          <section className="panel" aria-labelledby="never">
            <div className="panel-head">
              <h2 id="never">{t('statistics.never')}</h2>
            </div>
            {figures.neverAnswered.length === 0 ? (
              <p className="panel-body muted">{t('statistics.neverNone')}</p>
            ) : (
              <ul className="panel-body" data-testid="never">
                {figures.neverAnswered.map(({ person, rounds }) => (
                  <li key={person}>
                    <b>{names.persons[person] ?? person}</b>{' '}
                    <span className="muted">
                      {[names.roles[person], t('statistics.rounds', { count: rounds })]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </>
      )}
    </>
  )
}

function Times({ view: { figures } }: { view: StatisticsView }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-labelledby="statistics-times">
      <div className="panel-head">
        <h2 id="statistics-times">{t('statistics.times')}</h2>
      </div>
      <ScrollRegion label={t('statistics.times')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" />
              {(['count', 'median', 'most95', 'slowest'] as const).map((word) => (
                <th key={word} scope="col" className="number">
                  {t(`statistics.${word}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(['firstCall', 'firstAnswer', 'quorum', 'took'] as const).map((word) => {
              const { count, median, most95, slowest } = figures[word]
              return (
                <tr key={word}>
                  <th scope="row">{t(`statistics.${word}`)}</th>
                  <td className="number">{count}</td>
                  <td className="number">{tookText(median)}</td>
                  <td className="number">{tookText(most95)}</td>
                  <td className="number">{tookText(slowest)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}
