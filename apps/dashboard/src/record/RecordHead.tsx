import type { RecordView } from '@tocsin/contract'
import type { ReactNode } from 'react'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'

interface Props {
  readonly record: RecordView
  readonly title: 'record.title' | 'drill.title'
  readonly children: ReactNode
}

/** What it was: level, place, by what, and what was measured when it began. */
export function RecordHead({ record, title, children }: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const { warning, rule, callouts, place, area, names, brokenOffAt, rounds } = record
  const level = warning?.gravest ?? rounds.at(-1)?.level ?? callouts[0]?.level ?? null
  const origin = callouts[0]?.origin
  return (
    <header
      className="panel record-head"
      data-level={level ?? undefined}
      data-exercise={record.exercise || undefined}
    >
      <div className="row-actions">
        {record.exercise && <ExerciseMark />}
        {record.simulated && (
          <strong className="tag" data-testid="simulated">
            {t('record.simulated')}
          </strong>
        )}
        {level !== null && <LevelChip level={level} />}
        <span className="muted">{record.id}</span>
        <div className="push row-actions no-print">{children}</div>
      </div>
      <h1>
        {t(title)} · {place[language]}
      </h1>
      {record.simulated && <p className="alert">{t('record.simulatedMeans')}</p>}
      {brokenOffAt !== null && (
        <p className="alert" data-testid="broken-off">
          {t('record.brokenOff', { time: time.full(brokenOffAt) })}
        </p>
      )}
      {rounds.some(({ trial }) => trial) && <p className="alert">{t('record.trial')}</p>}
      <dl className="record-facts">
        <Fact name={t('record.place')}>
          {[...new Set([place[language], names.areas[area] ?? area])].join(' · ')}
        </Fact>
        {warning !== null && (
          <Fact name={t('record.rule')}>
            {warning.rule.name} ({t('record.version', { version: warning.rule.version })})
            {rule !== null && <span className="muted">{rule.text[language]}</span>}
          </Fact>
        )}
        {warning === null && origin !== undefined && origin.kind !== 'warning' && (
          <Fact name={t('record.by')}>
            {t(`callouts.origin.${origin.kind}`)} · {origin.source}
          </Fact>
        )}
        {warning !== null && (
          <Fact name={t('record.measured')}>
            <Measured record={record} />
          </Fact>
        )}
        {callouts.length > 0 && (
          <Fact name={t('record.said')}>
            {[...new Set(callouts.map(({ said }) => said[language]))].join(' · ')}
          </Fact>
        )}
      </dl>
      <p className="muted">{t('record.writtenAt', { time: time.full(record.writtenAt) })}</p>
    </header>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Measured({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const { crossing, series, milestones } = record
  const windows = Object.entries(milestones.find(({ kind }) => kind === 'raised')?.windows ?? {})
  const sums = windows.map(([window, mm]) => `${windowText(t, window)} ${formatMeasured(mm, 'mm')}`)
  const value = crossing === null ? undefined : formatMeasured(crossing.value, series?.unit ?? '')
  const text = sums.length > 0 ? sums.join(' · ') : (value ?? '—')
  return (
    <>
      <b>{text}</b> {crossing !== null && <span className="muted">{time.full(crossing.phenomenonTime)}</span>}
    </>
  )
}
