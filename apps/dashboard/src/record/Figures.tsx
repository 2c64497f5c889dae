import type { FiguresView, RecordNames, RecordView } from '@tocsin/contract'
import { BANDS, MINUTE } from '@tocsin/core'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { percent } from './figure-text.ts'
import { tookText } from './took.ts'

/** How many answered within a minute, two, …, and how many not at all. */
export function Bands({ figures }: { figures: FiguresView }) {
  const { t } = useTranslation()
  const ends = BANDS.map((end) => end / MINUTE)
  const rows = [
    ...figures.bands.map((count, index) => ({
      name:
        index < ends.length
          ? t('drill.band', { minutes: ends[index] ?? 0 })
          : t('drill.bandOver', { minutes: ends.at(-1) ?? 0 }),
      count,
      silent: false,
    })),
    { name: t('drill.never'), count: figures.silent, silent: true },
  ]
  const most = Math.max(1, ...rows.map(({ count }) => count))
  return (
    <section className="panel" aria-labelledby="bands">
      <div className="panel-head">
        <h2 id="bands">{t('drill.spread')}</h2>
      </div>
      <table className="plain bands" data-testid="bands">
        <tbody>
          {rows.map(({ name, count, silent }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{count}</td>
              <td className="band-cell">
                {count > 0 && (
                  <span
                    className="band"
                    data-silent={silent || undefined}
                    style={{ width: `${(count / most) * 100}%` }}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

export function ByVillage({ figures, names }: { figures: FiguresView; names: RecordNames }) {
  const { t } = useTranslation()
  if (figures.villages.length === 0) return null
  return (
    <section className="panel" aria-labelledby="by-village">
      <div className="panel-head">
        <h2 id="by-village">{t('drill.byVillage')}</h2>
      </div>
      <ScrollRegion label={t('drill.byVillage')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('record.village')}</th>
              {(['called', 'answered', 'rate', 'cannot', 'silent'] as const).map((word) => (
                <th key={word} scope="col" className="number">
                  {t(`drill.${word}`)}
                </th>
              ))}
              <th scope="col" className="number">
                {t('record.quorumAfter')}
              </th>
              <th scope="col" className="number">
                {t('statistics.unmet')}
              </th>
            </tr>
          </thead>
          <tbody>
            {figures.villages.map(({ village, called, answered, cannot, silent, quorum, unmet }) => (
              <tr key={village} data-testid="village-figures">
                <th scope="row">{names.areas[village] ?? village}</th>
                <td className="number">{called}</td>
                <td className="number">{answered}</td>
                <td className="number">{percent(answered, called)}</td>
                <td className="number">{cannot}</td>
                <td className="number">{silent}</td>
                <td className="number">{tookText(quorum.median)}</td>
                <td className="number">{unmet}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}

/** @param knows facts that each kind can know; without it every number is taken as it is */
export function ByChannel({ figures, knows = {} }: { figures: FiguresView; knows?: RecordView['knows'] }) {
  const { t } = useTranslation()
  if (figures.channels.length === 0) return null
  return (
    <section className="panel" aria-labelledby="by-channel">
      <div className="panel-head">
        <h2 id="by-channel">{t('drill.byChannel')}</h2>
      </div>
      <ScrollRegion label={t('drill.byChannel')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('drill.channel')}</th>
              {(['made', 'delivered', 'failed', 'unanswered', 'answers', 'median'] as const).map((word) => (
                <th key={word} scope="col" className="number">
                  {t(`drill.${word}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {figures.channels.map(({ channel, made, delivered, failed, unanswered, answers, took }) => (
              <tr key={channel}>
                <th scope="row">{t(`channel.${channel}`)}</th>
                <td className="number">{made}</td>
                <td className="number">
                  {knows[channel]?.includes('delivered') === false ? t('ledger.unknown') : delivered}
                </td>
                <td className="number">{failed}</td>
                <td className="number">{unanswered}</td>
                <td className="number">{answers}</td>
                <td className="number">{tookText(took.median)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}
