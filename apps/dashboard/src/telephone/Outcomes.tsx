import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type TelephoneTaskView } from '@tocsin/contract'
import type { z } from 'zod'
import { calloutKeys } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { answerText } from '../callouts/ledger-words.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Translate } from '../language/words.ts'
import { MovedField } from './MovedField.tsx'
import { asks } from './telephone-model.ts'

type Outcome = z.infer<(typeof calls.enterTelephoneOutcome)['body']>['outcome']

interface Props {
  readonly task: Pick<TelephoneTaskView, 'key' | 'name' | 'purpose'>
  onDone(): void
}

/** What came of the call, in one tap. */
export function Outcomes({ task, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const enter = useMutation({
    mutationFn: (outcome: Outcome) =>
      perform(calls.enterTelephoneOutcome, { body: { key: task.key, outcome } }),
    onSuccess({ tasks }, outcome) {
      client.setQueryData(calloutKeys.telephone, tasks)
      void client.invalidateQueries({ queryKey: calloutKeys.callouts })
      notify('done', t('telephone.done', { name: task.name, outcome: outcomeText(t, outcome) }))
      onDone()
    },
  })
  const button = (outcome: Outcome, testId: string, variant = 'filled') => (
    <Button
      className="thumb"
      variant={variant}
      disabled={enter.isPending}
      onClick={() => enter.mutate(outcome)}
      data-testid={testId}
    >
      {outcomeText(t, outcome)}
    </Button>
  )
  const answers = (
    <>
      {button({ kind: 'answered', code: 'on-post' }, 'outcome-on-post')}
      {button({ kind: 'answered', code: 'action-started' }, 'outcome-action-started')}
      <MovedField
        pending={enter.isPending}
        testId="outcome"
        onMoved={(households) => enter.mutate({ kind: 'answered', code: 'households-moved', households })}
      />
      {button({ kind: 'answered', code: 'cannot' }, 'outcome-cannot', 'default')}
    </>
  )
  return (
    <fieldset className="outcomes" data-testid="outcomes">
      <legend>{t('telephone.outcome')}</legend>
      {asks(task) ? answers : button({ kind: 'told' }, 'outcome-told')}
      {button({ kind: 'no-answer' }, 'outcome-no-answer', 'default')}
      {button({ kind: 'wrong-number' }, 'outcome-wrong-number', 'default')}
      {enter.error && (
        <p className="alert" role="alert">
          {t('callouts.refused', { detail: enter.error.message })}
        </p>
      )}
    </fieldset>
  )
}

function outcomeText(t: Translate, outcome: Outcome): string {
  if (outcome.kind === 'answered') return answerText(t, outcome)
  if (outcome.kind === 'told') return t('telephone.told')
  return outcome.kind === 'no-answer' ? t('telephone.noAnswer') : t('telephone.wrongNumber')
}
