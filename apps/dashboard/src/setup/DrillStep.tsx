import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type CalloutWithLedger, calls } from '@tocsin/contract'
import { useEffect, useRef } from 'react'
import { calloutQuery } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { Attempts } from '../callouts/Attempts.tsx'
import { newestAnswer } from '../callouts/ledger-model.ts'
import { useKeepCallout } from '../callouts/use-callout-action.ts'
import { QrCode } from '../frame/QrCode.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { Since } from '../time/Since.tsx'
import type { StepProps } from './SetupPage.tsx'

/** 触发演练: a yellow exercise by hand, to be answered once from a phone. */
export function DrillStep({ facts, done }: StepProps) {
  const { t } = useTranslation()
  const keep = useKeepCallout()
  const client = useQueryClient()
  const village = facts.areas.find(({ kind }) => kind === 'village')
  const drill = facts.callouts.find(({ exercise }) => exercise)
  const start = useMutation({
    mutationFn: () =>
      perform(calls.startCallout, {
        body: {
          kind: 'order',
          source: t('setup.drillSource'),
          text: t('setup.drillText'),
          area: village?.path ?? '',
          level: 'yellow',
          exercise: true,
          channels: 'real',
        },
      }),
    async onSuccess(callout) {
      keep(callout)
      await client.invalidateQueries({ queryKey: ['callouts'] })
    },
  })
  if (village === undefined || facts.plans.length === 0) return <p>{t('setup.personFirst')}</p>
  const goesOn = drill !== undefined && drill.state.kind !== 'ended'
  return (
    <>
      {drill !== undefined && <Drill id={drill.id} />}
      {done && (
        <p role="status" data-testid="setup-finished">
          <b>{t('setup.finished')}</b>
        </p>
      )}
      {start.error && (
        <p className="alert" role="alert">
          {start.error.message}
        </p>
      )}
      {(!goesOn || done) && (
        <div className="row-actions">
          <Button
            loading={start.isPending}
            {...(done && { variant: 'default' })}
            onClick={() => start.mutate()}
            data-testid="setup-drill"
          >
            {t(drill === undefined ? 'setup.drill' : 'setup.drillAgain')}
          </Button>
          {drill !== undefined && (
            <Link to="/callouts/$id" params={{ id: drill.id }}>
              {t('setup.toCallout')}
            </Link>
          )}
        </div>
      )}
    </>
  )
}

function Drill({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const callout = useQuery(calloutQuery(id)).data
  if (callout === undefined || callout.level === null) return null
  return (
    <div className="setup-drill" data-testid="drill">
      <p className="row-actions">
        <LevelChip level={callout.level} />
        <b>{t('setup.drillRuns')}</b>
        <Since at={callout.startedAt} />
      </p>
      {callout.persons.length === 0 && <p className="alert">{t('setup.drillNobody')}</p>}
      {callout.persons.map((person) => (
        <Called key={person.person} callout={callout} person={person} />
      ))}
    </div>
  )
}

interface CalledProps {
  readonly callout: CalloutWithLedger
  readonly person: CalloutWithLedger['persons'][number]
}

/** One person who is called: every attempt as it comes, the link to answer by, and the answer. */
function Called({ callout, person }: CalledProps) {
  const { t } = useTranslation()
  const answer = newestAnswer(person)
  return (
    <section aria-label={person.name}>
      <h3>{person.name}</h3>
      <Attempts person={person} />
      {answer === undefined ? (
        callout.state.kind !== 'ended' && <AnswerLink callout={callout.id} person={person.person} />
      ) : (
        <p role="status" data-testid="drill-answered">
          <b>{t('setup.drillAnswered', { answer: t(`answer.code.${answer.code}`) })}</b>{' '}
          <Since at={answer.at} />
        </p>
      )}
    </section>
  )
}

/** A link for one person, made once for as long as the page is open. */
function AnswerLink({ callout, person }: { readonly callout: string; readonly person: string }) {
  const { t } = useTranslation()
  const make = useMutation({
    mutationFn: () => perform(calls.createAnswerLink, { params: { id: callout }, body: { person } }),
  })
  const asked = useRef(false)
  const { mutate } = make
  useEffect(() => {
    if (asked.current) return
    asked.current = true
    mutate()
  }, [mutate])
  if (make.error) {
    return (
      <p className="alert" role="alert">
        {make.error.message}
      </p>
    )
  }
  if (make.data === undefined) return null
  const { origin, hostname } = window.location
  const url = `${origin}${make.data.path}`
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return (
    <div className="try-device">
      <QrCode text={url} label={t('setup.qrOfAnswer')} />
      <div>
        <p>{t('setup.scan')}</p>
        <p>
          <a href={url} target="_blank" rel="noreferrer" data-testid="answer-link">
            {t('setup.openAnswer')}
          </a>
        </p>
        {isLoopback && <p className="muted">{t('setup.loopback', { host: hostname })}</p>}
      </div>
    </div>
  )
}
