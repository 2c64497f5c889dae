import type { WarningEventView } from '@tocsin/contract'
import { useTranslation } from '../language/use-translation.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatAmount } from '../stations/amount.ts'
import { Since } from '../time/Since.tsx'
import { useTimeText } from '../time/use-site.ts'
import { computedTexts, eventWord, windowTexts } from './event-words.ts'

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
  const time = useTimeText()
  const who =
    event.by.kind === 'person'
      ? event.by.name
      : event.by.kind === 'rule'
        ? t('event.byRule', { version: event.by.version })
        : t('event.bySystem')
  const numbers = [
    ...('windows' in event ? windowTexts(t, event.windows, unit || 'mm') : []),
    ...('computed' in event ? computedTexts(t, event.computed, unit) : []),
  ]
  return (
    <li data-type={event.type}>
      <p className="timeline-what">
        <b>{t(`event.${eventWord(event)}`)}</b>
        {'level' in event && !event.type.startsWith('acknowledge') && <LevelChip level={event.level} />}
        {event.type === 'shelved' && <span>{t('event.until', { at: time.full(event.until) })}</span>}
        <span className="muted">{who}</span>
      </p>
      <p className="muted">
        <Since at={event.at} />
      </p>
      {'reason' in event && event.reason !== 'threshold' && <p>{t(`reason.${event.reason}`)}</p>}
      {(event.type === 'data-lost' || event.type === 'data-back') && (
        <p className="muted">{t('event.silentSince', { at: time.full(event.since) })}</p>
      )}
      {event.type === 'suppressed' && event.suppression.kind === 'maintenance' && (
        <>
          <p className="muted">{t('event.until', { at: time.full(event.suppression.until) })}</p>
          <p className="timeline-note">
            {t('warning.by', { name: event.suppression.by, note: event.suppression.note })}
          </p>
        </>
      )}
      {'reading' in event && event.reading && (
        <p className="muted">{t('event.reading', { value: formatAmount(event.reading.value, unit) })}</p>
      )}
      {numbers.length > 0 && <p className="muted">{numbers.join(t('comma'))}</p>}
      {'note' in event && event.note && <p className="timeline-note">{event.note}</p>}
    </li>
  )
}
