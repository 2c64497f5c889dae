import { TextInput } from '@mantine/core'
import type { Level } from '@tocsin/core'
import type { ReactNode } from 'react'
import { useTranslation } from '../../language/use-translation.ts'
import { windowText } from '../../language/words.ts'
import { Fault } from './Fault.tsx'
import type { RuleFormState } from './form.ts'

interface Props {
  readonly form: RuleFormState
  readonly level: Level
  readonly children: ReactNode
}

/** Sums by window, and under which of them it clears: without these at 90 %. */
export function RainFields({ form, level, children }: Props) {
  const { t } = useTranslation()
  const { windows, levels } = form.draft
  const typed = levels[level]
  const path = `levels.${level}`
  const row = (field: 'sums' | 'clearSums', name: 'anyOf' | 'clearBelow') =>
    windows.map((window) => (
      <TextInput
        key={window}
        label={`${windowText(t, window)} (mm)`}
        inputMode="decimal"
        {...(field === 'clearSums' && { placeholder: nineTenths(typed.sums[window] ?? '') })}
        value={typed[field][window] ?? ''}
        error={form.at(`${path}.${name}.${window}`)}
        onChange={(event) =>
          form.setLevel(level, { [field]: { ...typed[field], [window]: event.currentTarget.value } })
        }
      />
    ))
  const clears = Object.values(typed.clearSums).some((sum) => sum !== '')
  return (
    <>
      {row('sums', 'anyOf')}
      <details className="more-fields" {...(clears && { open: true })}>
        <summary>{t('rule.moreFields')}</summary>
        <p className="muted">{t('rule.clearSums')}</p>
        <div className="form-row">{row('clearSums', 'clearBelow')}</div>
        <div className="form-row">{children}</div>
      </details>
      <Fault>{form.at(`${path}.anyOf`)}</Fault>
    </>
  )
}

/** What it clears under where nobody says: 90 % of the sum. */
function nineTenths(sum: string): string {
  const mm = Number(sum.replace(',', '.'))
  return sum.trim() === '' || !Number.isFinite(mm) ? '' : String(Number((mm * 0.9).toFixed(3)))
}
