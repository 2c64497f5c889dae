import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { deviceProfilesQuery, stationsQuery } from '../api/queries.ts'
import { examplesQuery, rejectedFrameQuery, strangerFrameQuery } from '../api/workbench-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/workbench-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { StationsTabs } from '../stations/StationsTabs.tsx'
import { useTimeText } from '../time/use-site.ts'
import { Bench, type Given } from './Bench.tsx'
import './workbench.css'

const route = getRouteApi('/frame/workbench')

/** The decode workbench: a frame is pasted, or comes from the list of what was rejected. */
export function WorkbenchPage() {
  const { t } = useTranslation()
  const allowed = useMay(calls.listExampleFrames)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('workbench.title')}</h1>
        <StationsTabs current="workbench" />
      </div>
      <PanelBoundary name="workbench">
        {allowed ? <Source /> : <p className="panel empty">{t('workbench.forbidden')}</p>}
      </PanelBoundary>
    </div>
  )
}

/** What the address says is to be opened. */
function Source() {
  const { frame, protocol, code = '', address } = route.useSearch()
  if (frame !== undefined) return <Rejected id={frame} />
  if (protocol !== undefined && address !== undefined) return <OfStranger {...{ protocol, code, address }} />
  return <WithStations key="nothing" given={undefined} />
}

function Rejected({ id }: { readonly id: number }) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <Loaded query={useQuery(rejectedFrameQuery(id))} height={300}>
      {({ at, station, dialect, hex }) => (
        <WithStations
          key={id}
          given={{
            dialect,
            hex,
            receivedAt: at,
            station,
            from: t('workbench.from_rejection', { at: time.full(at), station }),
          }}
        />
      )}
    </Loaded>
  )
}

function OfStranger(who: Parameters<typeof ofStranger>[0]) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <Loaded query={useQuery(ofStranger(who))} height={300}>
      {({ at, dialect, hex }) => (
        <WithStations
          key={`${who.protocol} ${who.code} ${who.address}`}
          given={{
            dialect,
            hex,
            receivedAt: at,
            station: undefined,
            from: t('workbench.from_stranger', { at: time.full(at), address: who.address }),
          }}
        />
      )}
    </Loaded>
  )
}

function ofStranger({ protocol, code, address }: StrangerOf) {
  return strangerFrameQuery(protocol, code, address)
}
interface StrangerOf {
  readonly protocol: Parameters<typeof strangerFrameQuery>[0]
  readonly code: string
  readonly address: string
}

function WithStations({ given }: { readonly given: Given | undefined }) {
  const stations = useQuery(stationsQuery)
  const profiles = useQuery(deviceProfilesQuery)
  const examples = useQuery(examplesQuery)
  return (
    <Loaded query={profiles} height={300}>
      {(known) => (
        <Bench given={given} stations={stations.data ?? []} profiles={known} examples={examples.data ?? []} />
      )}
    </Loaded>
  )
}
