import { Link } from '@tanstack/react-router'
import { type Foreseen, hex, reasonIn, type StationOutcome } from '@tocsin/core'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { formatMeasured } from '../stations/amount.ts'
import { useTimeText } from '../time/use-site.ts'
import { HYPOTHETICAL } from './bench.ts'
import { spaced } from './frame-text.ts'

interface Props {
  readonly outcomes: readonly StationOutcome[]
  /** What is missing for readings. */
  readonly hint: string | undefined
}

/** What the box would make of the frames: readings by station, and what it would not take, with the reason. */
export function OutcomeView({ outcomes, hint }: Props) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-label={t('workbench.outcome')} data-testid="outcomes">
      <div className="panel-head">
        <h2>{t('workbench.outcome')}</h2>
      </div>
      <div className="panel-body">
        <p className="muted">{t('workbench.outcomeMeans')}</p>
        {hint !== undefined && (
          <p role="status" data-testid="hint">
            {hint}
          </p>
        )}
      </div>
      {outcomes.map((outcome, index) => (
        <Outcome key={index} outcome={outcome} />
      ))}
    </section>
  )
}

function Outcome({ outcome }: { readonly outcome: StationOutcome }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const { received, code, station, readings, rejections, unmapped } = outcome
  return (
    <div className="workbench-outcome" data-testid="outcome">
      <div className="workbench-line">
        <b>
          {station === undefined ? (
            code === undefined ? (
              t('workbench.nobody')
            ) : (
              t('workbench.unregistered', { code })
            )
          ) : station.id === HYPOTHETICAL ? (
            <>
              {code === HYPOTHETICAL ? '' : `${code} `}
              {t('workbench.hypothetical')}
            </>
          ) : (
            <Link to="/stations/$id" params={{ id: station.id }}>
              {station.name}
            </Link>
          )}
        </b>
        {received !== undefined && (
          <span className="tag" data-tone={received.purpose === 'refused' ? 'fault' : undefined}>
            {t(`workbench.purpose.${received.purpose}`)}
          </span>
        )}
        <span className="muted">
          {[
            received?.command && t('workbench.command', { command: received.command }),
            received?.sentAt !== undefined && t('workbench.sentAt', { at: time.full(received.sentAt) }),
            received?.note,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </div>
      {readings.length === 0 ? (
        <p className="muted">{t('workbench.noReadings')}</p>
      ) : (
        <Readings readings={readings} station={station} />
      )}
      {rejections.length > 0 && (
        <div>
          <h3>{t('workbench.reasons')}</h3>
          <ul className="workbench-reasons">
            {rejections.map(({ path, reason }, index) => (
              <li key={index} data-testid="reason">
                {path !== '' && <code>{path} </code>}
                {reasonIn(language, reason)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {unmapped.length > 0 && (
        <p className="muted">{t('workbench.unmapped', { names: unmapped.join(', ') })}</p>
      )}
      {received?.answer !== undefined && station !== undefined && (
        <p>
          <span className="muted">{t('workbench.answer')}</span>{' '}
          <code className="workbench-raw">{spaced(hex(received.answer))}</code>
        </p>
      )}
    </div>
  )
}

function Readings({
  readings,
  station,
}: Pick<StationOutcome, 'station'> & { readings: readonly Foreseen[] }) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <ScrollRegion label={t('workbench.outcome')}>
      <table className="plain" data-testid="readings">
        <thead>
          <tr>
            <th scope="col">{t('workbench.datastream')}</th>
            <th scope="col">{t('workbench.time')}</th>
            <th scope="col" className="number">
              {t('workbench.value')}
            </th>
            <th scope="col">{t('workbench.quality')}</th>
          </tr>
        </thead>
        <tbody>
          {readings.map(({ reading, flag, checks, timeliness }) => {
            const name = reading.datastream.slice(reading.datastream.indexOf('/') + 1)
            const datastream = station?.datastreams.find((one) => one.name === name)
            return (
              <tr
                key={`${reading.datastream} ${reading.phenomenonTime} ${reading.value}`}
                data-testid="reading"
              >
                <th scope="row">
                  {datastream === undefined
                    ? name
                    : datastreamLabel(t, datastream, station?.datastreams ?? [])}
                </th>
                <td>{time.full(reading.phenomenonTime)}</td>
                <td className="number">{formatMeasured(reading.value, datastream?.unit ?? '')}</td>
                <td>
                  <span className="tag" data-tone={flag === 'good' ? undefined : 'doubt'}>
                    {t(`flag.${flag}`)}
                  </span>{' '}
                  <span className="muted">
                    {[
                      ...checks.map((check) => t(`check.${check}`)),
                      t(`workbench.timeliness.${timeliness}`),
                    ].join(' · ')}
                  </span>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
