import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, ROLES, type Role, type TokenView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { perform } from '../api/perform.ts'
import { tokensQuery } from '../api/queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { Since } from '../time/Since.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import './system.css'

/** Tokens for machines; each secret is shown once. */
export function Tokens() {
  const { t } = useTranslation()
  const query = useQuery(tokensQuery)
  return (
    <>
      <section className="panel">
        <Loaded query={query}>
          {(tokens) =>
            tokens.length === 0 ? (
              <Empty title={t('system.noTokens')} means={t('empty.tokens')} />
            ) : (
              <ul className="people">
                {tokens.map((token) => (
                  <Token key={token.id} token={token} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <section className="panel">
        <div className="panel-head">
          <h2>{t('system.addToken')}</h2>
        </div>
        <NewToken />
      </section>
    </>
  )
}

function Token({ token }: { token: TokenView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => perform(calls.deleteToken, { params: { id: token.id } }),
    onSettled: () => void client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
    onError: (error) => notify('failed', error.message),
  })
  return (
    <li>
      <span>
        <b>{token.name}</b> <span className="muted">{t(`role.${token.role}`)}</span>
      </span>
      <span className="muted">
        {token.lastUsedAt === null ? (
          t('system.neverUsed')
        ) : (
          <>
            {t('system.lastUsed')} <Since at={token.lastUsedAt} />
          </>
        )}
      </span>
      <RemoveButton name={token.name} pending={remove.isPending} onRemove={() => remove.mutate()} />
    </li>
  )
}

function NewToken() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const add = useMutation({
    mutationFn: () => perform(calls.createToken, { body: { name, role } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: tokensQuery.queryKey })
      setName('')
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
          label={t('system.tokenName')}
          required
          value={name}
          error={errors['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('system.role')}
          value={role}
          data={ROLES.map((one) => ({ value: one, label: t(`role.${one}`) }))}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
      </div>
      {add.data && (
        <p>
          {t('system.tokenOnce')} <code className="secret">{add.data.token}</code>
        </p>
      )}
      {add.error && Object.keys(errors).length === 0 && (
        <p className="alert" role="alert">
          {add.error.message}
        </p>
      )}
      <div>
        <Button type="submit" loading={add.isPending}>
          {t('system.addToken')}
        </Button>
      </div>
    </form>
  )
}
