import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { channelsQuery } from '../api/channel-queries.ts'
import { CalloutsTabs } from '../callouts/CalloutsTabs.tsx'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/callout-words.ts'
import '../language/channel-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { ChannelCard } from './ChannelCard.tsx'
import { ChannelForm } from './ChannelForm.tsx'
import { Speakers } from './Speakers.tsx'
import './channels.css'

/** By what people can be reached, how each fares, and how it is set up. */
export function ChannelsPage() {
  const { t } = useTranslation()
  const seen = useMay(calls.listChannels)
  const allowed = useMay(calls.createChannel)
  const [adding, setAdding] = useState(false)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('channels.title')}</h1>
        <CalloutsTabs />
        {!adding && (
          <Button
            className="push"
            disabled={!allowed}
            title={allowed ? undefined : t('channels.administrators')}
            onClick={() => setAdding(true)}
            data-testid="new-channel"
          >
            {t('channels.add')}
          </Button>
        )}
      </div>
      <PanelBoundary name="channels">
        {!seen && <Empty panel title={t('empty.forbidden')} means={t('channels.forbidden')} />}
        {adding && <ChannelForm onClose={() => setAdding(false)} />}
        {seen && <List onAdd={allowed ? () => setAdding(true) : undefined} />}
      </PanelBoundary>
      <PanelBoundary name="loudspeakers">{seen && <Speakers />}</PanelBoundary>
    </div>
  )
}

function List({ onAdd }: { readonly onAdd: (() => void) | undefined }) {
  const { t } = useTranslation()
  const query = useQuery(channelsQuery)
  return (
    <Loaded query={query} height={240}>
      {(channels) => (
        <>
          {channels.map((channel) => (
            <ChannelCard key={channel.id} channel={channel} />
          ))}
          {channels.every(({ settings }) => settings === null) && (
            <Empty panel title={t('channels.none')} means={t('channels.noneMeans')} testId="no-channels">
              {onAdd && (
                <Button variant="default" onClick={onAdd}>
                  {t('channels.add')}
                </Button>
              )}
            </Empty>
          )}
        </>
      )}
    </Loaded>
  )
}
