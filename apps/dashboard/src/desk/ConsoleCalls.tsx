import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { CallAnswer, ConsoleCall } from '@tocsin/contract'
import { useEffect, useState } from 'react'
import { deskKey } from '../api/desk-queries.ts'
import { ExerciseMark } from '../callouts/CalloutHead.tsx'
import { notify } from '../frame/notices.ts'
import '../language/callout-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { ask } from '../live/connection.ts'
import { MovedField } from '../telephone/MovedField.tsx'
import { Since } from '../time/Since.tsx'
import '../callouts/callouts.css'
import '../telephone/telephone.css'
import './desk.css'

/** Calls that this page has said it drew: once each. */
const drawn = new Set<string>()

/** Calls to whoever sits here, and to colleagues of the same desk: those to oneself are opened and answered, the others only shown. */
export function ConsoleCalls({ shown }: { readonly shown: readonly ConsoleCall[] }) {
  const { t } = useTranslation()
  const [openKey, setOpenKey] = useState<string>()
  useEffect(() => {
    for (const { key } of shown) {
      if (drawn.has(key)) continue
      drawn.add(key)
      // Lost on the way it is said again when the call is shown again.
      void ask('call-drawn', { key }).catch(() => drawn.delete(key))
    }
  }, [shown])
  const opened = shown.find(({ key }) => key === openKey)
  return (
    <aside className="console-calls" aria-label={t('desk.calls')} data-testid="console-calls">
      <div role="alert">
        <ul>
          {shown.map((call) => (
            <li key={call.key} className="console-call" data-level={call.level} data-testid="console-call">
              {call.exercise && <ExerciseMark />}
              <LevelChip level={call.level} />
              <strong>{t(call.mine ? 'desk.callToYou' : 'desk.callTo', { name: call.name })}</strong>
              <Since at={call.at} />
              {call.mine ? (
                <Button className="push" onClick={() => setOpenKey(call.key)} data-testid="open-call">
                  {t('desk.open')}
                </Button>
              ) : (
                <span className="push muted">{t('desk.theyAnswer', { name: call.name })}</span>
              )}
            </li>
          ))}
        </ul>
      </div>
      {opened !== undefined && <CallDialog call={opened} onClose={() => setOpenKey(undefined)} />}
    </aside>
  )
}

type Tap = Pick<CallAnswer, 'code' | 'households'>

function CallDialog({ call, onClose }: { readonly call: ConsoleCall; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  // Of this dialogue's tap: sent again after a lost answer, it is the same one.
  const [id] = useState(() => Math.random().toString(36).slice(2))
  const { key, asks } = call
  useEffect(() => {
    if (asks) void ask('call-opened', { key }).catch(() => {})
  }, [key, asks])
  const refresh = () => client.invalidateQueries({ queryKey: deskKey })
  const answer = useMutation({
    mutationFn: (tap: Tap) => ask('call-answer', { key, id, ...tap }),
    onSuccess() {
      notify('done', t('desk.answered'))
      void refresh()
      onClose()
    },
  })
  const told = useMutation({
    mutationFn: () => ask('call-opened', { key }),
    onSuccess() {
      void refresh()
      onClose()
    },
  })
  const button = (code: Tap['code'], variant: 'filled' | 'default' = 'filled') => (
    <Button
      className="thumb"
      variant={variant}
      disabled={answer.isPending}
      onClick={() => answer.mutate({ code })}
      data-testid={`answer-${code}`}
    >
      {t(`answer.code.${code}`)}
    </Button>
  )
  const failure = answer.error ?? told.error
  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={t('desk.callToYou', { name: call.name })} data-testid="call-dialog">
        <Modal.Body className="dialog-body">
          <p className="row-actions">
            {call.exercise && <ExerciseMark />}
            <LevelChip level={call.level} />
          </p>
          <h2>{call.text}</h2>
          {asks ? (
            <fieldset className="outcomes two-below">
              <legend>{t('desk.answer')}</legend>
              {button('on-post')}
              {button('action-started')}
              <MovedField
                pending={answer.isPending}
                testId="answer"
                onMoved={(households) => answer.mutate({ code: 'households-moved', households })}
              />
              {button('acknowledged', 'default')}
              {button('cannot', 'default')}
            </fieldset>
          ) : (
            <Button
              className="thumb"
              loading={told.isPending}
              onClick={() => told.mutate()}
              data-testid="call-told"
            >
              {t('desk.understood')}
            </Button>
          )}
          {failure && (
            <p className="alert" role="alert">
              {t('callouts.refused', { detail: failure.message })}
            </p>
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
