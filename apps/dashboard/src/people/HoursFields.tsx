import { Button, Checkbox, TextInput } from '@mantine/core'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { DAYS, type Span, withDay } from './hours-span.ts'

const WORKING: Span = { from: '08:00', to: '20:00' }

interface Props {
  /** Which channel, for whoever does not see it. */
  readonly number: number
  readonly hours: readonly Span[] | undefined
  readonly error: string | undefined
  onChange(hours: Span[] | undefined): void
}

/** When a channel may be used: at any time, or within spans of the day, on some days of the week. */
export function HoursFields({ number, hours, error, onChange }: Props) {
  const { t } = useTranslation()
  const spans = hours ?? []
  const set = (at: number, span: Span) => onChange(spans.map((one, index) => (index === at ? span : one)))
  return (
    <div className="hours-fields">
      <Checkbox
        label={t('people.someHours')}
        aria-label={t('people.someHoursOf', { number })}
        checked={spans.length > 0}
        onChange={(event) => onChange(event.currentTarget.checked ? [WORKING] : undefined)}
        data-testid={`hours-${number}`}
      />
      {spans.map((span, at) => (
        <div key={at} className="hours-span" data-testid="hours-span">
          <TextInput
            placeholder="08:00"
            maxLength={5}
            className="hours-time"
            aria-label={t('people.hoursFrom', { number })}
            value={span.from}
            onChange={(event) => set(at, { ...span, from: event.currentTarget.value })}
            data-testid="hours-from"
          />
          <span>–</span>
          <TextInput
            placeholder="08:00"
            maxLength={5}
            className="hours-time"
            aria-label={t('people.hoursTo', { number })}
            value={span.to}
            onChange={(event) => set(at, { ...span, to: event.currentTarget.value })}
            data-testid="hours-to"
          />
          {/* A frame around seven boxes would be more than they need. */}
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is drawn as a column of its own in a form */}
          <div className="hours-days" role="group" aria-label={t('people.hoursDays', { number })}>
            {DAYS.map((day) => (
              <label key={day} className="hours-day">
                <input
                  type="checkbox"
                  // None chosen means every day.
                  checked={span.days === undefined || span.days.length === 0 || span.days.includes(day)}
                  onChange={() => set(at, withDay(span, day))}
                />
                {t(`weekday.${day}`)}
              </label>
            ))}
          </div>
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('people.removeHours', { number, span: `${span.from}–${span.to}` })}
            onClick={() => {
              const rest = spans.filter((_, index) => index !== at)
              onChange(rest.length === 0 ? undefined : rest)
            }}
          >
            {t('system.remove')}
          </Button>
        </div>
      ))}
      {spans.length > 0 && (
        <p className="row-actions">
          <Button variant="default" size="compact-sm" onClick={() => onChange([...spans, WORKING])}>
            {t('people.addHours')}
          </Button>
          <span className="muted">{t('people.hoursMean')}</span>
        </p>
      )}
      {error !== undefined && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
