import type { PipelineView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { PartLine } from '../system/PartLine.tsx'

const MEGABYTE = 1_000_000

/** What all stages run on: its load, its disk, its clock, and what the gateway takes of it. */
export function Machine({ machine }: { readonly machine: PipelineView['machine'] }) {
  const { t } = useTranslation()
  const { residentBytes, cores } = machine
  const taken = (name: 'memory' | 'cores', said: string) => (
    <li key={name}>
      <b>{t(`pipeline.part.${name}`)}</b>
      <span />
      <span className="part-detail">{said}</span>
    </li>
  )
  return (
    <section className="panel" aria-labelledby="machine">
      <div className="panel-head">
        <h2 id="machine">{t('pipeline.machine')}</h2>
      </div>
      <ul className="parts">
        {(['eventLoop', 'disk', 'clock'] as const).map((name) => (
          <PartLine key={name} title={t(`pipeline.part.${name}`)} part={machine[name]} />
        ))}
        {taken('memory', t('pipeline.memory', { megabytes: Math.round(residentBytes / MEGABYTE) }))}
        {taken(
          'cores',
          cores === null ? t('pipeline.coresUnknown') : t('pipeline.cores', { cores: cores.toFixed(2) }),
        )}
      </ul>
    </section>
  )
}
