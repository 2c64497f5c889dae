import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type BacktestBody, calls } from '@tocsin/contract'
import { useState } from 'react'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { faultWords } from '../rules/fault-words.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay } from '../session/use-person.ts'
import { zoneOffset } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { pathText } from '../versions/change-words.ts'
import './backtest.css'
import { BacktestResult } from './BacktestResult.tsx'
import { RANGES, type RangeChoice, rangeOf } from './backtest-model.ts'
import { useBacktest } from './use-backtest.ts'

interface Props {
  /** What is tried: a saved rule, or one that is being written; undefined while that makes no sense yet. */
  readonly rule: BacktestBody['rule'] | undefined
  /** What it may be compared with: versions of a saved rule, the usual one first. */
  readonly others: readonly { readonly id: string; readonly version: number; readonly label: string }[]
}

/** What a rule would have done on the history, before anybody is woken by it. */
export function BacktestPanel({ rule, others }: Props) {
  const { t } = useTranslation()
  const { timeZone } = useTimeText()
  const allowed = useMay(calls.startBacktest)
  const [choice, setChoice] = useState<RangeChoice>('30d')
  const [days, setDays] = useState({ from: '', to: '' })
  const [other, setOther] = useState('')
  const { job, running, failure, start, cancel } = useBacktest()
  const midnight = (day: string) => {
    const utc = Date.parse(`${day}T00:00:00Z`)
    return Number.isNaN(utc) ? undefined : utc - zoneOffset(timeZone, utc)
  }
  const compareWith = others.find(({ version }) => String(version) === other)
  const begin = () => {
    const range = rangeOf(choice, days, serverNow(), midnight)
    if (rule === undefined || range === undefined) return
    const { id, version } = compareWith ?? {}
    start.mutate({
      rule,
      ...range,
      ...(id !== undefined && version !== undefined && { compareWith: { id, version } }),
    })
  }
  const ready = rule !== undefined && rangeOf(choice, days, serverNow(), midnight) !== undefined
  return (
    <section className="backtest" aria-label={t('backtest.title')} data-testid="backtest">
      <p className="muted">{t('backtest.means')}</p>
      <div className="backtest-form">
        <NativeSelect
          label={t('backtest.range')}
          value={choice}
          onChange={(event) => setChoice(event.currentTarget.value as RangeChoice)}
          data={RANGES.map((value) => ({ value, label: t(`backtest.ranges.${value}`) }))}
        />
        {choice === 'chosen' &&
          (['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              label={t(`backtest.${end}`)}
              value={days[end]}
              onChange={(event) => setDays({ ...days, [end]: event.currentTarget.value })}
            />
          ))}
        {others.length > 0 && (
          <NativeSelect
            label={t('backtest.compare')}
            value={other}
            onChange={(event) => setOther(event.currentTarget.value)}
            data={[
              { value: '', label: t('backtest.compareNone') },
              ...others.map(({ version, label }) => ({ value: String(version), label })),
            ]}
          />
        )}
        {running ? (
          <Button
            variant="default"
            loading={cancel.isPending}
            disabled={job === undefined}
            onClick={() => cancel.mutate()}
            data-testid="cancel-backtest"
          >
            {t('backtest.cancel')}
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={!allowed || !ready}
            {...(!allowed && { title: t('forbidden.rule') })}
            onClick={begin}
            data-testid="start-backtest"
          >
            {t('backtest.start')}
          </Button>
        )}
      </div>
      {failure && <Refusal error={failure} />}
      {job && (job.state === 'queued' || job.state === 'running') && (
        <p className="backtest-progress">
          <progress value={job.progress.part} max={1} aria-label={t('backtest.progress')} />
          <span>
            {job.state === 'queued'
              ? t('backtest.queued')
              : t('backtest.running', {
                  percent: Math.floor(job.progress.part * 100),
                  count: job.progress.observations,
                })}
          </span>
        </p>
      )}
      {job?.state === 'cancelled' && <p className="muted">{t('backtest.cancelled')}</p>}
      {job?.state === 'failed' && (
        <p className="alert" role="alert">
          {t('backtest.failed', { detail: job.failure ?? '' })}
        </p>
      )}
      {job?.result && <BacktestResult result={job.result} job={job.id} />}
    </section>
  )
}

/** Why nothing was tried: each fault of the rule, at what it is called. */
function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const faults = Object.entries(fieldErrors(error))
  return (
    <div className="alert" role="alert" data-testid="backtest-refused">
      <p>{faultWords(error.message, language)}</p>
      {faults.length > 0 && (
        <ul className="notes">
          {faults.map(([path, message]) => (
            <li key={path}>
              {path !== '' && (
                <b>{pathText(t, path.replace(/^rule\./, '').replace(/\.(\d+)(?=\.|$)/g, '[$1]'))} </b>
              )}
              {faultWords(message, language)}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
