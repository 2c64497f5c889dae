import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { useTranslation } from '../language/use-translation.ts'
import { forgetLastKnown } from '../offline/last-known.ts'

export function useSignOut() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => perform(calls.signOut, {}),
    onSuccess() {
      client.clear()
      void forgetLastKnown()
      void navigate({ to: '/sign-in' })
    },
    // Still signed in as far as the gateway knows: whoever leaves the desk must learn that.
    onError: () => notify('failed', t('system.signOutFailed')),
  })
}
