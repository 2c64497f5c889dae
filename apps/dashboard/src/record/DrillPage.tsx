import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { DrillView, FiguresView } from '@tocsin/contract'
import { drillQuery } from '../api/record-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import '../language/record-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useTimeText } from '../time/use-site.ts'
import { Bands, ByChannel, ByVillage } from './Figures.tsx'
import { Files } from './Files.tsx'
import { percent } from './figure-text.ts'
import { NotAnswered } from './NotAnswered.tsx'
import { RecordHead } from './RecordHead.tsx'
import { Rounds } from './Rounds.tsx'
import { tookText } from './took.ts'
import './record.css'

const route = getRouteApi('/frame/callouts/$id/drill')

/** 演练报告: who answered, how fast, who did not, beside the last drill of the same area. */
export function DrillPage() {
  const { t } = useTranslation()
  const { id } = route.useParams()
  const query = useQuery(drillQuery(id))
  return (
    <div className="page record" data-testid="drill-report">
      <Loaded query={query} height={400}>
        {(drill) => (
          <>
            <RecordHead record={drill} title="drill.title">
              <Link to="/callouts/$id" params={{ id }}>
                {t('record.backCallout')}
              </Link>
              <Files
                links={[
                  { word: 'drill', href: `/api/callouts/${id}/drill.docx` },
                  { word: 'drillCsv', href: `/api/callouts/${id}/drill.csv` },
                ]}
              />
            </RecordHead>
            <Comparison drill={drill} />
            <PanelBoundary name="distribution">
              <Bands figures={drill.figures} />
            </PanelBoundary>
            <NotAnswered record={drill} />
            <ByVillage figures={drill.figures} names={drill.names} />
            <ByChannel figures={drill.figures} knows={drill.knows} />
            <PanelBoundary name="people">
              <Rounds record={drill} />
            </PanelBoundary>
          </>
        )}
      </Loaded>
    </div>
  )
}

const ROWS: readonly { readonly word: string; of(figures: FiguresView): string | number }[] = [
  { word: 'called', of: ({ called }) => called },
  { word: 'answered', of: ({ answered }) => answered },
  { word: 'rate', of: ({ answered, called }) => percent(answered, called) },
  { word: 'cannot', of: ({ cannot }) => cannot },
  { word: 'silent', of: ({ silent }) => silent },
  { word: 'median', of: ({ took }) => tookText(took.median) },
  { word: 'most95', of: ({ took }) => tookText(took.most95) },
  { word: 'slowest', of: ({ took }) => tookText(took.slowest) },
  { word: 'firstAnswer', of: ({ firstAnswer }) => tookText(firstAnswer.median) },
  { word: 'quorum', of: ({ quorum }) => tookText(quorum.slowest) },
]

function Comparison({ drill: { figures, previous } }: { drill: DrillView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  return (
    <section className="panel" aria-labelledby="figures">
      <div className="panel-head">
        <h2 id="figures">{t('drill.figure')}</h2>
        <span className="muted">
          {previous === null ? (
            t('drill.noPrevious')
          ) : (
            <Link to="/callouts/$id/drill" params={{ id: previous.id }}>
              {t('drill.previous', { time: time.full(previous.startedAt) })}
            </Link>
          )}
        </span>
        <span className="muted push">{t('drill.means')}</span>
      </div>
      <ScrollRegion label={t('drill.figure')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('drill.figure')}</th>
              <th scope="col">{t('drill.this')}</th>
              <th scope="col">{t('drill.last')}</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ word, of }) => (
              <tr key={word}>
                <th scope="row">{t(`drill.${word}`)}</th>
                <td data-testid={`drill-${word}`}>{of(figures)}</td>
                <td>{previous === null ? '—' : of(previous.figures)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}
