import type { Site } from '@tocsin/contract'
import { useRef } from 'react'
import { useTranslation } from '../language/use-translation.ts'
import { usePerson } from '../session/use-person.ts'
import { zoneName } from '../time/format.ts'
import { serverOffsetMs } from '../time/server-clock.ts'
import { useNow } from '../time/ticker.ts'
import { useSite, useTimeText } from '../time/use-site.ts'
import './frame.css'

/** Over less, a rate is chance. */
const SHORTEST_STRETCH = 5000

/** Readings a second between the last two answers about the site. */
function useRate(site: Site | undefined): number | undefined {
  const last = useRef<{ site: Site; rate: number | undefined }>(undefined)
  if (site === undefined) return undefined
  const before = last.current
  if (before === undefined) last.current = { site, rate: undefined }
  else if (site.now - before.site.now >= SHORTEST_STRETCH) {
    const seconds = (site.now - before.site.now) / 1000
    const readings = site.counts.readings - before.site.counts.readings
    // Counts start again with the gateway.
    last.current = { site, rate: readings >= 0 ? readings / seconds : undefined }
  }
  return last.current?.rate
}

/** The box itself: its clock, its build, what it takes in, and what it has not got round to. */
export function Footer() {
  const { t, i18n } = useTranslation()
  const site = useSite()
  const person = usePerson()
  const rate = useRate(site)
  const number = new Intl.NumberFormat(i18n.language)
  return (
    <footer className="foot">
      <SiteClock />
      {site && (
        <>
          <span data-testid="readings-rate">
            {rate === undefined
              ? t('foot.readings', { total: number.format(site.counts.readings) })
              : t('foot.rate', { rate: rate < 10 ? rate.toFixed(1) : number.format(Math.round(rate)) })}
          </span>
          <span>
            {t('foot.backlog', {
              judge: number.format(site.backlog.judge),
              history: number.format(site.backlog.history),
            })}
          </span>
          <span>{t('foot.rejected', { total: number.format(site.counts.rejected) })}</span>
          <span className="push">Tocsin {site.version}</span>
        </>
      )}
      {person && <span data-testid="signed-in-as">{person.name}</span>}
    </footer>
  )
}

function SiteClock() {
  const { t } = useTranslation()
  const now = useNow()
  const text = useTimeText()
  const ahead = Math.round(serverOffsetMs() / 1000)
  return (
    <span title={t('foot.clockMeans', { zone: text.timeZone })}>
      <time dateTime={new Date(now).toISOString()}>{text.full(now)}</time> {zoneName(text.timeZone, now)}
      {Math.abs(ahead) >= 2 && (
        <> · {t('foot.offset', { seconds: ahead > 0 ? `+${ahead}` : String(ahead) })}</>
      )}
    </span>
  )
}
