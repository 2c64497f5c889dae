import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from '../language/use-translation.ts'
import { Fault } from '../rules/form/Fault.tsx'
import { NEW_WHO, type StepDraft, type WhoDraft } from './plan-draft.ts'
import { WhoFields } from './WhoFields.tsx'

const CHANNELS = ['in-turn', 'all'] as const
const QUORUMS = ['anyone', 'everybody', 'count'] as const

interface Props {
  readonly step: StepDraft
  readonly index: number
  at(path: string): string | undefined
  onChange(step: StepDraft): void
  onRemove(): void
}

/** One step of a plan: when, whom, by what, how often, and how many answers are enough. */
export function StepFields({ step, index, at, onChange, onRemove }: Props) {
  const { t } = useTranslation()
  const path = `steps.${index}`
  const set = (change: Partial<StepDraft>) => onChange({ ...step, ...change })
  const setWho = (place: number, who: WhoDraft) =>
    set({ who: step.who.map((one, other) => (other === place ? who : one)) })
  const field = (name: 'after' | 'attempts' | 'every', placeholder: string) => (
    <TextInput
      label={t(`plan.${name}`)}
      placeholder={placeholder}
      value={step[name]}
      error={at(`${path}.${name}`)}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      data-testid={`step-${index}-${name}`}
    />
  )
  return (
    <fieldset data-testid={`step-${index}`}>
      <legend>{t('plan.step', { step: index + 1 })}</legend>
      <div className="form-row">
        {field('after', '3m')}
        <NativeSelect
          label={t('plan.channels')}
          value={step.channels}
          error={at(`${path}.channels`)}
          onChange={(event) => set({ channels: event.currentTarget.value as StepDraft['channels'] })}
          data={CHANNELS.map((value) => ({ value, label: t(`plan.channelsOf.${value}`) }))}
        />
        {field('attempts', '3')}
        {field('every', '1m')}
        <NativeSelect
          label={t('plan.quorum')}
          value={step.quorum}
          error={at(`${path}.quorum`) ?? (step.quorum === 'count' ? undefined : at(`${path}.quorum.count`))}
          onChange={(event) => set({ quorum: event.currentTarget.value as StepDraft['quorum'] })}
          data={QUORUMS.map((value) => ({ value, label: t(`plan.quorums.${value}`) }))}
          data-testid={`step-${index}-quorum`}
        />
        {step.quorum === 'count' && (
          <TextInput
            label={t('plan.count')}
            inputMode="numeric"
            value={step.count}
            error={at(`${path}.quorum.count`)}
            onChange={(event) => set({ count: event.currentTarget.value })}
          />
        )}
      </div>
      <h3>{t('plan.who')}</h3>
      {step.who.map((who, place) => (
        <WhoFields
          key={place}
          who={who}
          path={`${path}.who.${place}`}
          at={at}
          onChange={(changed) => setWho(place, changed)}
          onRemove={() => set({ who: step.who.filter((_, other) => other !== place) })}
        />
      ))}
      <Fault>{at(`${path}.who`)}</Fault>
      <div className="row-actions">
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => set({ who: [...step.who, NEW_WHO] })}
          data-testid={`step-${index}-add-who`}
        >
          {t('plan.addWho')}
        </Button>
        <Button variant="default" size="compact-sm" className="push" onClick={onRemove}>
          {t('plan.removeStep', { step: index + 1 })}
        </Button>
      </div>
    </fieldset>
  )
}
