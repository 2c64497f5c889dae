import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { notify } from './notices.ts'

interface Lengths<L extends string> {
  readonly label: string
  readonly first: L
  readonly choices: readonly { readonly value: L; readonly label: string }[]
}

interface Props<L extends string> {
  /** What is asked for: a reason, a note. */
  readonly label: string
  /** The words of the button. */
  readonly action: string
  /** Why this person may not; undefined when they may. */
  readonly forbidden: string | undefined
  /** For how long, where that is asked as well. */
  readonly lengths?: Lengths<L>
  readonly maxLength?: number
  readonly maxRows?: number
  /** The key that leads here, where there is one. */
  readonly dataKey?: string
  /** Of the button; that of the text ends in `-note`. */
  readonly testId: string
  /** Sends what was written. Where it is refused that is said, and the text stays. */
  send(note: string, length: L): Promise<unknown>
}

/** Something is done with a word about why, and perhaps until when. */
export function ReasonForm<L extends string = never>({
  label,
  action,
  forbidden,
  lengths,
  maxLength = 500,
  maxRows = 4,
  dataKey,
  testId,
  send,
}: Props<L>) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [length, setLength] = useState(lengths?.first)
  const allowed = forbidden === undefined
  const said = note.trim()
  const sending = useMutation({
    mutationFn: () => send(said, length as L),
    onSuccess: () => setNote(''),
    onError: (error) => notify('failed', t('acknowledge.refused', { detail: error.message })),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (said !== '') sending.mutate()
  }
  return (
    <form className="note-form" onSubmit={submit}>
      <Textarea
        label={label}
        {...(dataKey !== undefined && { 'data-key': dataKey })}
        autosize
        minRows={1}
        maxRows={maxRows}
        maxLength={maxLength}
        value={note}
        disabled={!allowed}
        onChange={(event) => setNote(event.currentTarget.value)}
        data-testid={`${testId}-note`}
      />
      {lengths && (
        <NativeSelect
          label={lengths.label}
          value={length}
          disabled={!allowed}
          onChange={(event) =>
            setLength(lengths.choices.find(({ value }) => value === event.currentTarget.value)?.value)
          }
          data={[...lengths.choices]}
        />
      )}
      <Button
        type="submit"
        variant="default"
        loading={sending.isPending}
        disabled={!allowed || said === ''}
        {...(!allowed && { title: forbidden })}
        data-testid={testId}
      >
        {action}
      </Button>
      {!allowed && <p className="muted">{forbidden}</p>}
    </form>
  )
}
