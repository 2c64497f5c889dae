import { TICKS, type Tick } from '@tocsin/core'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Standing } from './household-zones.ts'

interface Props {
  readonly all: Standing
  readonly ticked: Readonly<Record<Tick, Standing>>
}

/** Households and persons: all, and how many of them are told, moved, back. */
export function Totals({ all, ticked }: Props) {
  const { t } = useTranslation()
  return (
    <dl className="household-totals">
      <div>
        <dt>{t('household.total')}</dt>
        <dd>{t('household.sum', { households: all.households, persons: all.persons })}</dd>
      </div>
      {TICKS.map((tick) => (
        <div key={tick} data-testid={`total-${tick}`}>
          <dt>{t(`household.tick.${tick}`)}</dt>
          <dd>
            {t('household.sum', { households: ticked[tick].households, persons: ticked[tick].persons })}
            <progress aria-hidden="true" max={Math.max(1, all.households)} value={ticked[tick].households} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
