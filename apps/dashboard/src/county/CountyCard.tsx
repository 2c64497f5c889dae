import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CountyDatabaseView, type CountyTestView, calls } from '@tocsin/contract'
import { useState } from 'react'
import { countyQuery } from '../api/county-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { refusalWords } from '../language/refusal-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { useTimeText } from '../time/use-site.ts'
import { CountyForm } from './CountyForm.tsx'
import { Offers } from './Offers.tsx'

const TONES = { waiting: 'quiet', reading: 'fine', failing: 'fault', paused: 'quiet' } as const

/** One database: how it fares, what can be done to it, and its stations. */
export function CountyCard({ database }: { database: CountyDatabaseView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const client = useQueryClient()
  const time = useTimeText()
  const [changing, setChanging] = useState(false)
  const [asking, setAsking] = useState(false)
  const [showing, setShowing] = useState(false)
  const {
    id,
    name,
    enabled,
    settings,
    state,
    since,
    detail,
    lastReadAt,
    nextAt,
    newestAt,
    stations,
    counts,
  } = database
  const changed = () => void client.invalidateQueries({ queryKey: countyQuery.queryKey })
  const test = useMutation({ mutationFn: () => perform(calls.testCountyDatabase, { params: { id } }) })
  const pause = useMutation({
    mutationFn: (reason: string) =>
      perform(calls.changeCountyDatabase, {
        params: { id },
        body: { name, enabled: !enabled, settings, reason },
      }),
    onSuccess() {
      setAsking(false)
      changed()
    },
  })
  if (changing) return <CountyForm database={database} onClose={() => setChanging(false)} />
  const word = t(enabled ? 'county.pause' : 'county.resume')
  return (
    <section className="panel" aria-label={name} data-testid="county-card" data-county={id}>
      <div className="panel-head">
        <h2>{name}</h2>
        <span className="tag" data-tone={TONES[state]} data-testid="county-state">
          {t(`county.state.${state}`)}
        </span>
        <span className="muted">
          <Since at={since} />
        </span>
      </div>
      <div className="panel-body county-body">
        <p className="muted">
          {t(`county.servers.${settings.server}`)} · {settings.user}@{settings.host}:{settings.port}/
          {settings.database} · {settings.zone}
        </p>
        {detail !== '' && (
          <p className="alert" data-testid="county-detail">
            {refusalWords(detail, language)}
            {nextAt !== null && ` · ${t('county.nextTry')} ${time.time(nextAt)}`}
          </p>
        )}
        <dl className="facts">
          <dt>{t('county.lastRead')}</dt>
          <dd>{lastReadAt === null ? '–' : <Since at={lastReadAt} />}</dd>
          <dt>{t('county.newest')}</dt>
          <dd>{newestAt === null ? '–' : <Since at={newestAt} />}</dd>
          <dt>{t('county.stations')}</dt>
          <dd>{stations}</dd>
        </dl>
        <p className="muted">{t('county.counts', counts)}</p>
        <div className="row-actions">
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate()}
            data-testid="county-test"
          >
            {t('county.test')}
          </Button>
          <Button variant="default" onClick={() => setAsking(true)} data-testid="county-pause">
            {word}
          </Button>
          <Button variant="default" onClick={() => setChanging(true)} data-testid="county-change">
            {t('county.change')}
          </Button>
          <DeleteWithReason
            title={t('county.removeOf', { name })}
            word={t('county.remove')}
            testId="county-remove"
            remove={(reason) => perform(calls.removeCountyDatabase, { params: { id }, query: { reason } })}
            onRemoved={changed}
          >
            <p>{t('county.removeMeans')}</p>
          </DeleteWithReason>
        </div>
        {test.data && <TestResult test={test.data} />}
        {test.error && <p className="alert">{test.error.message}</p>}
        <Button
          variant="default"
          aria-expanded={showing}
          onClick={() => setShowing(!showing)}
          data-testid="county-show"
        >
          {t('county.show')}
        </Button>
      </div>
      {showing && <Offers id={id} area={settings.area} />}
      <ReasonDialog
        title={t(enabled ? 'county.pauseOf' : 'county.resumeOf', { name })}
        confirm={word}
        opened={asking}
        pending={pause.isPending}
        refusal={pause.error?.message}
        onClose={() => setAsking(false)}
        onConfirm={(reason) => pause.mutate(reason)}
      />
    </section>
  )
}

function TestResult({ test: { ok, detail, server, tables } }: { test: CountyTestView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className={ok ? 'county-tested' : 'alert'} role="status" data-testid="county-tested">
      <p>
        {ok
          ? t('county.testOk', { server })
          : t('county.testFailed', { detail: refusalWords(detail, language) })}
      </p>
      <ul>
        {tables.map(({ name, found, missing }) => (
          <li key={name}>
            <code>{name}</code>{' '}
            {!found
              ? t('county.tableNone')
              : missing.length > 0
                ? t('county.tableMissing', { columns: missing.join(', ') })
                : t('county.tableFound')}
          </li>
        ))}
      </ul>
    </div>
  )
}
