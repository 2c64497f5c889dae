import type { CalloutWithLedger } from '@tocsin/contract'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { Since } from '../time/Since.tsx'
import { useTimed } from '../time/ticker.ts'
import { countdownText } from './callout-order.ts'

type Track = CalloutWithLedger['tracks'][number]

/** Each village goes its own way through the steps; those that are not covered come first. */
export function Villages({ callout }: { callout: CalloutWithLedger }) {
  const { t } = useTranslation()
  if (callout.tracks.length === 0) return null
  const place = (track: Track) => (track.covered ? (track.metAt === null ? 1 : 2) : 0)
  const tracks = callout.tracks.toSorted((a, b) => place(a) - place(b))
  return (
    <section className="panel" aria-labelledby="villages">
      <div className="panel-head">
        <h2 id="villages">{t('ledger.villages')}</h2>
      </div>
      <ScrollRegion label={t('ledger.villages')}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t('ledger.village')}</th>
              <th scope="col">{t('ledger.villageState')}</th>
            </tr>
          </thead>
          <tbody>
            {tracks.map((track) => (
              <tr key={track.village} data-testid="village">
                <th scope="row">{track.name}</th>
                <td>
                  <Standing track={track} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  )
}

function Standing({ track: { covered, metAt, nextAt, step } }: { track: Track }) {
  const { t } = useTranslation()
  const left = useTimed((now) => (nextAt === null || nextAt <= now ? '' : countdownText(nextAt, now)))
  if (!covered) return <span className="silent-count">{t('ledger.uncovered')}</span>
  if (metAt !== null) {
    return (
      <>
        {t('ledger.met')} · <Since at={metAt} />
      </>
    )
  }
  return (
    <>
      {t('ledger.notMet', { step: step + 1 })}
      {left !== '' && ` · ${t('callouts.next', { time: left })}`}
    </>
  )
}
