import { Button } from '@mantine/core'
import { type CalloutView, calls } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { useState } from 'react'
import { ConfirmDialog } from '../frame/ConfirmDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { atGate, isLive } from './callout-order.ts'
import { useCalloutAction } from './use-callout-action.ts'

interface Props {
  readonly callout: CalloutView
  /** The all-clear is given where everybody called is in view. */
  readonly withAllClear?: boolean
}

/** What a duty officer may do about a call-out: let it through, cancel it, give the all-clear. */
export function CalloutActions({ callout, withAllClear = false }: Props) {
  const { t } = useTranslation()
  const allowed = useMay(calls.releaseCallout)
  const release = useCalloutAction(callout.id, 'released')
  const forbidden = allowed ? {} : { title: t('forbidden.callout') }
  return (
    <div className="row-actions callout-actions">
      {atGate(callout) && (
        <Button
          disabled={!allowed}
          {...forbidden}
          loading={release.isPending}
          onClick={() => release.mutate(undefined)}
          data-testid="release"
        >
          {t('callouts.release')}
        </Button>
      )}
      {isRunning(callout) && <Escalate callout={callout} />}
      {isLive(callout) && <Confirmed callout={callout} action="cancelled" word="cancel" />}
      {withAllClear && !atGate(callout) && !isOver(callout) && (
        <Confirmed callout={callout} action="cleared" word="allClear" />
      )}
    </div>
  )
}

function isRunning(callout: CalloutView): boolean {
  return callout.state.kind === 'running' && !atGate(callout)
}

/** The next step now, without waiting for its time (升级). */
export function Escalate({ callout }: { readonly callout: CalloutView }) {
  return isRunning(callout) ? <Confirmed callout={callout} action="escalated" word="escalate" /> : null
}

/** Whoever was called has been told already, or was called for an exercise that real calls broke off. */
function isOver({ state }: CalloutView): boolean {
  return state.kind === 'ended' && state.how !== 'closed'
}

interface ConfirmedProps {
  readonly callout: CalloutView
  readonly action: 'cancelled' | 'cleared' | 'escalated'
  readonly word: 'cancel' | 'allClear' | 'escalate'
}

const TEST_IDS = { cancel: 'cancel-callout', allClear: 'all-clear', escalate: 'escalate' }

function Confirmed({ callout, action, word }: ConfirmedProps) {
  const { t } = useTranslation()
  const allowed = useMay(word === 'escalate' ? calls.escalateCallout : calls.cancelCallout)
  /** Since when it is asked: what has happened after that was not agreed to. */
  const [asked, setAsked] = useState<Instant>()
  const doIt = useCalloutAction(callout.id, action)
  return (
    <>
      <Button
        variant="default"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.callout') })}
        onClick={() => setAsked(serverNow())}
        {...(word === 'escalate' && { 'data-key': 'e' })}
        data-testid={TEST_IDS[word]}
      >
        {t(`callouts.${word}`)}
      </Button>
      <ConfirmDialog
        title={t(`callouts.${word}Title`)}
        confirm={t(`callouts.${word}`)}
        opened={asked !== undefined}
        pending={doIt.isPending}
        refusal={doIt.error?.message}
        onClose={() => {
          setAsked(undefined)
          doIt.reset()
        }}
        onConfirm={() => doIt.mutate(asked, { onSuccess: () => setAsked(undefined) })}
      >
        <p>{t(`callouts.${word}Means`, { count: callout.called })}</p>
      </ConfirmDialog>
    </>
  )
}
