import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type CalloutWithLedger, calls } from '@tocsin/contract'
import { calloutKeys } from '../api/callout-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'

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

/** Releases, cancels or ends a call-out, and says what came of it. */
export function useCalloutAction(id: string, action: keyof typeof ACTIONS) {
  const { t } = useTranslation()
  const keep = useKeepCallout()
  return useMutation({
    mutationFn: () => perform(ACTIONS[action], { params: { id } }),
    onSuccess(callout) {
      keep(callout)
      notify('done', t(`callouts.${action}`))
    },
    onError: (error) => notify('failed', t('callouts.refused', { detail: error.message })),
  })
}
