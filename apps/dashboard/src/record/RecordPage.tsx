import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { RecordView } from '@tocsin/contract'
import { recordQuery } from '../api/record-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/record-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { Course } from './Course.tsx'
import { Files } from './Files.tsx'
import { Intervals } from './Intervals.tsx'
import { Moved } from './Moved.tsx'
import { NotAnswered } from './NotAnswered.tsx'
import { RecordHead } from './RecordHead.tsx'
import { Rounds, Told } from './Rounds.tsx'
import { Series } from './Series.tsx'
import './record.css'

const ofWarning = getRouteApi('/frame/warnings/$id/record')
const ofCallout = getRouteApi('/frame/callouts/$id/record')

/** 事后记录 of a warning: rain, threshold, calls, answers, end, with the times between. */
export function WarningRecordPage() {
  const { id } = ofWarning.useParams()
  const { t } = useTranslation()
  const query = useQuery(recordQuery('warning', id))
  return (
    <div className="page record" data-testid="record">
      <Loaded query={query} height={400}>
        {(record) => (
          <Record record={record}>
            <Link to="/warnings/$id" params={{ id }}>
              {t('record.back')}
            </Link>
          </Record>
        )}
      </Loaded>
    </div>
  )
}

/** The same of a call-out by hand. */
export function CalloutRecordPage() {
  const { id } = ofCallout.useParams()
  const { t } = useTranslation()
  const query = useQuery(recordQuery('callout', id))
  return (
    <div className="page record" data-testid="record">
      <Loaded query={query} height={400}>
        {(record) => (
          <Record record={record}>
            <Link to="/callouts/$id" params={{ id }}>
              {t('record.backCallout')}
            </Link>
          </Record>
        )}
      </Loaded>
    </div>
  )
}

function Record({ record, children }: { record: RecordView; children: React.ReactNode }) {
  const base = record.warning === null ? `/api/callouts/${record.id}` : `/api/warnings/${record.id}`
  return (
    <>
      <RecordHead record={record} title="record.title">
        {children}
        <Files
          links={[
            { word: 'form', href: `${base}/record.docx?kind=callout` },
            { word: 'followUp', href: `${base}/record.docx?kind=follow-up` },
            { word: 'csv', href: `${base}/record.csv` },
            { word: 'formFull', href: `${base}/record.docx?kind=callout&numbers=full`, role: 'duty-officer' },
          ]}
        />
      </RecordHead>
      <PanelBoundary name="times">
        <Intervals record={record} />
      </PanelBoundary>
      <NotAnswered record={record} />
      <PanelBoundary name="series">
        <Series record={record} />
      </PanelBoundary>
      <PanelBoundary name="people">
        <Rounds record={record} />
      </PanelBoundary>
      <Moved record={record} />
      <Told record={record} />
      <PanelBoundary name="course">
        <Course record={record} />
      </PanelBoundary>
    </>
  )
}
