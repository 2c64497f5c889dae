import type { CalloutWithLedger } from '@tocsin/contract'
import { memo } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { newestLines } from './ledger-model.ts'
import { lineText, type Spoken } from './ledger-words.ts'

/** What happened, in words, the newest first. */
export function LedgerLines({ callout }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  const text = useTimeText()
  const villages = new Map(callout.tracks.map(({ village, name }) => [village, name]))
  const spoken: Spoken = {
    t,
    nameOf: (id) => callout.names[id] ?? villages.get(id) ?? id,
    time: text.time,
  }
  const lines = newestLines(callout.ledger)
  return (
    <section className="panel" aria-labelledby="ledger">
      <div className="panel-head">
        <h2 id="ledger">{t('ledger.lines')}</h2>
      </div>
      {lines.length === 0 ? (
        <p className="empty">{t('ledger.noLines')}</p>
      ) : (
        <ol className="ledger" data-testid="ledger">
          {lines.map((line, index) => (
            <Line key={lines.length - index} type={line.type} at={line.at} words={lineText(line, spoken)} />
          ))}
        </ol>
      )}
    </section>
  )
}

/** Written once: what has happened does not change. */
const Line = memo(function Line({ type, at, words }: { type: string; at: number; words: string }) {
  return (
    <li data-type={type}>
      <LineTime at={at} />
      <span>{words}</span>
    </li>
  )
})

function LineTime({ at }: { at: number }) {
  const text = useTimeText()
  const moment = useTimed((now) => text.moment(at, now))
  return (
    <time dateTime={new Date(at).toISOString()} title={text.full(at)} className="muted">
      {moment}
    </time>
  )
}
