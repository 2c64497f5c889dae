import { useNavigate } from '@tanstack/react-router'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { PlanEditor } from './PlanEditor.tsx'

export function NewPlanPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className="page">
      <h1>{t('plan.new')}</h1>
      <section className="panel">
        <PlanEditor onDone={() => void navigate({ to: '/plans' })} />
      </section>
    </div>
  )
}
