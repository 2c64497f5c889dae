import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ProblemError } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { signInDisplay } from './display-code.ts'

/** Where a wall display without a keyboard to open a link is let in: its code, once. */
export function DisplayCode() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const enter = useMutation({
    mutationFn: () => signInDisplay(code),
    onSuccess: () => void navigate({ to: '/wall', replace: true }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    enter.mutate()
  }
  return (
    <details className="sign-in-display">
      <summary>{t('signIn.display')}</summary>
      <form onSubmit={submit}>
        <TextInput
          label={t('signIn.displayCode')}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          value={code}
          error={
            enter.error &&
            t(enter.error instanceof ProblemError ? 'signIn.displayWrong' : 'signIn.displayUnreachable')
          }
          onChange={(event) => setCode(event.currentTarget.value)}
          data-testid="display-code"
        />
        <Button type="submit" variant="default" fullWidth loading={enter.isPending}>
          {t('signIn.displayEnter')}
        </Button>
      </form>
    </details>
  )
}
