import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { calls, ProblemError } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { usePerson } from '../session/use-person.ts'

/** Changes one's own password; `onChanged` once it is. */
export function PasswordForm({ onChanged }: { onChanged?(): void }) {
  const { t } = useTranslation()
  const person = usePerson()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => perform(calls.changePassword, { body: { current, next } }),
    onSuccess() {
      setCurrent('')
      setNext('')
      notify('done', t('system.passwordChanged'))
      onChanged?.()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  const error = change.error
  return (
    <form className="form narrow-form" onSubmit={submit}>
      {/* Tells password managers whose password this is. */}
      <input type="hidden" autoComplete="username" name="username" value={person?.username ?? ''} />
      <PasswordInput
        label={t('system.currentPassword')}
        autoComplete="current-password"
        required
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
      <PasswordInput
        label={t('system.newPassword')}
        description={t('system.newPasswordMeans')}
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={200}
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
      {error && (
        <p className="alert" role="alert">
          {error instanceof ProblemError ? error.message : t('failed.unreachable')}
        </p>
      )}
      <Button type="submit" loading={change.isPending} disabled={current === '' || next.length < 8}>
        {t('system.changePassword')}
      </Button>
    </form>
  )
}
