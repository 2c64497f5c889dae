import { Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'

export type SaveAs = 'in-force' | 'in-shadow'

interface Props {
  readonly opened: boolean
  readonly pending: boolean
  readonly refusal: string | undefined
  /** There is a rule in force to make a shadow of. */
  readonly canShadow: boolean
  onClose(): void
  onSave(as: SaveAs, reason: string, approver: string): void
}

/** Asks why, who approved it, and whether it is tried in shadow first or in force at once. */
export function SaveTable({ opened, pending, refusal, canShadow, onClose, onSave }: Props) {
  const { t } = useTranslation()
  const [as, setAs] = useState<SaveAs>('in-force')
  const [approver, setApprover] = useState('')
  return (
    <ReasonDialog
      title={t('rule.saveVersion')}
      confirm={t(as === 'in-shadow' ? 'tableTrial.saveShadow' : 'rule.saveVersion')}
      opened={opened}
      pending={pending}
      refusal={refusal}
      onClose={onClose}
      onConfirm={(reason) => onSave(as, reason, approver.trim())}
    >
      <Radio.Group label={t('tableTrial.saveAs')} value={as} onChange={(value) => setAs(value as SaveAs)}>
        <div className="save-choice">
          <Radio value="in-force" label={t('tableTrial.inForce')} data-testid="save-in-force" />
          <Radio
            value="in-shadow"
            disabled={!canShadow}
            label={canShadow ? t('tableTrial.inShadow') : t('tableTrial.noRuleForShadow')}
            data-testid="save-in-shadow"
          />
        </div>
      </Radio.Group>
      <TextInput
        label={t('tableTrial.approver')}
        maxLength={100}
        value={approver}
        onChange={(event) => setApprover(event.currentTarget.value)}
        data-testid="approver"
      />
    </ReasonDialog>
  )
}
