import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { importsQuery, outgoingQuery } from '../api/exchange-queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import '../language/exchange-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { SystemTabs } from '../system/SystemTabs.tsx'
import './exchange.css'
import { ImportCard } from './ImportCard.tsx'
import { ImportForm } from './ImportForm.tsx'
import { OutgoingCard } from './OutgoingCard.tsx'
import { OutgoingForm } from './OutgoingForm.tsx'

/** History that is brought in, and the systems that are told. */
export function ExchangePage() {
  const { t } = useTranslation()
  const engineer = useMay(calls.listImports)
  const administrator = useMay(calls.listOutgoing)
  const [adding, setAdding] = useState(false)
  return (
    <div className="page exchange">
      <div className="page-head">
        <h1>{t('exchange.title')}</h1>
        <SystemTabs open="exchange" />
      </div>
      <PanelBoundary name="imports">
        <section className="panel" aria-labelledby="imports">
          <div className="panel-head">
            <h2 id="imports">{t('exchange.imports')}</h2>
          </div>
          <div className="panel-body">
            <p className="muted">{t('exchange.importsMean')}</p>
            {!engineer && <p>{t('exchange.forbidden')}</p>}
          </div>
          {engineer && <ImportForm />}
          {engineer && <Imports />}
        </section>
      </PanelBoundary>
      <PanelBoundary name="outgoing">
        <section className="panel" aria-labelledby="outgoing">
          <div className="panel-head">
            <h2 id="outgoing">{t('exchange.outgoing')}</h2>
            {administrator && !adding && (
              <Button className="push" onClick={() => setAdding(true)} data-testid="new-outgoing">
                {t('exchange.add')}
              </Button>
            )}
          </div>
          <div className="panel-body">
            <p className="muted">{t('exchange.outgoingMeans')}</p>
            {!administrator && <p>{t('exchange.administratorOnly')}</p>}
          </div>
          {adding && <OutgoingForm onClose={() => setAdding(false)} />}
          {administrator && <Outgoing />}
        </section>
      </PanelBoundary>
    </div>
  )
}

function Imports() {
  const { t } = useTranslation()
  return (
    <Loaded query={useQuery(importsQuery)} height={120}>
      {(imports) =>
        imports.length === 0 ? (
          <Empty title={t('empty.importsTitle')} means={t('empty.imports')} />
        ) : (
          <ul className="exchange-list" aria-label={t('exchange.list')}>
            {imports.map((view) => (
              <ImportCard key={view.id} view={view} />
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}

function Outgoing() {
  const { t } = useTranslation()
  return (
    <Loaded query={useQuery(outgoingQuery)} height={120}>
      {(targets) =>
        targets.length === 0 ? (
          <Empty title={t('exchange.noOutgoing')} means={t('empty.outgoing')} />
        ) : (
          targets.map((view) => <OutgoingCard key={view.id} view={view} />)
        )
      }
    </Loaded>
  )
}
