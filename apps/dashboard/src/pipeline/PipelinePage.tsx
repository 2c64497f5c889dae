import { useQuery } from '@tanstack/react-query'
import type { PipelineView } from '@tocsin/contract'
import { pipelineQuery } from '../api/pipeline-query.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/pipeline-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { SystemTabs } from '../system/SystemTabs.tsx'
import '../system/system.css'
import { Since } from '../time/Since.tsx'
import { Machine } from './Machine.tsx'
import './pipeline.css'
import { StageRow } from './StageRow.tsx'
import { troubles } from './stage-text.ts'

/** The way of a reading, stage by stage, as it is now: whether each works, how much passes, what waits, what went wrong, and what to do. */
export function PipelinePage() {
  const { t } = useTranslation()
  const query = useQuery(pipelineQuery)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.system')}</h1>
        <SystemTabs open="pipeline" />
      </div>
      <PanelBoundary name="stages">
        <section className="panel" aria-labelledby="stages">
          <Loaded query={query} height={640}>
            {(view) => <Stages view={view} />}
          </Loaded>
        </section>
      </PanelBoundary>
      {query.data !== undefined && (
        <PanelBoundary name="machine">
          <Machine machine={query.data.machine} />
        </PanelBoundary>
      )}
    </div>
  )
}

function Stages({ view }: { readonly view: PipelineView }) {
  const { t } = useTranslation()
  const count = troubles(view)
  return (
    <>
      <div className="panel-head">
        <h2 id="stages" data-testid="pipeline-head" role="status">
          {count === 0 ? t('pipeline.allWell') : t('pipeline.trouble', { count })}
        </h2>
        <span className="muted push">
          {t('pipeline.since')} <Since at={view.startedAt} />
        </span>
      </div>
      <p className="pipeline-lead muted">{t('pipeline.lead')}</p>
      <table className="plain stages">
        <thead>
          <tr>
            {(['stage', 'state', 'rate', 'trend', 'waiting', 'took', 'errors'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`pipeline.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {view.stages.map((one) => (
            <StageRow key={one.stage} view={one} />
          ))}
        </tbody>
      </table>
    </>
  )
}
