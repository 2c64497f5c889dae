import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../api/queries.ts'
import { LanguageToggle } from '../frame/LanguageToggle.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { PasswordForm } from '../system/PasswordForm.tsx'
import { useNow } from '../time/ticker.ts'
import { useSite, useTimeText } from '../time/use-site.ts'
import type { StepProps } from './SetupPage.tsx'

/** The password of the first start is replaced; language and zone are looked at. */
export function PasswordStep({ done, onDone }: StepProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const site = useSite()
  const text = useTimeText()
  const now = useNow()
  const [again, setAgain] = useState(false)
  return (
    <>
      <div className="setup-facts">
        <LanguageToggle />
        <span data-testid="setup-zone">
          {t('setup.zone', { zone: site?.timeZone ?? '', time: text.time(now) })}
        </span>
        <span className="muted">{t('setup.zoneElse')}</span>
      </div>
      {done && !again ? (
        <p className="row-actions">
          <span>{t('setup.passwordChanged')}</span>
          <button type="button" className="link-button" onClick={() => setAgain(true)}>
            {t('setup.changeAgain')}
          </button>
        </p>
      ) : (
        <PasswordForm
          onChanged={() => {
            void client.invalidateQueries({ queryKey: keys.session }).then(onDone)
          }}
        />
      )}
    </>
  )
}
