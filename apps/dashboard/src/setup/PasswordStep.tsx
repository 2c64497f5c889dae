import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keys } from '../api/queries.ts'
import { LanguageToggle } from '../frame/LanguageToggle.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { PasswordForm } from '../system/PasswordForm.tsx'
import type { StepProps } from './SetupPage.tsx'
import { ZoneField } from './ZoneField.tsx'

/** The password of the first start is replaced; language and zone are set. */
export function PasswordStep({ done, onDone }: StepProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [again, setAgain] = useState(false)
  return (
    <>
      <div className="setup-facts">
        <LanguageToggle />
        <ZoneField />
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
