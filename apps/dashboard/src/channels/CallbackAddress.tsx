import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ChannelSetupView, calls } from '@tocsin/contract'
import { channelsQuery } from '../api/channel-queries.ts'
import { perform } from '../api/perform.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'

interface Props {
  readonly id: string
  readonly callback: NonNullable<ChannelSetupView['callback']>
  readonly secrets: ChannelSetupView['secrets']
}

/** Where the provider is to report to. With a secret at its end it is shown once, when it is made. */
export function CallbackAddress({ id, callback, secrets }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.renewCallbackToken)
  const renew = useMutation({
    mutationFn: () => perform(calls.renewCallbackToken, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  const address = callback.url ?? callback.path
  return (
    <div className="callback" data-testid="callback">
      <p>
        {t('channels.callback')} <code>{renew.data ? (renew.data.url ?? renew.data.path) : address}</code>
      </p>
      {callback.url === null && <p className="muted">{t('channels.noPublicUrl')}</p>}
      {callback.token && (
        <p className="row-actions">
          <span className="muted">
            {renew.data
              ? t('channels.tokenOnce')
              : secrets['callbackToken']
                ? t('channels.tokenSet')
                : t('channels.tokenMissing')}
          </span>
          <Button
            variant="default"
            size="compact-sm"
            disabled={!allowed}
            loading={renew.isPending}
            onClick={() => renew.mutate()}
            data-testid="renew-token"
          >
            {t('channels.renewToken')}
          </Button>
        </p>
      )}
    </div>
  )
}
