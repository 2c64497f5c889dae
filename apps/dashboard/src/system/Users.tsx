import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type PersonView, ROLES, type Role } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { usersQuery } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { PersonChoice } from '../people/Choices.tsx'
import { fieldErrors } from '../rules/field-errors.ts'
import { usePerson } from '../session/use-person.ts'
import { RemoveButton } from './RemoveButton.tsx'
import './system.css'

/** People who may sign in, and as what. */
export function Users() {
  const { t } = useTranslation()
  const query = useQuery(usersQuery)
  return (
    <>
      <section className="panel">
        <Loaded query={query}>
          {(users) => (
            <ul className="people">
              {users.map((user) => (
                <User key={user.username} user={user} />
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      <section className="panel">
        <div className="panel-head">
          <h2>{t('system.addUser')}</h2>
        </div>
        <NewUser />
      </section>
    </>
  )
}

function useRoles() {
  const { t } = useTranslation()
  return ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))
}

function User({ user }: { user: PersonView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = usePerson()
  const roles = useRoles()
  const settled = () => void client.invalidateQueries({ queryKey: usersQuery.queryKey })
  const failed = (error: Error) => notify('failed', error.message)
  const change = useMutation({
    mutationFn: (role: Role) => perform(calls.changeUser, { params: { id: user.username }, body: { role } }),
    onSettled: settled,
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => perform(calls.deleteUser, { params: { id: user.username } }),
    onSettled: settled,
    onError: failed,
  })
  const bind = useMutation({
    mutationFn: (person: string | null) =>
      perform(calls.changeUser, { params: { id: user.username }, body: { person } }),
    onSettled: settled,
    onError: failed,
  })
  const isMe = me?.username === user.username
  return (
    <li data-testid="user-row" data-user={user.username}>
      <span>
        <b>{user.name}</b> <code className="muted">{user.username}</code>
      </span>
      <NativeSelect
        aria-label={t('system.roleOf', { name: user.name })}
        value={user.role}
        data={roles}
        disabled={isMe || change.isPending}
        {...(isMe && { title: t('system.notYourself') })}
        onChange={(event) => change.mutate(event.currentTarget.value as Role)}
      />
      <PersonChoice
        label={t('system.personOf', { name: user.name })}
        value={user.person ?? null}
        onChange={(person) => bind.mutate(person)}
        testId="user-person"
      />
      <RemoveButton
        name={user.name}
        disabled={isMe}
        pending={remove.isPending}
        onRemove={() => remove.mutate()}
      />
    </li>
  )
}

function NewUser() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const roles = useRoles()
  const empty = { username: '', name: '', role: 'operator' as Role, password: '' }
  const [draft, setDraft] = useState(empty)
  const add = useMutation({
    mutationFn: () => perform(calls.createUser, { body: draft }),
    onSuccess(user) {
      void client.invalidateQueries({ queryKey: usersQuery.queryKey })
      setDraft(empty)
      notify('done', t('system.userAdded', { name: user.name }))
    },
  })
  const errors = fieldErrors(add.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="form-row">
        <TextInput
          label={t('signIn.username')}
          required
          autoComplete="off"
          autoCapitalize="none"
          value={draft.username}
          error={errors['username']}
          onChange={(event) => setDraft({ ...draft, username: event.currentTarget.value })}
        />
        <TextInput
          label={t('system.name')}
          required
          autoComplete="off"
          value={draft.name}
          error={errors['name']}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('system.role')}
          data={roles}
          value={draft.role}
          onChange={(event) => setDraft({ ...draft, role: event.currentTarget.value as Role })}
        />
        <PasswordInput
          label={t('signIn.password')}
          required
          minLength={8}
          autoComplete="new-password"
          value={draft.password}
          error={errors['password']}
          onChange={(event) => setDraft({ ...draft, password: event.currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
      </div>
      {add.error && Object.keys(errors).length === 0 && (
        <p className="alert" role="alert">
          {add.error.message}
        </p>
      )}
      <div>
        <Button type="submit" loading={add.isPending}>
          {t('system.addUser')}
        </Button>
      </div>
    </form>
  )
}
