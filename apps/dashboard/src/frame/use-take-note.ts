import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { useTranslation } from '../language/use-translation.ts'
import { notify } from './notices.ts'

/** Takes note of warnings about the box: the sound stops, what is wrong stays. */
export function useTakeNote() {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (ids: readonly string[]) =>
      perform(calls.acknowledgeBoxWarnings, { body: { ids: [...ids].slice(0, 1000), note: '' } }),
    onSuccess: (warnings) => client.setQueryData(keys.boxWarnings, warnings),
    onError: (error) => notify('failed', t('box.notTaken', { reason: error.message })),
  })
}
