import { TextInput } from '@mantine/core'
import type { Level } from '@tocsin/core'
import { useTranslation } from '../../language/use-translation.ts'
import type { LevelDraft } from '../draft/rule-draft.ts'
import type { RuleFormState } from './form.ts'

/** The fields of a level that are one text. */
type TextName = {
  [name in keyof LevelDraft]: LevelDraft[name] extends string ? name : never
}[keyof LevelDraft]

interface Props {
  readonly form: RuleFormState
  readonly level: Level
  readonly name: TextName
  readonly label: string
  /** Where its faults stand, below `levels.{level}`; default: its name. */
  readonly path?: string
  readonly text?: boolean
  /** Its number is in the unit of the values. */
  readonly measured?: boolean
  readonly placeholder?: string
  readonly testId?: string
}

/** One text field of one level, with what is wrong with it. */
export function LevelField({
  form,
  level,
  name,
  label,
  path = name,
  text = false,
  measured = false,
  placeholder,
  testId,
}: Props) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={measured && form.unit !== '' ? t('rule.withUnit', { label, unit: form.unit }) : label}
      {...(!text && { inputMode: 'decimal' as const })}
      {...(placeholder !== undefined && { placeholder })}
      value={form.draft.levels[level][name]}
      error={form.at(`levels.${level}.${path}`)}
      onChange={(event) => form.setLevel(level, { [name]: event.currentTarget.value })}
      {...(testId !== undefined && { 'data-testid': testId })}
    />
  )
}
