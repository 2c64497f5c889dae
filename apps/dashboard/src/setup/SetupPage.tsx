import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import { Trial } from '../callouts/Trial.tsx'
import { Empty } from '../frame/Empty.tsx'
import '../callouts/callouts.css'
import '../rules/rules.css'
import '../stations/stations.css'
import { DemonstrationPanel } from '../demonstration/DemonstrationPanel.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/callout-words.ts'
import '../language/channel-words.ts'
import '../language/setup-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { useSite } from '../time/use-site.ts'
import { AreaStep } from './AreaStep.tsx'
import { DevicesStep } from './DevicesStep.tsx'
import { DrillStep } from './DrillStep.tsx'
import { PasswordStep } from './PasswordStep.tsx'
import { PersonStep } from './PersonStep.tsx'
import { RuleStep } from './RuleStep.tsx'
import { StationStep } from './StationStep.tsx'
import { StepMark } from './StepMark.tsx'
import './setup.css'
import { type SetupFacts, setupProgress } from './setup-model.ts'
import type { SetupStep } from './setup-steps.ts'
import { takeUpAgain } from './skipped.ts'
import { useSetupFacts } from './use-setup.ts'
import { WarningStep } from './WarningStep.tsx'

const route = getRouteApi('/frame/setup')

/** What each step shows. `onDone` opens the next. */
export interface StepProps {
  readonly facts: SetupFacts
  readonly done: boolean
  onDone(): void
}

const STEPS: Readonly<Record<SetupStep, ComponentType<StepProps>>> = {
  password: PasswordStep,
  devices: DevicesStep,
  area: AreaStep,
  station: StationStep,
  rule: RuleStep,
  warning: WarningStep,
  person: PersonStep,
  drill: DrillStep,
}

/** 首次设置: from an empty box to a first warning and an answered drill. What is done is read from what is there. */
export function SetupPage() {
  const { t } = useTranslation()
  const allowed = useMay(calls.createStation)
  const site = useSite()
  const facts = useSetupFacts()
  useEffect(takeUpAgain, [])
  if (!allowed) {
    return (
      <div className="page">
        <h1>{t('setup.title')}</h1>
        <Empty panel title={t('empty.forbidden')} means={t('forbidden.page')} />
      </div>
    )
  }
  return (
    <div className="page setup">
      <div className="page-head">
        <h1>{t('setup.title')}</h1>
        <Link to="/" className="push">
          {t('setup.later')}
        </Link>
      </div>
      {site?.demo === true ? <DemonstrationPanel /> : facts && <Steps facts={facts} />}
    </div>
  )
}

function Steps({ facts }: { readonly facts: SetupFacts }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { step: asked } = route.useSearch()
  const { steps, next, done } = setupProgress(facts)
  // The one to do when the page was opened: what has just been done stays in sight until somebody goes on.
  const [first] = useState(next)
  const current = asked ?? first
  const open = (step: SetupStep) => void navigate({ to: '/setup', search: { step }, replace: true })
  const openAfter = (step: SetupStep) => {
    const after = steps.slice(steps.findIndex((one) => one.step === step) + 1)
    const following = after.find((one) => !one.done) ?? after[0]
    if (following !== undefined) open(following.step)
  }
  return (
    <>
      <p className="muted">{t('setup.intro')}</p>
      <p data-testid="setup-progress">{t('setup.progress', { done, total: steps.length })}</p>
      <ol className="setup-steps">
        {steps.map((one, index) => (
          <Step
            key={one.step}
            step={one.step}
            number={index + 1}
            done={one.done}
            isOpen={one.step === current}
            facts={facts}
            onOpen={() => open(one.step)}
            onDone={() => openAfter(one.step)}
          />
        ))}
      </ol>
      <section className="panel" aria-labelledby="setup-trial" data-testid="setup-trial">
        <div className="panel-head">
          <h2 id="setup-trial">{t('setup.trial')}</h2>
        </div>
        <div className="panel-body">
          <p className="muted">{t('setup.trialMeans')}</p>
          <Trial />
        </div>
      </section>
    </>
  )
}

function Step({
  step,
  number,
  done,
  isOpen,
  facts,
  onOpen,
  onDone,
}: {
  readonly step: SetupStep
  readonly number: number
  readonly done: boolean
  readonly isOpen: boolean
  readonly facts: SetupFacts
  onOpen(): void
  onDone(): void
}) {
  const { t } = useTranslation()
  const Content = STEPS[step]
  const ref = useRef<HTMLLIElement>(null)
  // The step that has just become the one to do comes into sight, below the bar.
  useEffect(() => {
    if (isOpen && number > 1) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen, number])
  return (
    <li
      ref={ref}
      className="panel setup-step"
      data-open={isOpen || undefined}
      data-done={done || undefined}
      data-testid={`step-${step}`}
    >
      <h2>
        <button type="button" className="setup-step-head" aria-expanded={isOpen} onClick={onOpen}>
          <StepMark done={done} />
          <span>
            {number}. {t(`setup.step.${step}`)}
          </span>
        </button>
      </h2>
      {isOpen && (
        <div className="panel-body setup-step-body">
          <p className="muted">{t(`setup.means.${step}`)}</p>
          <PanelBoundary name={step}>
            <Content facts={facts} done={done} onDone={onDone} />
          </PanelBoundary>
        </div>
      )}
    </li>
  )
}
