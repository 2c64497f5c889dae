import { Button } from '@mantine/core'
import { useTranslation } from '../language/use-translation.ts'
import { useSentences } from '../warnings/use-warnings.ts'
import { WarningList } from '../warnings/WarningList.tsx'
import type { StepProps } from './SetupPage.tsx'
import { warningRules } from './setup-model.ts'
import { TryLines } from './TryLines.tsx'
import { breachOf, templateOf, thresholdsOf } from './templates.ts'

/** The first warning: a value above the threshold is sent, the warning comes, and somebody takes it over (签收). */
export function WarningStep({ facts, done, onDone }: StepProps) {
  const { t } = useTranslation()
  const rules = warningRules(facts.rules)
  const raised = facts.warnings.filter(({ rule }) => rules.some(({ id }) => id === rule.id)).slice(0, 3)
  const sentenceOf = useSentences(raised)
  const rule = rules.find((one) => thresholdsOf(one) !== undefined)
  const thresholds = rule && thresholdsOf(rule)
  const named = rule?.appliesTo.datastreams?.[0]?.split('/')[0]
  const station = facts.stations.find(({ id }) => id === named) ?? facts.stations[0]
  const fit = station && templateOf(station)
  if (rule === undefined || station === undefined) return <p>{t('setup.ruleFirst')}</p>
  return (
    <>
      {raised.length > 0 ? (
        <div data-testid="first-warning">
          <p role="status">
            <b>{t(done ? 'setup.warningTaken' : 'setup.warningRaised')}</b>
          </p>
          <WarningList warnings={raised} sentenceOf={sentenceOf} />
        </div>
      ) : (
        <>
          {thresholds !== undefined && fit !== undefined && (
            <TryLines station={station} values={{ [fit.datastream.name]: breachOf(thresholds) }} />
          )}
          <p role="status">{t('setup.waitingForWarning')}</p>
        </>
      )}
      {done && (
        <div className="row-actions">
          <Button onClick={onDone} data-testid="warning-next">
            {t('setup.next')}
          </Button>
        </div>
      )}
    </>
  )
}
