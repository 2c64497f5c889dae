import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Attention, calls, type DeskView } from '@tocsin/contract'
import { deskKey } from '../api/desk-queries.ts'
import { perform } from '../api/perform.ts'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { useAreaNames } from '../callouts/use-area-names.ts'
import { notify } from '../frame/notices.ts'
import '../language/callout-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'
import '../callouts/callouts.css'
import './desk.css'
import { byNeedOfDesk, isLoud, noticeLines } from './desk-model.ts'

/** Names told at most in one line; the ledger has them all. */
const NAMED = 8

/** 未应答 and what else the duty desk has to see, per call-out. It knocks until somebody says that they have seen it. */
export function NoticePanel({ desk: { attention, undialled } }: { readonly desk: DeskView }) {
  const { t } = useTranslation()
  return (
    <section className="panel" aria-labelledby="desk-notices" data-testid="desk-notices">
      <div className="panel-head">
        <h2 id="desk-notices">{t('desk.title')}</h2>
        <Link to="/callouts" className="push">
          {t('desk.board')}
        </Link>
      </div>
      {undialled !== null && (
        <p className="desk-undialled" data-testid="undialled">
          <strong>{t('desk.undialled', { count: undialled.count })}</strong> <Since at={undialled.since} />{' '}
          <Link to="/telephone">{t('desk.toTelephone')}</Link>
        </p>
      )}
      <ul>
        {attention.toSorted(byNeedOfDesk).map((one) => (
          <AttentionRow key={one.callout} attention={one} />
        ))}
      </ul>
    </section>
  )
}

function AttentionRow({ attention }: { readonly attention: Attention }) {
  const { t } = useTranslation()
  const areaName = useAreaNames()
  const text = attention.said[useLanguage()]
  const { callout, level, exercise, area, unseen, silent, seen } = attention
  const named = (names: readonly string[]) =>
    names.slice(0, NAMED).join(t('and')) +
    (names.length > NAMED ? ` ${t('desk.more', { count: names.length - NAMED })}` : '')
  return (
    <li
      className="desk-row"
      data-level={level ?? undefined}
      data-loud={isLoud(attention) || undefined}
      data-testid="attention"
    >
      <div className="row-actions">
        {exercise && <ExerciseMark />}
        {level !== null && <LevelChip level={level} />}
        <Link to="/callouts/$id" params={{ id: callout }} className="row-link">
          {text}
        </Link>
        <span className="muted">{areaName(area)}</span>
      </div>
      {silent.length > 0 && (
        <p data-testid="silent">
          <strong className="silent-count">{t('desk.silent', { count: silent.length })}</strong>{' '}
          {named(silent.map(({ name }) => name))}
        </p>
      )}
      {unseen.length > 0 && (
        <ul className="desk-lines">
          {noticeLines(unseen).map(({ kind, names, count, since }) => (
            <li key={kind} data-testid={`notice-${kind}`}>
              {term(t, 'desk.kind', kind)}
              {names.length > 0 ? `${t('desk.colon')}${named(names)}` : count > 1 ? ` × ${count}` : ''}{' '}
              <span className="muted">
                <Since at={since} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="row-actions">
        {unseen.length > 0 && <SeenButton attention={attention} />}
        {seen !== null && (
          <span className="muted">
            {t('desk.seenBy', { name: seen.name })} <Since at={seen.at} />
          </span>
        )}
      </div>
    </li>
  )
}

function SeenButton({ attention: { callout, unseen } }: { readonly attention: Attention }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.seeNotices)
  const see = useMutation({
    mutationFn: () =>
      perform(calls.seeNotices, {
        params: { id: callout },
        body: { keys: unseen.slice(0, 2000).map(({ key }) => key) },
      }),
    onSuccess: (desk) => client.setQueryData(deskKey, desk),
    onError: (error) => notify('failed', t('callouts.refused', { detail: error.message })),
  })
  return (
    <Button
      loading={see.isPending}
      disabled={!allowed}
      title={allowed ? t('desk.seenMeans') : t('forbidden.seeNotices')}
      onClick={() => see.mutate()}
      data-testid="seen"
    >
      {t('desk.seen')}
    </Button>
  )
}
