import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type ManualReportView, type StationView } from '@tocsin/contract'
import { DAY, type Datastream } from '@tocsin/core'
import { useEffect } from 'react'
import { manualReportsQuery } from '../api/manual-queries.ts'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import '../language/manual-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { useMay } from '../session/use-person.ts'
import { formatAmount } from '../stations/amount.ts'
import { Since } from '../time/Since.tsx'
import { EnterReport } from './EnterReport.tsx'
import './manual.css'
import { WatcherLinks } from './WatcherLinks.tsx'

const SHOWN = 30

/** What people read at a station and what they saw: by whom, how, and when; entered here, or by a link. */
export function ManualReports({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const query = useQuery(manualReportsQuery({ station: station.id, limit: SHOWN }))
  const client = useQueryClient()
  const newest = query.data?.[0]?.id
  useEffect(() => {
    // A reading of half an hour ago is not the latest value, which is all that the socket tells.
    if (newest !== undefined) void client.invalidateQueries({ queryKey: keys.history })
  }, [newest, client])
  const manual = (station.datastreams as readonly Datastream[]).filter((one) => one.manual === true)
  return (
    <section className="panel" data-testid="manual-reports">
      <div className="panel-head">
        <h2>{t('manual.title')}</h2>
      </div>
      <div className="panel-body manual">
        <p className="muted">{t('manual.means')}</p>
        {manual.length === 0 && <AddStreams station={station} />}
        <EnterReport station={station} manual={manual} />
        <Loaded query={query}>
          {(reports) =>
            reports.length === 0 ? (
              <p className="muted">{t('manual.none')}</p>
            ) : (
              <ul className="manual-list">
                {reports.map((report) => (
                  <Report key={report.id} report={report} station={station} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {manual.length > 0 && <WatcherLinks station={station} />}
      </div>
    </section>
  )
}

/** One report: what it says, by whom and how. */
export function Report({ report, station }: { report: ManualReportView; station?: StationView | undefined }) {
  const { t } = useTranslation()
  const { value, text, by, way, from, phenomenonTime, kept, datastream: name } = report
  const datastreams = (station?.datastreams ?? []) as readonly Datastream[]
  const datastream = datastreams.find((one) => one.name === name)
  return (
    <li data-testid="manual-report">
      {value !== null && (
        <b>
          {datastream ? `${datastreamLabel(t, datastream, datastreams)} ` : ''}
          {formatAmount(value, datastream?.unit ?? '')}
        </b>
      )}{' '}
      {text !== '' && <span className="manual-text">{text}</span>}
      <span className="muted">
        {' '}
        {t('manual.byWay', { name: by.name, way: t(`manual.way.${way}`) })}
        {from !== '' && from !== by.name && ` · ${from}`} · <Since at={phenomenonTime} />
        {!kept && ` · ${t('manual.pending')}`}
      </span>
    </li>
  )
}

const STAFF = { property: 'water-level', unit: 'm', intervalMs: DAY, manual: true } as const
const BUCKET = { property: 'rainfall', unit: 'mm', intervalMs: DAY, form: 'increment', manual: true } as const

/** A station has nothing that people read: an engineer adds it. */
function AddStreams({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.changeStation)
  const add = useMutation({
    mutationFn(added: StationView['datastreams'][number]) {
      const { id, name, area, position, datastreams, tags, latenessMs, uplink, device } = station
      const body = {
        name,
        area,
        datastreams: [...datastreams, added],
        latenessMs,
        ...(position && { position }),
        ...(tags && { tags }),
        ...(uplink && { uplink }),
        ...(device && { device }),
      }
      return perform(calls.changeStation, { params: { id }, body })
    },
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.stations }),
    onError: (error) => notify('failed', error.message),
  })
  const sensor = station.datastreams.find(({ property }) => property === 'water-level')
  return (
    <div className="row-actions">
      <span className="muted">{t('manual.noStream')}</span>
      <Button
        variant="default"
        size="compact-sm"
        disabled={!allowed || add.isPending}
        {...(!allowed && { title: t('manual.addForbidden') })}
        onClick={() =>
          add.mutate({
            name: 'staff',
            ...STAFF,
            ...(sensor?.span && { span: sensor.span }),
            ...(sensor?.datum && { datum: sensor.datum }),
          })
        }
        data-testid="add-staff"
      >
        {t('manual.addStaff')}
      </Button>
      <Button
        variant="default"
        size="compact-sm"
        disabled={!allowed || add.isPending}
        {...(!allowed && { title: t('manual.addForbidden') })}
        onClick={() => add.mutate({ name: 'bucket', ...BUCKET })}
      >
        {t('manual.addBucket')}
      </Button>
    </div>
  )
}
