import { Button, CopyButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type StationView } from '@tocsin/contract'
import type { Datastream } from '@tocsin/core'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { QrCode } from '../frame/QrCode.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { publishLine } from '../stations/example-message.ts'
import { serverNow } from '../time/server-clock.ts'
import { useSite } from '../time/use-site.ts'
import { rememberSecret, secretOf } from './station-secrets.ts'
import { brokerHost, curlLine, datedMessage, deviceAddress, messageOf } from './test-lines.ts'

interface Props {
  readonly station: StationView
  /** What is sent; default an example. */
  readonly values?: Readonly<Record<string, number>>
}

/** The ready-made lines that try a station, the address for a device as a QR code, and a button that sends the same from this page. */
export function TryLines({ station, values }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const site = useSite()
  const secret = secretOf(station.id)
  const datastreams = station.datastreams as readonly Datastream[]
  const message = messageOf(datastreams, values)
  const renew = useMutation({
    mutationFn: () => perform(calls.renewSecret, { params: { id: station.id } }),
    onSuccess({ secret }) {
      rememberSecret(station.id, secret)
    },
  })
  const send = useMutation({
    mutationFn: async () => {
      const response = await fetch(`/api/ingest/${encodeURIComponent(station.id)}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: datedMessage(message, datastreams, serverNow()),
      })
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.stations }),
  })
  if (site === undefined) return null
  const host = brokerHost(site.mqtt.host, window.location.hostname)
  const address = {
    origin: window.location.origin,
    host,
    port: site.mqtt.port,
    station: station.id,
    secret: secret ?? t('setup.secretHere'),
  }
  return (
    <div className="try-lines">
      {secret === undefined ? (
        <p className="row-actions">
          <span>{t('setup.secretGone')}</span>
          <Button
            variant="default"
            loading={renew.isPending}
            onClick={() => renew.mutate()}
            data-testid="renew-secret"
          >
            {t('setup.renewSecret')}
          </Button>
        </p>
      ) : (
        values === undefined && (
          <div className="try-device">
            <QrCode text={deviceAddress(address)} label={t('setup.qrOfStation')} />
            <dl className="facts">
              <dt>{t('setup.broker')}</dt>
              <dd>
                <code>
                  {host}:{site.mqtt.port}
                </code>
              </dd>
              <dt>{t('setup.userIs')}</dt>
              <dd>
                <code>{station.id}</code>
              </dd>
              <dt>{t('setup.secretIs')}</dt>
              <dd>
                <code className="secret">{secret}</code>
                <p className="muted">{t('setup.secretOnce')}</p>
              </dd>
              <dt>{t('setup.topicIs')}</dt>
              <dd>
                <code>stations/{station.id}/readings</code>
              </dd>
            </dl>
          </div>
        )
      )}
      <Line
        label={t('setup.byMqtt')}
        text={publishLine({ ...address, datastreams, message })}
        testId="mosquitto-line"
      />
      <Line label={t('setup.byHttp')} text={curlLine(address, datastreams, message)} testId="curl-line" />
      {secret !== undefined && (
        <p className="row-actions">
          <Button
            variant="default"
            loading={send.isPending}
            onClick={() => send.mutate()}
            data-testid="send-here"
          >
            {t('setup.sendHere')}
          </Button>
          <span className="muted">{t('setup.sendHereMeans')}</span>
        </p>
      )}
      {send.error && (
        <p className="alert" role="alert">
          {send.error.message}
        </p>
      )}
    </div>
  )
}

function Line({
  label,
  text,
  testId,
}: {
  readonly label: string
  readonly text: string
  readonly testId: string
}) {
  const { t } = useTranslation()
  return (
    <section className="try-line" aria-label={label}>
      <p className="row-actions">
        <b>{label}</b>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-sm" className="push" onClick={copy}>
              {t(copied ? 'setup.copied' : 'setup.copy')}
            </Button>
          )}
        </CopyButton>
      </p>
      <ScrollRegion label={label}>
        <pre data-testid={testId}>{text}</pre>
      </ScrollRegion>
    </section>
  )
}
