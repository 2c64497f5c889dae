import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, ProblemError, type WarningView } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { applyWarning } from './warning-cache.ts'

/** Takes one's own acknowledgement back; both stay in the record. When it is refused the acknowledgement stands, and that is said. */
export function useWithdraw(warning: Pick<WarningView, 'id'>, sentence: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      perform(
        calls.withdrawAcknowledgement,
        { params: { id: warning.id } },
        { signal: AbortSignal.timeout(5000) },
      ),
    onSuccess({ events, ...changed }) {
      applyWarning(client, changed, events.at(-1))
      notify('done', t('acknowledge.undone', { sentence }))
    },
    onError(error) {
      void client.invalidateQueries({ queryKey: keys.openWarnings })
      void client.invalidateQueries({ queryKey: keys.warning(warning.id) })
      if (!(error instanceof ProblemError)) notify('failed', t('acknowledge.undoOffline'))
      else if (error.problem.status === 409) notify('failed', t('acknowledge.undoTooLate'))
      else notify('failed', t('acknowledge.refused', { detail: error.message }))
    },
  })
}
