import { useQuery } from '@tanstack/react-query'
import type { WarningView } from '@tocsin/contract'
import { HOUR } from '@tocsin/core'
import { manualReportsQuery } from '../api/manual-queries.ts'
import { stationsQuery } from '../api/queries.ts'
import '../language/manual-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Report } from './ManualReports.tsx'
import './manual.css'

/** What was seen shortly before a warning still belongs to it. */
const BEFORE = 6 * HOUR
const SHOWN = 20

/** What people on the spot wrote around a warning: who, when, and what. Nothing where nobody did. */
export function WatcherNotes({ warning }: { warning: Pick<WarningView, 'area' | 'raisedAt'> }) {
  const { t } = useTranslation()
  const { area, raisedAt } = warning
  const query = useQuery(manualReportsQuery({ area, notes: 'yes', from: raisedAt - BEFORE, limit: SHOWN }))
  const stations = useQuery(stationsQuery).data ?? []
  const reports = query.data ?? []
  if (reports.length === 0) return null
  return (
    <section className="detail-part" data-testid="watcher-notes">
      <h2>{t('manual.notes')}</h2>
      <ul className="manual-list">
        {reports.map((report) => (
          <Report
            key={report.id}
            report={report}
            station={stations.find(({ id }) => id === report.station)}
          />
        ))}
      </ul>
    </section>
  )
}
