import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { calls, type RuleView } from '@tocsin/contract'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { ruleKeys } from '../api/rule-queries.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

/** Takes a rule away for good; its warnings clear with that reason. Refused while other rules refer to it. */
export function DeleteRule({ rule }: { rule: RuleView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const allowed = useMay(calls.deleteRule)
  const [asked, setAsked] = useState(false)
  const remove = useMutation({
    mutationFn: (reason: string) => perform(calls.deleteRule, { params: { id: rule.id }, query: { reason } }),
    onSuccess() {
      notify('done', t('rule.deleted', { name: rule.name }))
      void client.invalidateQueries({ queryKey: keys.rules })
      void client.invalidateQueries({ queryKey: ruleKeys.coverage })
      void navigate({ to: '/rules' })
    },
  })
  return (
    <>
      <Button
        variant="default"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.rule') })}
        onClick={() => setAsked(true)}
        data-testid="delete-rule"
      >
        {t('rule.delete')}
      </Button>
      <ReasonDialog
        title={t('rule.deleteName', { name: rule.name })}
        confirm={t('rule.delete')}
        opened={asked}
        pending={remove.isPending}
        refusal={remove.error?.message}
        onClose={() => {
          setAsked(false)
          remove.reset()
        }}
        onConfirm={(reason) => remove.mutate(reason)}
      >
        <p className="muted">{t('rule.deleteMeans')}</p>
      </ReasonDialog>
    </>
  )
}
