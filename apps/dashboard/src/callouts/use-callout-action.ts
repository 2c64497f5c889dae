import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CalloutWithLedger, calls } from '@tocsin/contract'
import type { Instant } from '@tocsin/core'
import { calloutKeys } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { serverNow } from '../time/server-clock.ts'

const ACTIONS = {
  released: calls.releaseCallout,
  cancelled: calls.cancelCallout,
  cleared: calls.giveAllClear,
} as const

/** Puts what the gateway answered in place of what was known, and has the board read anew. */
export function useKeepCallout(): (callout: CalloutWithLedger) => void {
  const client = useQueryClient()
  return (callout) => {
    client.setQueryData(calloutKeys.callout(callout.id), callout)
    void client.invalidateQueries({ queryKey: calloutKeys.callouts })
  }
}

/** Releases, escalates, cancels or ends a call-out, and says what came of it. */
export function useCalloutAction(id: string, action: keyof typeof ACTIONS | 'escalated') {
  const { t } = useTranslation()
  const keep = useKeepCallout()
  return useMutation({
    // What somebody agreed to is what they saw: a step that has begun since is not skipped by it.
    mutationFn: (asOf: Instant | undefined) =>
      action === 'escalated'
        ? perform(calls.escalateCallout, { params: { id }, body: { asOf: asOf ?? serverNow() } })
        : perform(ACTIONS[action], { params: { id } }),
    onSuccess(callout) {
      keep(callout)
      notify('done', t(`callouts.${action}`))
    },
    onError: (error) => notify('failed', t('callouts.refused', { detail: error.message })),
  })
}
