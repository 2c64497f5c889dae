import { Button, CopyButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { StationView } from '@tocsin/contract'
import type { Datastream, Protocol } from '@tocsin/core'
import { deviceProfilesQuery } from '../api/queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { useSite } from '../time/use-site.ts'
import { DeviceConnection } from './DeviceConnection.tsx'
import { publishLine } from './example-message.ts'
import './stations.css'

/** Protocols whose devices sign in with the station's secret. */
const BY_ACCOUNT: readonly Protocol[] = ['senml', 'chirpstack', 'thingsboard']

/** Where a device connects, and the line that tries it. With the secret while it is known: it is answered once. */
export function ConnectDevice({
  station,
  secret,
}: {
  station: Pick<StationView, 'id' | 'datastreams' | 'device'>
  secret: string | undefined
}) {
  const { t } = useTranslation()
  const site = useSite()
  const profile = useQuery({ ...deviceProfilesQuery, enabled: station.device !== undefined }).data?.find(
    ({ id }) => id === station.device?.profile,
  )
  if (site === undefined) return null
  const { device } = station
  // Whoever calls in a protocol of its own, or is asked, has no use for MQTT.
  if (device !== undefined && profile !== undefined && !BY_ACCOUNT.includes(profile.protocol))
    return <DeviceConnection id={station.id} device={device} />
  const { host, port, tlsPort } = site.mqtt
  const line = publishLine({
    host,
    port,
    station: station.id,
    secret: secret ?? t('connect.secretHere'),
    datastreams: station.datastreams as readonly Datastream[],
  })
  return (
    <div className="connect">
      {device !== undefined && <DeviceConnection id={station.id} device={device} />}
      <dl className="facts">
        <dt>{t('connect.broker')}</dt>
        <dd>
          <code>
            mqtt://{host}:{port}
          </code>
          {tlsPort !== null && (
            <code>
              {' '}
              · mqtts://{host}:{tlsPort}
            </code>
          )}
        </dd>
        <dt>{t('connect.username')}</dt>
        <dd>
          <code>{station.id}</code>
        </dd>
        {secret !== undefined && (
          <>
            <dt>{t('connect.secret')}</dt>
            <dd>
              <code className="secret" data-testid="station-secret">
                {secret}
              </code>{' '}
              <Copy text={secret} />
              <p className="muted">{t('connect.once')}</p>
            </dd>
          </>
        )}
        <dt>{t('connect.topic')}</dt>
        <dd>
          <code>stations/{station.id}/readings</code>
        </dd>
      </dl>
      <div className="command">
        <ScrollRegion label={t('connect.title')}>
          <pre data-testid="mosquitto-line">{line}</pre>
        </ScrollRegion>
        <Copy text={line} />
      </div>
    </div>
  )
}

function Copy({ text }: { text: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button variant="default" size="compact-sm" onClick={copy}>
          {t(copied ? 'connect.copied' : 'connect.copy')}
        </Button>
      )}
    </CopyButton>
  )
}
