import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, ProblemError, type WarningView } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'
import { useWithdraw } from './use-withdraw.ts'
import { applyWarning } from './warning-cache.ts'

/** After this long without an answer nobody can say whether it was taken; the list is read again instead. */
const PATIENCE_MS = 5000

/**
 * Takes a warning over (签收). Shown as done when the gateway says so, not before; refused while the link is away, never queued: an
 * acknowledgement that nobody has seen yet is a lie.
 */
export function useAcknowledge(warning: WarningView, sentence: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const time = useTimeText()
  const withdraw = useWithdraw(warning, sentence)
  return useMutation({
    mutationFn(reason: string | undefined) {
      if (!navigator.onLine) throw new Error('offline')
      return perform(
        calls.acknowledge,
        { params: { id: warning.id }, body: reason === undefined ? {} : { note: reason } },
        { signal: AbortSignal.timeout(PATIENCE_MS) },
      )
    },
    onSuccess({ events, ...changed }) {
      applyWarning(client, changed, events.at(-1))
      notify(
        'done',
        t('acknowledge.done', { sentence }),
        { href: `/warnings/${warning.id}`, text: t('acknowledge.addNote') },
        // What has cleared is closed by it, and stays so.
        changed.state === 'open' ? { text: t('acknowledge.undo'), act: withdraw.mutate } : undefined,
      )
    },
    onError(error) {
      void client.invalidateQueries({ queryKey: keys.openWarnings })
      void client.invalidateQueries({ queryKey: keys.warning(warning.id) })
      if (!(error instanceof ProblemError)) {
        notify('failed', t('acknowledge.offline'))
        return
      }
      const { acknowledged, status } = error.problem
      if (acknowledged) {
        notify(
          'failed',
          t('acknowledge.byOther', { name: acknowledged.name, time: time.time(acknowledged.at) }),
        )
      } else if (status === 409) {
        notify('failed', t('acknowledge.closed'))
      } else {
        notify('failed', t('acknowledge.refused', { detail: error.message }))
      }
    },
  })
}
