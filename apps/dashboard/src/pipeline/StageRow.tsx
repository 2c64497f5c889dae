import type { StageView } from '@tocsin/contract'
import { partHint, partSentence } from '../language/part-sentence.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'
import { errorsText, rateText, trendPath, waitingText, workText } from './stage-text.ts'

const WIDTH = 96
const HEIGHT = 24

/** One stage: what it is for, how it stands and what to do, and what passes through it. */
export function StageRow({ view }: { readonly view: StageView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const text = useTimeText()
  const { stage, status, done, perSecond, took } = view
  const waiting = waitingText(t, view)
  const errors = errorsText(t, view)
  const hint = partHint(view, language)
  return (
    <tr data-status={status} data-testid={`stage-${stage}`}>
      <th scope="row">
        <span className="stage-name">{t(`pipeline.stage.${stage}`)}</span>
        <span className="muted">{t(`pipeline.means.${stage}`)}</span>
      </th>
      <td className="stage-state">
        <span className="tag" {...(status !== 'ok' && { 'data-tone': 'fault' })}>
          {t(`status.${status}`)}
        </span>{' '}
        <span data-testid="stage-sentence">{partSentence(view, language, text)}</span>
        {hint !== undefined && (
          <p className="stage-hint">
            <b>{t('pipeline.whatToDo')}</b>
            {hint}
          </p>
        )}
      </td>
      <td className="stage-figure" data-label={t('pipeline.column.rate')}>
        {done !== null && (
          <>
            <span data-testid="stage-rate">
              {perSecond === null
                ? t('pipeline.noRate')
                : t(`pipeline.rate.${stage}`, { rate: rateText(perSecond) })}
            </span>
            <span className="muted">{t('pipeline.total', { total: done.toLocaleString('en') })}</span>
          </>
        )}
      </td>
      <td className="stage-trend">
        {/* Decoration of the rate beside it. */}
        <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          <path
            d={trendPath(view.trend, WIDTH, HEIGHT)}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.4}
          />
        </svg>
      </td>
      <td data-label={t('pipeline.column.waiting')}>{waiting}</td>
      <td className="stage-figure" data-label={t('pipeline.column.took')}>
        {took !== null && (
          <>
            {workText(took.medianMs)}
            <span className="muted">{t('pipeline.slowest', { p99: workText(took.p99Ms) })}</span>
          </>
        )}
      </td>
      <td data-label={t('pipeline.column.errors')} data-bad={(view.errors?.lately ?? 0) > 0 || undefined}>
        {errors}
      </td>
    </tr>
  )
}
