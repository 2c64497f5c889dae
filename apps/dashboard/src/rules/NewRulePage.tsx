import { useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { OnlyWith } from '../session/OnlyWith.tsx'
import { RuleForm } from './form/RuleForm.tsx'

export function NewRulePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="page">
      <h1>{t('rule.new')}</h1>
      <OnlyWith call={calls.createRule} forbidden={t('forbidden.rule')}>
        <section className="panel">
          <RuleForm
            onDone={(id) =>
              void (id === undefined
                ? navigate({ to: '/rules' })
                : navigate({ to: '/rules/$id', params: { id } }))
            }
          />
        </section>
      </OnlyWith>
    </div>
  )
}
