import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type StationView } from '@tocsin/contract'
import { HOUR, parseDuration } from '@tocsin/core'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { maintenanceQuery, ruleKeys } from '../api/rule-queries.ts'
import { notify } from '../frame/notices.ts'
import { ReasonForm } from '../frame/ReasonForm.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { serverNow } from '../time/server-clock.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { workAt } from './maintenance-model.ts'

/** Longest first is what is forgotten: a day's work is ordered anew the next day. */
const LENGTHS = ['30m', '1h', '2h', '4h', '8h', '24h'] as const

type Scope = { readonly station: string } | { readonly area: string }

/** Work at a station: while it lasts its warnings are recorded and nobody is told. A duty officer orders and ends it. */
export function Maintenance({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const time = useTimeText()
  const now = useNow()
  const allowed = useMay(calls.orderMaintenance)
  const all = useQuery(maintenanceQuery).data ?? []
  const work = workAt(all, station, now)
  const order = async (body: { scope: Scope; until: number; note: string }) => {
    const { maintenance } = await perform(calls.orderMaintenance, { body })
    client.setQueryData(ruleKeys.maintenance, maintenance)
    void client.invalidateQueries({ queryKey: keys.openWarnings })
  }
  const end = useMutation({
    mutationFn: (scope: Scope) => order({ scope, until: serverNow(), note: t('maintenance.ended') }),
    onError: (error) => notify('failed', t('acknowledge.refused', { detail: error.message })),
  })
  return (
    <section className="panel" data-testid="maintenance">
      <div className="panel-head">
        <h2>{t('maintenance.title')}</h2>
      </div>
      <div className="panel-body maintenance">
        <p className="muted">{t('maintenance.means')}</p>
        {work.map(({ scope, since, until, by, note }) => (
          <div
            key={`${JSON.stringify(scope)} ${since}`}
            className="maintenance-work"
            data-testid="maintenance-work"
          >
            <p>
              <b>{t('maintenance.until', { until: time.shortMoment(until, now) })}</b> {by.name}
              {'area' in scope && (
                <span className="muted"> · {t('maintenance.ofArea', { area: scope.area })}</span>
              )}
            </p>
            <p>{note}</p>
            <Button
              variant="default"
              size="compact-sm"
              loading={end.isPending}
              disabled={!allowed}
              {...(!allowed && { title: t('forbidden.maintenance') })}
              onClick={() => end.mutate(scope)}
              data-testid="end-maintenance"
            >
              {t('maintenance.end')}
            </Button>
          </div>
        ))}
        <details className="close-form">
          <summary>{t('maintenance.order')}</summary>
          <ReasonForm
            label={t('maintenance.note')}
            action={t('maintenance.orderNow')}
            forbidden={allowed ? undefined : t('forbidden.maintenance')}
            lengths={{
              label: t('maintenance.for'),
              first: '1h',
              choices: LENGTHS.map((value) => ({ value, label: windowText(t, value) })),
            }}
            testId="order-maintenance"
            send={(note, length) =>
              order({
                scope: { station: station.id },
                until: serverNow() + (parseDuration(length) ?? HOUR),
                note,
              })
            }
          />
        </details>
      </div>
    </section>
  )
}

/** That work is going on, where the station's name stands. */
export function MaintenanceTag({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const now = useNow()
  const [work] = workAt(useQuery(maintenanceQuery).data ?? [], station, now)
  if (work === undefined) return null
  return (
    <span
      className="tag"
      data-tone="quiet"
      title={t('warning.by', { name: work.by.name, note: work.note })}
      data-testid="in-maintenance"
    >
      {t('maintenance.until', { until: time.shortMoment(work.until, now) })}
    </span>
  )
}
