import { Link } from '@tanstack/react-router'
import '../language/setup-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import './setup.css'
import { StepMark } from './StepMark.tsx'
import { setupProgress } from './setup-model.ts'
import { useSetupFacts } from './use-setup.ts'

/** How far the first run has come, and where it goes on. Gone once all of it exists. */
export function SetupChecklist({ onSkip }: { onSkip(): void }) {
  const { t } = useTranslation()
  const facts = useSetupFacts()
  if (facts === undefined) return null
  const { steps, next, done } = setupProgress(facts)
  if (next === null) return null
  return (
    <section className="panel" aria-labelledby="setup-checklist" data-testid="setup-checklist">
      <div className="panel-head">
        <h2 id="setup-checklist">{t('setup.title')}</h2>
        <span className="muted">{t('setup.progress', { done, total: steps.length })}</span>
        <button type="button" className="link-button push" onClick={onSkip} data-testid="setup-skip">
          {t('setup.skip')}
        </button>
      </div>
      <div className="panel-body setup-checklist">
        <ol>
          {steps.map((one) => (
            <li key={one.step} data-done={one.done || undefined} data-next={one.step === next || undefined}>
              <StepMark done={one.done} />
              <Link to="/setup" search={{ step: one.step }}>
                {t(`setup.step.${one.step}`)}
              </Link>
            </li>
          ))}
        </ol>
        <Link to="/setup" className="button-link" data-testid="setup-go">
          {t(done === 0 ? 'setup.begin' : 'setup.goOn')}
        </Link>
      </div>
    </section>
  )
}
