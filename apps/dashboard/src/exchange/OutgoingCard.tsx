import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type OutgoingView } from '@tocsin/contract'
import { useState } from 'react'
import { outgoingLogQuery, outgoingQuery } from '../api/exchange-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { refusalWords } from '../language/refusal-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { useTimeText } from '../time/use-site.ts'
import { OutgoingForm } from './OutgoingForm.tsx'

const TONES = { waiting: 'quiet', sending: 'fine', failing: 'fault', paused: 'quiet' } as const

/** One system that is told: how it fares, what can be done to it, and what was sent. */
export function OutgoingCard({ view }: { view: OutgoingView }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  const client = useQueryClient()
  const [changing, setChanging] = useState(false)
  const [asking, setAsking] = useState<'pause' | 'send' | 'give-up' | null>(null)
  const [showing, setShowing] = useState(false)
  const { id, name, enabled, settings, state, since, detail, nextAt, lastSentAt, waiting, setAside, lost } =
    view
  const changed = () => {
    setAsking(null)
    void client.invalidateQueries({ queryKey: outgoingQuery.queryKey })
    void client.invalidateQueries({ queryKey: outgoingLogQuery(id).queryKey })
  }
  const test = useMutation({
    mutationFn: () => perform(calls.testOutgoing, { params: { id } }),
    onSettled: changed,
  })
  const decide = useMutation({
    mutationFn: (reason: string) =>
      asking === 'pause'
        ? perform(calls.changeOutgoing, {
            params: { id },
            body: { name, enabled: !enabled, settings, reason },
          })
        : perform(calls.settleOutgoing, { params: { id }, body: { decision: asking ?? 'send', reason } }),
    onSuccess: changed,
  })
  if (changing) return <OutgoingForm view={view} onClose={() => setChanging(false)} />
  const pause = t(enabled ? 'exchange.pause' : 'exchange.go')
  const title =
    asking === 'pause'
      ? t(enabled ? 'exchange.pauseOf' : 'exchange.goOf', { name })
      : t(asking === 'send' ? 'exchange.sendAgain' : 'exchange.giveUp')
  return (
    <section className="exchange-card" aria-label={name} data-testid="outgoing" data-state={state}>
      <div className="exchange-line">
        <b>{name}</b>
        <span className="tag" data-tone={TONES[state]}>
          {t(`exchange.states.${state}`)}
        </span>
        <span className="muted">
          <Since at={since} />
        </span>
      </div>
      <p className="muted">
        {t(`exchange.kinds.${settings.kind}`)} · {settings.url}
      </p>
      {detail !== '' && (
        <p className="alert">
          {refusalWords(detail, language)}
          {nextAt !== null && ` · ${t('exchange.nextTry')} ${time.time(nextAt)}`}
        </p>
      )}
      <dl className="facts">
        <dt>{t('exchange.lastSent')}</dt>
        <dd>{lastSentAt === null ? '–' : <Since at={lastSentAt} />}</dd>
        <dt>{t('exchange.waiting')}</dt>
        <dd>{waiting}</dd>
        <dt>{t('exchange.lost')}</dt>
        <dd>{lost}</dd>
      </dl>
      {setAside > 0 && (
        <div className="exchange-line alert">
          <span>{t('exchange.setAside', { count: setAside })}</span>
          <Button variant="default" size="compact-sm" onClick={() => setAsking('send')}>
            {t('exchange.sendAgain')}
          </Button>
          <Button variant="default" size="compact-sm" onClick={() => setAsking('give-up')}>
            {t('exchange.giveUp')}
          </Button>
        </div>
      )}
      <div className="row-actions">
        <Button
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate()}
          data-testid="outgoing-test"
        >
          {t('exchange.test')}
        </Button>
        <Button variant="default" onClick={() => setAsking('pause')}>
          {pause}
        </Button>
        <Button variant="default" onClick={() => setChanging(true)}>
          {t('exchange.change')}
        </Button>
        <DeleteWithReason
          title={t('exchange.removeOf', { name })}
          word={t('exchange.remove')}
          remove={(reason) => perform(calls.removeOutgoing, { params: { id }, query: { reason } })}
          onRemoved={changed}
        >
          <p>{t('exchange.removeMeans')}</p>
        </DeleteWithReason>
        <Button
          variant="default"
          aria-expanded={showing}
          onClick={() => setShowing(!showing)}
          data-testid="outgoing-log"
        >
          {t('exchange.log')}
        </Button>
      </div>
      {test.data && (
        <p className={test.data.ok ? 'muted' : 'alert'} role="status" data-testid="outgoing-tested">
          {test.data.ok
            ? t('exchange.testOk')
            : t('exchange.testFailed', { detail: refusalWords(test.data.detail, language) })}
        </p>
      )}
      {test.error && <p className="alert">{test.error.message}</p>}
      {showing && <DeliveryLog id={id} />}
      <ReasonDialog
        title={title}
        confirm={asking === 'pause' ? pause : title}
        opened={asking !== null}
        pending={decide.isPending}
        refusal={decide.error?.message}
        onClose={() => {
          setAsking(null)
          decide.reset()
        }}
        onConfirm={(reason) => decide.mutate(reason)}
      />
    </section>
  )
}

function DeliveryLog({ id }: { id: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const time = useTimeText()
  return (
    <Loaded query={useQuery(outgoingLogQuery(id))} height={120}>
      {(lines) =>
        lines.length === 0 ? (
          <p className="muted">{t('exchange.noLog')}</p>
        ) : (
          <ScrollRegion label={t('exchange.log')}>
            <table className="plain">
              <thead>
                <tr>
                  <th>{t('exchange.at')}</th>
                  <th>{t('exchange.what')}</th>
                  <th>{t('exchange.outcome')}</th>
                  <th>{t('exchange.detail')}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map(({ at, kind, subject, outcome, detail }) => (
                  <tr key={`${at} ${kind} ${subject} ${outcome}`}>
                    <td>{time.full(at)}</td>
                    <td>
                      {t(`exchange.whats.${kind}`)} {subject}
                    </td>
                    <td>{t(`exchange.outcomes.${outcome}`)}</td>
                    <td>{refusalWords(detail, language)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )
      }
    </Loaded>
  )
}
