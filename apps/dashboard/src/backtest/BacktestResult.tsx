import { useQuery } from '@tanstack/react-query'
import type { BacktestEvent, BacktestOutcome, BacktestResult as Result } from '@tocsin/contract'
import type { Level } from '@tocsin/core'
import { useState } from 'react'
import { stationsQuery } from '../api/queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { DrillFromRaise } from '../record/DrillFromRaise.tsx'
import { formatAmount } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'
import { computedTexts, windowTexts } from '../warnings/event-words.ts'
import { placeText, subjectOf } from '../warnings/subject.ts'
import { eventRows, exactDuration, raisedLevels } from './backtest-model.ts'

/** Events listed before the rest is asked for. */
const FIRST = 50

/** What the rule would have done: the numbers first, then what may make them differ from what happened, then every event. */
export function BacktestResult({ result, job }: { result: Result; job: string }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const { outcome, comparedWith, difference } = result
  const told = { t, to: result.to }
  return (
    <div className="backtest-result" data-testid="backtest-result">
      <p className="muted">
        {t('backtest.tried', {
          from: time.full(result.from),
          to: time.full(result.to),
          count: result.observations,
        })}
      </p>
      <ScrollRegion label={t('backtest.numbers')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{outcomeName(t, outcome)}</th>
              {comparedWith && <th scope="col">{outcomeName(t, comparedWith)}</th>}
            </tr>
          </thead>
          <tbody>
            {NUMBERS.map(({ word, of }) => (
              <tr key={word}>
                <th scope="row">{t(`backtest.${word}`)}</th>
                <td data-testid={`backtest-${word}`}>{of(outcome, told)}</td>
                {comparedWith && <td>{of(comparedWith, told)}</td>}
              </tr>
            ))}
            <tr>
              <th scope="row">{t('backtest.byLevel')}</th>
              <td>
                <Levels outcome={outcome} />
              </td>
              {comparedWith && (
                <td>
                  <Levels outcome={comparedWith} />
                </td>
              )}
            </tr>
          </tbody>
        </table>
      </ScrollRegion>
      <p className="muted">{t('backtest.matchedMeans')}</p>
      {difference && (
        <p data-testid="backtest-difference">
          {t('backtest.difference', {
            both: difference.both,
            onlyA: difference.onlyA,
            onlyB: difference.onlyB,
            moved: difference.moved.length,
          })}
        </p>
      )}
      {result.notes.length > 0 && (
        <ul className="notes">
          {result.notes.map(({ kind, text }) => (
            <li key={kind} title={text}>
              {kind === 'late'
                ? t('backtest.note.late', { count: result.late })
                : term(t, 'backtest.note', kind)}
            </li>
          ))}
        </ul>
      )}
      <Events outcome={outcome} job={job} />
    </div>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

function outcomeName(t: Translate, { rule }: BacktestOutcome): string {
  return rule.version === null ? t('backtest.draft') : t('rule.version', { version: rule.version })
}

/** The words, and where the range that was tried ends. */
interface Told {
  readonly t: Translate
  readonly to: number
}

const NUMBERS: readonly {
  readonly word: string
  of(outcome: BacktestOutcome, told: Told): string | number
}[] = [
  { word: 'raises', of: ({ summary }) => summary.raises },
  { word: 'perDay', of: ({ summary }) => Number(summary.perDay.toFixed(2)) },
  { word: 'atNight', of: ({ summary }) => summary.atNight },
  { word: 'levelRaises', of: ({ summary }) => summary.levelRaises },
  { word: 'longest', of: ({ summary }, told) => longest(summary.longest, told) },
  {
    word: 'matched',
    of: ({ real }) => `${real.anyRule.matched} / ${real.anyRule.real}`,
  },
  { word: 'extra', of: ({ real }) => real.anyRule.extra },
]

function longest(firing: BacktestOutcome['summary']['longest'], { t, to }: Told): string {
  if (firing === null) return '—'
  if (firing.to !== null) return exactDuration(firing.to - firing.from)
  return t('backtest.stillFiring', { age: exactDuration(to - firing.from) })
}

function Levels({ outcome }: { outcome: BacktestOutcome }) {
  const levels = raisedLevels(outcome.summary.byLevel as Partial<Record<Level, number>>)
  if (levels.length === 0) return '—'
  return (
    <span className="rule-chips">
      {levels.map(({ level, count }) => (
        <span key={level}>
          <LevelChip level={level} /> ×{count}
        </span>
      ))}
    </span>
  )
}

function Events({ outcome, job }: { outcome: BacktestOutcome; job: string }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const stations = useQuery(stationsQuery).data ?? []
  const [all, setAll] = useState(false)
  const rows = eventRows(outcome)
  if (rows.length === 0) return <p className="empty">{t('backtest.none')}</p>
  const named = { id: outcome.rule.id ?? '', version: 0, name: outcome.rule.name }
  return (
    <>
      <ol className="backtest-events">
        {(all ? rows : rows.slice(0, FIRST)).map(({ subject, event }) => {
          const { datastream } = subjectOf({ subject }, stations)
          const place = placeText(t, { subject, rule: named }, stations)
          return (
            <li key={`${subject} ${event.at} ${event.type}`}>
              <span className="muted">{time.full(event.at)}</span>
              <b>{term(t, 'event', event.type)}</b>
              {event.level && <LevelChip level={event.level} />}
              <span>{place}</span>
              <span className="muted">{figure(t, event, datastream?.unit ?? '')}</span>
              {event.level !== undefined && (
                <DrillFromRaise backtest={job} subject={subject} at={event.at} place={place} />
              )}
            </li>
          )
        })}
      </ol>
      {!all && rows.length > FIRST && (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('backtest.all', { count: rows.length })}
        </button>
      )}
      {outcome.cutEvents > 0 && <p className="muted">{t('backtest.cut', { count: outcome.cutEvents })}</p>}
    </>
  )
}

/** What was compared with the limit: a sum, a rise, a mean; the reading itself only where nothing was worked out from it. */
function figure(t: Translate, { windows, computed, reading }: BacktestEvent, unit: string): string {
  const texts = [...windowTexts(t, windows, unit || 'mm'), ...computedTexts(t, computed, unit)]
  if (texts.length > 0) return texts.join(t('comma'))
  return reading === undefined ? '' : formatAmount(reading.value, unit)
}
