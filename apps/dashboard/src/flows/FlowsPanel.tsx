import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, FLOWS_PATH, type FlowsView } from '@tocsin/contract'
import type { ReactNode } from 'react'
import { perform } from '../api/perform.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import '../language/flows-words.ts'
import { Since } from '../time/Since.tsx'
import './flows.css'

const MEGABYTE = 1024 * 1024

const flowsQuery = queryOptions({
  queryKey: ['flows'],
  queryFn: ({ signal }) => perform(calls.readFlows, {}, { signal }),
  refetchInterval: 2000,
  staleTime: 0,
})

/** Node-RED: how it fares, and the way to its editor. */
export function FlowsPanel({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation()
  const query = useQuery({ ...flowsQuery, enabled: allowed })
  return (
    <section className="panel" aria-labelledby="flows">
      <div className="panel-head">
        <h2 id="flows">{t('flows.title')}</h2>
      </div>
      <div className="panel-body flows">
        <p className="muted">{t('flows.mean')}</p>
        {allowed ? (
          <Loaded query={query} height={160}>
            {(view) => <Standing view={view} />}
          </Loaded>
        ) : (
          <p>{t('flows.forbidden')}</p>
        )}
      </div>
    </section>
  )
}

function Standing({ view }: { view: FlowsView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { state, since, nextAt, ends, lastEnd, memory, processor, busyForMs } = view
  const hasEditor = state === 'running' || state === 'safe-mode'
  const restart = useMutation({
    mutationFn: () => perform(calls.restartFlows, {}),
    onSuccess: () => notify('done', t('flows.restarted')),
    onError: (error) => notify('failed', error.message),
    onSettled: () => void client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  const ill = state === 'restarting' || state === 'safe-mode'
  return (
    <>
      <p className="flows-state" role="status">
        <span
          className="tag"
          data-tone={ill ? 'fault' : 'quiet'}
          data-testid="flows-state"
          data-state={state}
        >
          {t(`flows.state.${state}`)}
        </span>{' '}
        {t(`flows.stateMeans.${state}`)}
      </p>
      {state !== 'off' && (
        <dl className="flows-facts">
          <Fact name={t('flows.since')}>
            <Since at={since} />
          </Fact>
          {nextAt !== null && (
            <Fact name={t('flows.next')}>
              <Since at={nextAt} />
            </Fact>
          )}
          {memory !== null && (
            <Fact name={t('flows.memory')}>
              {t('flows.memoryOf', {
                used: Math.round(memory.bytes / MEGABYTE),
                limit: Math.round(memory.limit / MEGABYTE),
              })}
            </Fact>
          )}
          {processor !== null && <Fact name={t('flows.processor')}>{Math.round(processor * 100)} %</Fact>}
          <Fact name={t('flows.ends')}>{ends}</Fact>
          {lastEnd !== null && (
            <Fact name={t('flows.lastEnd')}>
              {t(`flows.why.${lastEnd.why}`)} · <Since at={lastEnd.at} /> <code>{lastEnd.detail}</code>
            </Fact>
          )}
        </dl>
      )}
      {busyForMs !== null && (
        <p className="alert" role="alert">
          {t('flows.busy', { seconds: Math.round(busyForMs / 1000) })}
        </p>
      )}
      {state !== 'off' && (
        <div className="row-actions">
          {hasEditor && (
            <Button component="a" href={FLOWS_PATH} target="_blank" rel="noreferrer" data-testid="open-flows">
              {t('flows.open')}
            </Button>
          )}
          <Button
            variant="default"
            loading={restart.isPending}
            onClick={() => restart.mutate()}
            data-testid="restart-flows"
          >
            {t('flows.restart')}
          </Button>
          {hasEditor && <span className="muted">{t('flows.openMeans')}</span>}
        </div>
      )}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
