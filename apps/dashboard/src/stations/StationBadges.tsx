import { IconPlugConnectedX } from '@tabler/icons-react'
import type { StationView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { lastHeard } from '../live/last-heard.ts'
import { shortAge } from '../time/format.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'

/** What is wrong with the station itself: away, wrong clock, impossible values, frames nobody can read. */
export function StationBadges({ station }: { station: StationView }) {
  const { t } = useTranslation()
  const time = useTimeText()
  // Nobody is connected where only people read.
  const isManual = station.datastreams.every(({ manual }) => manual === true)
  const silent = useTimed((now) => {
    const at = lastHeard(station)
    return at === null ? '' : shortAge(now - at)
  })
  return (
    <>
      {!station.connected && !isManual && (
        <span className="tag" data-tone="offline" data-testid="station-offline">
          <IconPlugConnectedX size={13} aria-hidden="true" />
          {silent === '' ? t('station.neverSeen') : t('station.offline', { age: silent })}
        </span>
      )}
      {station.faults.map(({ kind, since, detail }) => (
        <span
          key={kind}
          className="tag"
          data-tone="fault"
          data-testid={`fault-${kind}`}
          title={t('station.faultSince', { detail, at: time.full(since) })}
        >
          {t(`fault.${kind}`)}
        </span>
      ))}
    </>
  )
}
