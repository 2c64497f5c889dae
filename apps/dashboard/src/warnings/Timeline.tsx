import type { WarningEventView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatAmount } from '../stations/amount.ts'
import { Since } from '../time/Since.tsx'

/** What happened, oldest first, each with who and when. */
export function Timeline({ events, unit }: { events: readonly WarningEventView[]; unit: string }) {
  return (
    <ol className="timeline" data-testid="timeline">
      {events.map((event) => (
        <Entry key={event.id} event={event} unit={unit} />
      ))}
    </ol>
  )
}

function Entry({ event, unit }: { event: WarningEventView; unit: string }) {
  const { t } = useTranslation()
  const who =
    event.by.kind === 'person'
      ? event.by.name
      : event.by.kind === 'rule'
        ? t('event.byRule', { version: event.by.version })
        : t('event.bySystem')
  const windows = 'windows' in event && event.windows ? Object.entries(event.windows) : []
  return (
    <li data-type={event.type}>
      <p className="timeline-what">
        <b>{t(`event.${event.type}`)}</b>
        {'level' in event && event.type !== 'acknowledged' && <LevelChip level={event.level} />}
        <span className="muted">{who}</span>
      </p>
      <p className="muted">
        <Since at={event.at} />
      </p>
      {'reason' in event && event.reason !== 'threshold' && <p>{t(`reason.${event.reason}`)}</p>}
      {'reading' in event && event.reading && (
        <p className="muted">{t('event.reading', { value: formatAmount(event.reading.value, unit) })}</p>
      )}
      {windows.length > 0 && (
        <p className="muted">
          {windows
            .map(([window, sum]) => `${windowText(t, window)} ${formatAmount(sum, unit || 'mm')}`)
            .join(t('comma'))}
        </p>
      )}
      {'note' in event && event.note && <p className="timeline-note">{event.note}</p>}
    </li>
  )
}
