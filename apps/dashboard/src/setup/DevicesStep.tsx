import { Button } from '@mantine/core'
import { DemonstrationSwitch } from '../demonstration/DemonstrationSwitch.tsx'
import { useTranslation } from '../language/use-translation.ts'
import type { StepProps } from './SetupPage.tsx'

/** 「模拟演示」 or 「真实设备」. */
export function DevicesStep({ onDone }: StepProps) {
  const { t } = useTranslation()
  return (
    <div className="setup-choice">
      <section className="panel panel-body" aria-labelledby="choice-demonstration">
        <h3 id="choice-demonstration">{t('setup.demonstration')}</h3>
        <p>{t('setup.demonstrationMeans')}</p>
        <DemonstrationSwitch />
      </section>
      <section className="panel panel-body" aria-labelledby="choice-real">
        <h3 id="choice-real">{t('setup.real')}</h3>
        <p>{t('setup.realMeans')}</p>
        <p className="row-actions">
          <Button onClick={onDone} data-testid="choose-real">
            {t('setup.chooseReal')}
          </Button>
        </p>
      </section>
    </div>
  )
}
