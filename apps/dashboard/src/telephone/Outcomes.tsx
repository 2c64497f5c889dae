import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type TelephoneTaskView } from '@tocsin/contract'
import { useState } from 'react'
import type { z } from 'zod'
import { calloutKeys } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { answerText } from '../callouts/ledger-words.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import type { Translate } from '../language/words.ts'
import { asks, householdCount } from './telephone-model.ts'

type Outcome = z.infer<(typeof calls.enterTelephoneOutcome)['body']>['outcome']

interface Props {
  readonly task: Pick<TelephoneTaskView, 'key' | 'name' | 'purpose'>
  onDone(): void
}

/** What came of the call, in one tap. */
export function Outcomes({ task, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const households = householdCount(typed)
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
  const step = (by: number) => setTyped(String(Math.max(0, (households ?? 0) + by)))
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
      <div className="moved">
        <Button variant="default" aria-label={t('telephone.fewer')} onClick={() => step(-1)}>
          −
        </Button>
        <TextInput
          aria-label={t('answer.households')}
          placeholder={t('answer.households')}
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="outcome-households"
        />
        <Button variant="default" aria-label={t('telephone.more')} onClick={() => step(1)}>
          +
        </Button>
        <Button
          disabled={enter.isPending || households === undefined}
          onClick={() =>
            households !== undefined &&
            enter.mutate({ kind: 'answered', code: 'households-moved', households })
          }
          data-testid="outcome-moved"
        >
          {households === undefined ? t('telephone.moved') : t('answer.movedCount', { households })}
        </Button>
      </div>
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
