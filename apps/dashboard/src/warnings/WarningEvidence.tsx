import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WarningWithEvents } from '@tocsin/contract'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { formatAmount, formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'
import { computedTexts } from './event-words.ts'
import { placeText } from './subject.ts'

/** What a warning rests on: the rule and table by version, what it computed, its members, its readings. */
export function WarningEvidence({ warning, unit }: { warning: WarningWithEvents; unit: string }) {
  const { t } = useTranslation()
  const windows = Object.entries(warning.evidence.windows)
  const computed = computedTexts(t, warning.evidence.computed, unit)
  return (
    <section className="detail-part">
      <h2>{t('warning.evidence')}</h2>
      <p className="muted">
        {t('warning.byRule')}{' '}
        <Link to="/rules/$id" params={{ id: warning.rule.id }}>
          {warning.rule.name}
        </Link>{' '}
        {t('rule.version', { version: warning.rule.version })}
        {warning.table && (
          <>
            {' · '}
            <Link to="/rules/tables/$id" params={{ id: warning.table.id }}>
              {t('warning.byTable')}
            </Link>{' '}
            {t('rule.version', { version: warning.table.version })}
          </>
        )}
      </p>
      {computed.length > 0 && <p data-testid="computed">{computed.join(t('comma'))}</p>}
      {warning.evidence.members && <Members members={warning.evidence.members} />}
      {windows.length > 0 && (
        <ul className="windows">
          {windows.map(([window, sum]) => (
            <li key={window}>
              <span className="muted">{windowText(t, window)}</span> <b>{formatAmount(sum, unit || 'mm')}</b>
            </li>
          ))}
        </ul>
      )}
      {warning.evidence.readings.length > 0 && <Readings warning={warning} unit={unit} />}
    </section>
  )
}

function Readings({ warning, unit }: { warning: WarningWithEvents; unit: string }) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <table className="plain evidence">
      <thead>
        <tr>
          <th scope="col">{t('warning.observedAt')}</th>
          <th scope="col" className="number">
            {t('warning.value')}
          </th>
          <th scope="col">{t('chart.quality')}</th>
        </tr>
      </thead>
      <tbody>
        {warning.evidence.readings.map((reading) => (
          <tr key={reading.phenomenonTime}>
            <td>{time.full(reading.phenomenonTime)}</td>
            <td className="number">{formatMeasured(reading.value, unit)}</td>
            <td>
              {reading.flag ? t(`flag.${reading.flag}`) : '–'}
              {reading.checks && reading.checks.length > 0 && (
                <span className="muted">
                  {' '}
                  {reading.checks.map((check) => t(`check.${check}`)).join(t('comma'))}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The legs of a composite that fire: each rule, and where. */
function Members({ members }: { members: NonNullable<WarningWithEvents['evidence']['members']> }) {
  const { t } = useTranslation()
  const stations = useQuery(stationsQuery).data ?? []
  const rules = useQuery(rulesQuery).data ?? []
  return (
    <ul className="members" aria-label={t('warning.members')}>
      {members.map(({ rule, subject }) => {
        const name = rules.find(({ id }) => id === rule)?.name ?? rule
        return (
          <li key={`${rule} ${subject}`}>
            <Link to="/rules/$id" params={{ id: rule }}>
              {name}
            </Link>{' '}
            <span className="muted">
              {placeText(t, { subject, rule: { id: rule, version: 0, name } }, stations)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
