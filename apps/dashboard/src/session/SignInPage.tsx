import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { type FormEvent, useId, useState } from 'react'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { LanguageToggle } from '../frame/LanguageToggle.tsx'
import { ThemeToggle } from '../frame/ThemeToggle.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { unlockSound } from '../sound/sound-player.ts'
import { DisplayCode } from './DisplayCode.tsx'
import './sign-in.css'
import { signInProblem } from './sign-in-problem.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useTranslation()
  const { next } = route.useSearch()
  const navigate = useNavigate()
  const client = useQueryClient()
  const problemId = useId()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useMutation({
    mutationFn: () => perform(calls.signIn, { body: { username: username.trim(), password } }),
    onSuccess(person) {
      client.clear()
      client.setQueryData(keys.session, person)
      void navigate({ href: next ?? '/', replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // The one gesture every shift begins with: the browser lets sound through from here on.
    unlockSound()
    signIn.mutate()
  }
  const problem = signIn.error ? signInProblem(signIn.error, t) : undefined
  return (
    <main className="sign-in">
      <form className="sign-in-form" onSubmit={submit}>
        <header>
          <h1>Tocsin</h1>
          <p className="muted">{t('signIn.subtitle')}</p>
        </header>
        <TextInput
          label={t('signIn.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          withAsterisk={false}
          size="md"
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          aria-describedby={problem && problemId}
          data-testid="sign-in-username"
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          data-testid="sign-in-password"
        />
        <div id={problemId} role="alert" className="sign-in-problem" data-testid="sign-in-problem">
          {problem && <p className="alert">{problem}</p>}
        </div>
        <Button type="submit" size="md" fullWidth loading={signIn.isPending} data-testid="sign-in-submit">
          {t('signIn.submit')}
        </Button>
        <p className="muted sign-in-help">{t('signIn.help')}</p>
      </form>
      <DisplayCode />
      <div className="sign-in-corner">
        <LanguageToggle />
        <ThemeToggle />
      </div>
    </main>
  )
}
