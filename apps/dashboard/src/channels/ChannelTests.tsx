import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ChannelSetupView, type ChannelTestView, calls } from '@tocsin/contract'
import { useState } from 'react'
import { personsQuery } from '../api/callout-queries.ts'
import { channelsQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'

/** A test to one person, and what became of the last ones. */
export function ChannelTests({ channel }: { channel: ChannelSetupView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.testChannel)
  const persons = useQuery(personsQuery)
  const [to, setTo] = useState('')
  const numbers = (persons.data ?? []).flatMap((person) =>
    person.channels
      .filter(({ kind }) => kind === channel.kind)
      .map(({ id, address }) => ({
        value: `${person.id} ${id}`,
        label: address === null ? person.name : `${person.name} ${address}`,
      })),
  )
  const settled = () => client.invalidateQueries({ queryKey: channelsQuery.queryKey })
  const send = useMutation({
    mutationFn: () => {
      const [person = '', own = ''] = to.split(' ')
      return perform(calls.testChannel, { params: { id: channel.id }, body: { person, channel: own } })
    },
    onSettled: settled,
  })
  return (
    <div className="tests">
      <h3>{t('channels.tests')}</h3>
      {numbers.length === 0 ? (
        <p className="muted">{t('channels.nobodyBy')}</p>
      ) : (
        <div className="form-row">
          <NativeSelect
            label={t('channels.testTo')}
            value={to}
            data={[{ value: '', label: t('channels.choose') }, ...numbers]}
            onChange={(event) => setTo(event.currentTarget.value)}
            data-testid="test-to"
          />
          <Button
            className="row-remove"
            disabled={!allowed || to === ''}
            loading={send.isPending}
            onClick={() => send.mutate()}
            data-testid="send-test"
          >
            {t('channels.sendTest')}
          </Button>
        </div>
      )}
      {send.error !== null && (
        <p className="alert" role="alert">
          {send.error.message}
        </p>
      )}
      <ul>
        {channel.tests.map((test) => (
          <Test key={test.id} test={test} knows={channel.knows} allowed={allowed} settled={settled} />
        ))}
      </ul>
    </div>
  )
}

interface TestProps {
  readonly test: ChannelTestView
  readonly knows: ChannelSetupView['knows']
  readonly allowed: boolean
  settled(): void
}

function Test({ test, knows, allowed, settled }: TestProps) {
  const { t } = useTranslation()
  const confirm = useMutation({
    mutationFn: () => perform(calls.confirmChannelTest, { params: { id: String(test.id) } }),
    onSettled: settled,
  })
  const outcome =
    test.confirmedAt !== null
      ? 'confirmed'
      : test.readAt !== null
        ? 'read'
        : test.deliveredAt !== null
          ? 'delivered'
          : test.failed !== null
            ? 'failed'
            : test.acceptedAt !== null
              ? 'accepted'
              : 'sending'
  return (
    <li className="test-line" data-testid="test">
      <span>
        {test.name} · <Since at={test.at} /> · {test.by}
      </span>
      <span className="tag" data-tone={outcome === 'failed' ? 'fault' : 'quiet'} data-testid="test-outcome">
        {t(`channels.outcome.${outcome}`)}
      </span>
      {test.failed !== null && <span className="muted">{test.failed.detail}</span>}
      {outcome === 'accepted' && !knows.includes('delivered') && (
        <Button
          variant="default"
          size="compact-sm"
          disabled={!allowed}
          loading={confirm.isPending}
          onClick={() => confirm.mutate()}
        >
          {t('channels.confirm', { name: test.name })}
        </Button>
      )}
    </li>
  )
}
