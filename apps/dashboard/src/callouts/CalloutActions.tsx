import { Button } from '@mantine/core'
import { type CalloutView, calls } from '@tocsin/contract'
import { useState } from 'react'
import { ConfirmDialog } from '../frame/ConfirmDialog.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
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
          onClick={() => release.mutate()}
          data-testid="release"
        >
          {t('callouts.release')}
        </Button>
      )}
      {isLive(callout) && <Confirmed callout={callout} action="cancelled" word="cancel" />}
      {withAllClear && !atGate(callout) && !isOver(callout) && (
        <Confirmed callout={callout} action="cleared" word="allClear" />
      )}
    </div>
  )
}

/** Whoever was called has been told already, or was called for an exercise that real calls broke off. */
function isOver({ state }: CalloutView): boolean {
  return state.kind === 'ended' && state.how !== 'closed'
}

interface ConfirmedProps {
  readonly callout: CalloutView
  readonly action: 'cancelled' | 'cleared'
  readonly word: 'cancel' | 'allClear'
}

function Confirmed({ callout, action, word }: ConfirmedProps) {
  const { t } = useTranslation()
  const allowed = useMay(calls.cancelCallout)
  const [asked, setAsked] = useState(false)
  const doIt = useCalloutAction(callout.id, action)
  return (
    <>
      <Button
        variant="default"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.callout') })}
        onClick={() => setAsked(true)}
        data-testid={word === 'cancel' ? 'cancel-callout' : 'all-clear'}
      >
        {t(`callouts.${word}`)}
      </Button>
      <ConfirmDialog
        title={t(`callouts.${word}Title`)}
        confirm={t(`callouts.${word}`)}
        opened={asked}
        pending={doIt.isPending}
        refusal={doIt.error?.message}
        onClose={() => {
          setAsked(false)
          doIt.reset()
        }}
        onConfirm={() => doIt.mutate(undefined, { onSuccess: () => setAsked(false) })}
      >
        <p>{t(`callouts.${word}Means`, { count: callout.called })}</p>
      </ConfirmDialog>
    </>
  )
}
