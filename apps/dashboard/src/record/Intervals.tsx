import type { RecordView } from '@tocsin/contract'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { tookText } from './took.ts'

/** The times between, for the whole event and for each round. */
export function Intervals({ record }: { record: RecordView }) {
  const { t } = useTranslation()
  const { intervals, rounds, names } = record
  const groups = [undefined, ...rounds.keys()]
  return (
    <section className="panel" aria-labelledby="times">
      <div className="panel-head">
        <h2 id="times">{t('record.times')}</h2>
        <span className="muted">{t('record.timesMeans')}</span>
      </div>
      <ScrollRegion label={t('record.times')}>
        <div className="interval-groups">
          {groups.map((group) => (
            <div key={group ?? 'whole'}>
              <h3>
                {group === undefined ? (
                  t('record.whole')
                ) : (
                  <>
                    {t('record.round', { round: group + 1 })}{' '}
                    {rounds[group] !== undefined && <LevelChip level={rounds[group].level} />}
                  </>
                )}
              </h3>
              <dl className="intervals">
                {intervals
                  .filter(({ round }) => round === group)
                  .map(({ kind, village = '', ms }) => (
                    <div key={`${kind} ${village}`} data-testid={`interval-${kind}`}>
                      <dt>{t(`record.interval.${kind}`, { village: names.areas[village] ?? village })}</dt>
                      <dd>{tookText(ms)}</dd>
                    </div>
                  ))}
              </dl>
            </div>
          ))}
        </div>
      </ScrollRegion>
    </section>
  )
}
