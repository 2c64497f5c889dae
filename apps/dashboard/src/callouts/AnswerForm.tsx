import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { calls, type LedgerPerson } from '@tocsin/contract'
import { ANSWER_CODES } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { householdCount } from '../telephone/telephone-model.ts'
import { answerText } from './ledger-words.ts'
import { useKeepCallout } from './use-callout-action.ts'

type Code = (typeof ANSWER_CODES)[number]

interface Props {
  readonly callout: string
  readonly person: Pick<LedgerPerson, 'person' | 'name'>
  onClose(): void
}

/** An answer somebody gave by telephone or in person, under the name of who writes it down. */
export function AnswerForm({ callout, person, onClose }: Props) {
  const { t } = useTranslation()
  const keep = useKeepCallout()
  const [code, setCode] = useState<Code>('on-post')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const moved = code === 'households-moved'
  const households = moved ? householdCount(typed) : undefined
  const record = useMutation({
    mutationFn: () =>
      perform(calls.recordAnswer, {
        params: { id: callout },
        body: { person: person.person, code, ...(households !== undefined && { households }) },
      }),
    onSuccess(answered) {
      keep(answered)
      notify('done', t('answer.recorded', { name: person.name, answer: answerText(t, { code, households }) }))
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!moved || households !== undefined) record.mutate()
  }
  return (
    <form
      className="answer-form"
      onSubmit={submit}
      noValidate
      aria-label={t('answer.recordFor', { name: person.name })}
      data-testid="answer-form"
    >
      <p className="muted">{t('answer.recordMeans')}</p>
      <div className="row-actions">
        <NativeSelect
          aria-label={t('answer.what')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value as Code)}
          data={ANSWER_CODES.map((value) => ({ value, label: t(`answer.code.${value}`) }))}
          data-testid="answer-code"
        />
        {moved && (
          <TextInput
            aria-label={t('answer.households')}
            placeholder={t('answer.households')}
            inputMode="numeric"
            value={typed}
            error={tried && households === undefined ? t('answer.householdsNeeded') : undefined}
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-testid="answer-households"
          />
        )}
        <Button type="submit" loading={record.isPending} data-testid="answer-save">
          {t('answer.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('form.cancel')}
        </Button>
      </div>
      {record.error && (
        <p className="alert" role="alert">
          {t('callouts.refused', { detail: record.error.message })}
        </p>
      )}
    </form>
  )
}
