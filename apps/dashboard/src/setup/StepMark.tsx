import { IconCheck, IconCircle } from '@tabler/icons-react'
import { useTranslation } from '../language/use-translation.ts'

/** Done or not, by shape and word. */
export function StepMark({ done }: { readonly done: boolean }) {
  const { t } = useTranslation()
  const Icon = done ? IconCheck : IconCircle
  return (
    <span className="step-mark" data-done={done || undefined}>
      <Icon size={18} stroke={2} aria-hidden="true" />
      <span className="visually-hidden">{t(done ? 'setup.done' : 'setup.open')}</span>
    </span>
  )
}
