import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import type { ChannelKind } from '@tocsin/core'
import { type FormEvent, useState } from 'react'
import { calloutKeys } from '../api/callout-queries.ts'
import { channelsQuery } from '../api/channel-queries.ts'
import { keys } from '../api/queries.ts'
import { ChannelTests } from '../channels/ChannelTests.tsx'
import { FormFoot } from '../frame/FormFoot.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail } from '../people/area-tree.ts'
import { hasAddress } from '../people/person-draft.ts'
import { fieldErrors } from '../rules/field-errors.ts'
import { useMay, usePerson } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { enterFirstPerson } from './first-person.ts'
import type { StepProps } from './SetupPage.tsx'

/** What somebody can be reached by from the first minute: this screen and a telephone need nothing set up. */
const KINDS = ['console', 'telephone', 'sms', 'voice', 'email'] as const satisfies readonly ChannelKind[]
/** Nothing to test by a message: the one is this screen, the other dialled by a person. */
const NOT_TESTED: readonly ChannelKind[] = ['console', 'telephone']

/** Somebody who is called, and the way to them, tried with a test. */
export function PersonStep({ facts, done, onDone }: StepProps) {
  const { t } = useTranslation()
  if (!done) return <PersonForm facts={facts} onDone={onDone} />
  return (
    <>
      <p>
        {t('setup.personsAre', { persons: facts.persons.map(({ name }) => name).join(', ') })}{' '}
        <Link to="/people">{t('setup.toPeople')}</Link>
      </p>
      <Tests facts={facts} />
      <div className="row-actions">
        <Button onClick={onDone} data-testid="person-next">
          {t('setup.next')}
        </Button>
      </div>
    </>
  )
}

/** A test by every channel that is set up and reaches somebody. */
function Tests({ facts }: Pick<StepProps, 'facts'>) {
  const { t } = useTranslation()
  const channels = useQuery(channelsQuery).data ?? []
  const used = new Set(facts.persons.flatMap((person) => person.channels.map(({ kind }) => kind)))
  const tested = channels.filter(({ kind }) => used.has(kind) && !NOT_TESTED.includes(kind))
  if (tested.length === 0) {
    const waiting = [...used].some((kind) => !NOT_TESTED.includes(kind))
    return (
      <p className="muted">
        {t(waiting ? 'setup.channelMissing' : 'setup.nothingToTest')}{' '}
        <Link to="/channels">{t('setup.toChannels')}</Link>
      </p>
    )
  }
  return tested.map((channel) => (
    <section key={channel.id} aria-label={channel.name}>
      <h3>{channel.name}</h3>
      <ChannelTests channel={channel} />
    </section>
  ))
}

function PersonForm({ facts }: Pick<StepProps, 'facts' | 'onDone'>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = usePerson()
  const mayBind = useMay(calls.changeUser)
  const villages = facts.areas.filter(({ kind }) => kind === 'village')
  const [name, setName] = useState('')
  const [typedRole, setRole] = useState<string>()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('console')
  const [address, setAddress] = useState('')
  const [isMe, setIsMe] = useState(true)
  const [chosenVillage, setVillage] = useState<string>()
  const role = typedRole ?? t('setup.usualRole')
  const village = chosenVillage ?? villages[0]?.path ?? ''
  // By the console only who sits here can be called.
  const bound = mayBind && (isMe || kind === 'console')
  const save = useMutation({
    mutationFn: () =>
      enterFirstPerson(
        {
          name,
          role,
          village,
          isMe: bound,
          channel: hasAddress(kind) ? { kind, address: address.trim() } : { kind },
        },
        { facts, me: me?.username ?? '', now: serverNow(), planName: t('setup.planName') },
      ),
    async onSettled() {
      await Promise.all(
        [calloutKeys.persons, calloutKeys.plans, keys.session].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      )
    },
  })
  const [fault] = Object.values(fieldErrors(save.error))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  if (village === '') return <p>{t('setup.areaFirst')}</p>
  const incomplete = name.trim() === '' || role.trim() === '' || (hasAddress(kind) && address.trim() === '')
  return (
    <form className="setup-form" onSubmit={submit} noValidate>
      <div className="form-row">
        <TextInput
          label={t('setup.personName')}
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="setup-person-name"
        />
        <TextInput
          label={t('setup.roleIs')}
          required
          maxLength={40}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('setup.personArea')}
          value={village}
          data={villages.map(({ path }) => ({ value: path, label: areaTrail(facts.areas, path) }))}
          onChange={(event) => setVillage(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('setup.reachedBy')}
          value={kind}
          data={KINDS.map((value) => ({ value, label: t(`setup.kind.${value}`) }))}
          onChange={(event) => setKind(KINDS.find((one) => one === event.currentTarget.value) ?? kind)}
          data-testid="setup-kind"
        />
        {hasAddress(kind) && (
          <TextInput
            label={t('setup.address')}
            required
            autoComplete="off"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            data-testid="setup-address"
          />
        )}
      </div>
      {mayBind && (
        <Checkbox
          label={t('setup.isMe', { user: me?.username ?? '' })}
          description={t('setup.isMeMeans')}
          checked={bound}
          disabled={kind === 'console'}
          onChange={(event) => setIsMe(event.currentTarget.checked)}
        />
      )}
      <p className="muted">{t('setup.personAlso')}</p>
      <FormFoot
        save={t('setup.save')}
        saving={save.isPending}
        testId="setup-save-person"
        disabled={incomplete}
        refused={save.error ? [fault ?? save.error.message] : []}
      />
    </form>
  )
}
