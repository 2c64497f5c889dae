import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { LEVELS } from '@tocsin/core'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { Fault } from '../rules/form/Fault.tsx'
import type { PlanDraft } from './plan-draft.ts'

const GATES = ['automatic', 'held', 'by-hand'] as const

interface Props {
  readonly draft: PlanDraft
  at(path: string): string | undefined
  set(change: Partial<PlanDraft>): void
}

/** What a plan is for, and how its calls are let through. */
export function PlanFields({ draft, at, set }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <div className="form-row">
        <TextInput
          label={t('plan.name')}
          maxLength={100}
          value={draft.name}
          error={at('name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-testid="plan-name"
        />
        <AreaInput
          label={t('plan.area')}
          description={t('plan.areaMeans')}
          value={draft.area}
          error={at('area')}
          onChange={(area) => set({ area })}
          testId="plan-area"
        />
      </div>
      <fieldset>
        <legend>{t('plan.levels')}</legend>
        <div className="level-choices">
          {LEVELS.map((level) => (
            <Checkbox
              key={level}
              label={t(`level.chip.${level}`)}
              checked={draft.levels.includes(level)}
              onChange={(event) =>
                set({
                  levels: LEVELS.filter((one) =>
                    one === level ? event.currentTarget.checked : draft.levels.includes(one),
                  ),
                })
              }
              data-testid={`plan-level-${level}`}
            />
          ))}
        </div>
        <Fault>{at('levels')}</Fault>
      </fieldset>
      {draft.levels.length > 0 && (
        <fieldset>
          <legend>{t('plan.ordersMove')}</legend>
          <p className="muted">{t('plan.ordersMoveMeans')}</p>
          <div className="level-choices">
            {LEVELS.filter((level) => draft.levels.includes(level)).map((level) => (
              <Checkbox
                key={level}
                label={t(`level.chip.${level}`)}
                checked={draft.ordersMove.includes(level)}
                onChange={(event) =>
                  set({
                    ordersMove: LEVELS.filter((one) =>
                      one === level ? event.currentTarget.checked : draft.ordersMove.includes(one),
                    ),
                  })
                }
                data-testid={`plan-moves-${level}`}
              />
            ))}
          </div>
          <Fault>{at('ordersMove')}</Fault>
        </fieldset>
      )}
      <div className="form-row">
        <NativeSelect
          label={t('plan.gate')}
          value={draft.gate}
          error={at('gate') ?? (draft.gate === 'held' ? undefined : at('gate.for'))}
          onChange={(event) => set({ gate: event.currentTarget.value as PlanDraft['gate'] })}
          data={GATES.map((value) => ({ value, label: t(`plan.gates.${value}`) }))}
          data-testid="plan-gate"
        />
        {draft.gate === 'held' && (
          <TextInput
            label={t('plan.heldFor')}
            placeholder="1m"
            value={draft.held}
            error={at('gate.for')}
            onChange={(event) => set({ held: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('plan.answerWithin')}
          placeholder="5m"
          value={draft.answerWithin}
          error={at('answerWithin')}
          onChange={(event) => set({ answerWithin: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
