import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type SpeakerView } from '@tocsin/contract'
import { type FormEvent, useState } from 'react'
import { speakersQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay } from '../session/use-person.ts'
import { RemoveButton } from '../system/RemoveButton.tsx'
import { Since } from '../time/Since.tsx'

/** Loudspeakers at the gateway's own broker: who may sign in, and what they said last. */
export function Speakers() {
  const { t } = useTranslation()
  const query = useQuery(speakersQuery)
  const allowed = useMay(calls.createSpeaker)
  return (
    <section className="panel" aria-labelledby="speakers">
      <div className="panel-head">
        <h2 id="speakers">{t('speakers.title')}</h2>
      </div>
      <div className="panel-body channel-body">
        <p className="muted">{t('speakers.mean')}</p>
        <Loaded query={query} height={60}>
          {(speakers) => (
            <ul>
              {speakers.map((speaker) => (
                <Speaker key={speaker.id} speaker={speaker} allowed={allowed} />
              ))}
            </ul>
          )}
        </Loaded>
      </div>
      {allowed && <NewSpeaker />}
    </section>
  )
}

function Speaker({ speaker, allowed }: { speaker: SpeakerView; allowed: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const params = { id: speaker.id }
  const onSettled = () => void client.invalidateQueries({ queryKey: speakersQuery.queryKey })
  const remove = useMutation({ mutationFn: () => perform(calls.removeSpeaker, { params }), onSettled })
  const open = useMutation({
    mutationFn: (flows: boolean) =>
      perform(calls.changeSpeaker, { params, body: { name: speaker.name, flows } }),
    onSettled,
  })
  const renew = useMutation({ mutationFn: () => perform(calls.renewSpeakerSecret, { params }), onSettled })
  return (
    <li className="test-line" data-testid="speaker">
      <span>
        <b>{speaker.name}</b> <span className="muted">mqtt:{speaker.id}</span>
      </span>
      <span className="tag" data-tone={speaker.connected ? 'quiet' : 'doubt'}>
        {speaker.connected ? t('speakers.connected') : t('speakers.away')}
      </span>
      {speaker.lastState !== null && (
        <span className="muted">
          {speaker.lastState.state} · <Since at={speaker.lastState.at} />
        </span>
      )}
      {allowed && (
        <Checkbox
          label={t('speakers.flows')}
          checked={open.isPending ? open.variables : speaker.flows}
          disabled={open.isPending}
          onChange={(event) => open.mutate(event.currentTarget.checked)}
          data-testid="speaker-flows"
        />
      )}
      {renew.data && (
        <span>
          {t('speakers.secretOnce')} <code className="secret">{renew.data.secret}</code>
        </span>
      )}
      {allowed && (
        <span className="push row-actions">
          <Button
            variant="default"
            size="compact-sm"
            loading={renew.isPending}
            onClick={() => renew.mutate()}
          >
            {t('speakers.renew')}
          </Button>
          <RemoveButton name={speaker.name} pending={remove.isPending} onRemove={() => remove.mutate()} />
        </span>
      )}
    </li>
  )
}

function NewSpeaker() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [id, setId] = useState('')
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () => perform(calls.createSpeaker, { body: { id: id.trim(), name: name.trim() } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: speakersQuery.queryKey })
      setId('')
      setName('')
    },
  })
  const errors = fieldErrors(add.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      <div className="form-row">
        <TextInput
          label={t('speakers.id')}
          required
          value={id}
          error={errors['id']}
          onChange={(event) => setId(event.currentTarget.value)}
          data-testid="speaker-id"
        />
        <TextInput
          label={t('channels.name')}
          required
          value={name}
          error={errors['name']}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="speaker-name"
        />
      </div>
      {add.data && (
        <p>
          {t('speakers.account', { id: add.data.speaker.id })} {t('speakers.secretOnce')}{' '}
          <code className="secret">{add.data.secret}</code>
        </p>
      )}
      {add.error !== null && Object.keys(errors).length === 0 && (
        <p className="alert" role="alert">
          {add.error.message}
        </p>
      )}
      <div>
        <Button type="submit" loading={add.isPending} data-testid="add-speaker">
          {t('speakers.add')}
        </Button>
      </div>
    </form>
  )
}
