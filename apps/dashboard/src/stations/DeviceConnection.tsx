import { useQuery } from '@tanstack/react-query'
import type { StationView } from '@tocsin/contract'
import { deviceProfilesQuery, listenersQuery } from '../api/queries.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useSite } from '../time/use-site.ts'

/** How a device that speaks a protocol of its own reaches the gateway, or is reached by it. */
export function DeviceConnection({ id, device }: Required<Pick<StationView, 'id' | 'device'>>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const site = useSite()
  const profile = useQuery(deviceProfilesQuery).data?.find((one) => one.id === device?.profile)
  const listener = useQuery(listenersQuery).data?.listeners.find(
    ({ protocol }) => protocol === profile?.protocol,
  )
  if (device === undefined || profile === undefined || site === undefined) return null
  const byDocument = ['senml', 'chirpstack', 'thingsboard'].includes(profile.protocol)
  const isListened = ['sl651', 'szy206', 'hj212'].includes(profile.protocol)
  return (
    <dl className="facts" data-testid="device-connection">
      <dt>{t('device.profile')}</dt>
      <dd>
        {profile.name[language]} · {t(`protocol.${profile.protocol}`)}
      </dd>
      {device.code !== undefined && (
        <>
          <dt>{t('device.code')}</dt>
          <dd>
            <code>{device.code}</code>
          </dd>
        </>
      )}
      {isListened && (
        <>
          <dt>{t('device.centre')}</dt>
          <dd>
            {listener?.port == null ? (
              <span className="alert">
                {t('device.notListened', { variable: `TOCSIN_${profile.protocol.toUpperCase()}_PORT` })}
              </span>
            ) : (
              <code>
                TCP {site.mqtt.host}:{listener.port}
              </code>
            )}
          </dd>
        </>
      )}
      {device.endpoint !== undefined && (
        <>
          <dt>{t('device.endpoint')}</dt>
          <dd>
            <code>{device.endpoint}</code>
          </dd>
        </>
      )}
      {byDocument && (
        <>
          <dt>HTTP</dt>
          <dd>
            <code>POST /api/ingest/{id}</code>
          </dd>
        </>
      )}
    </dl>
  )
}
