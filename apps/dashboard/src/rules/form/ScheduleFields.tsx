import { Button, Checkbox, Chip, TextInput } from '@mantine/core'
import { useTranslation } from '../../language/use-translation.ts'
import { useTimeText } from '../../time/use-site.ts'
import type { HoursDraft, ScheduleDraft, SeasonDraft } from '../draft/rule-draft.ts'
import { Fault } from './Fault.tsx'
import type { RuleFormState } from './form.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const

/** When the rule may raise: seasons with their dates, hours with their days; at any time without either. */
export function ScheduleFields({ form }: { form: RuleFormState }) {
  const { t } = useTranslation()
  const { timeZone } = useTimeText()
  const { schedule } = form.draft
  const change = (part: Partial<ScheduleDraft>) =>
    schedule !== null && form.set({ schedule: { ...schedule, ...part } })
  return (
    <fieldset>
      <legend>{t('rule.schedule')}</legend>
      <Checkbox
        label={t('rule.scheduled')}
        checked={schedule !== null}
        onChange={(event) =>
          form.set({
            schedule: event.currentTarget.checked
              ? { zone: timeZone, seasons: [{ from: '05-01', to: '09-30' }], hours: [] }
              : null,
          })
        }
        data-testid="rule-scheduled"
      />
      {schedule !== null && (
        <>
          <p className="muted">{t('rule.scheduleMeans')}</p>
          <div className="form-row">
            <TextInput
              label={t('rule.zone')}
              value={schedule.zone}
              error={form.at('schedule.zone')}
              onChange={(event) => change({ zone: event.currentTarget.value })}
            />
          </div>
          <Spans
            form={form}
            path="schedule.seasons"
            words="season"
            spans={schedule.seasons}
            onChange={(seasons) => change({ seasons })}
            fresh={{ from: '05-01', to: '09-30' }}
          />
          <Spans
            form={form}
            path="schedule.hours"
            words="hours"
            spans={schedule.hours}
            onChange={(hours) => change({ hours: hours.map((one) => ({ days: [], ...one })) })}
            fresh={{ from: '22:00', to: '06:00' }}
          />
        </>
      )}
    </fieldset>
  )
}

interface SpansProps {
  readonly form: RuleFormState
  readonly path: string
  readonly words: 'season' | 'hours'
  readonly spans: readonly (SeasonDraft | HoursDraft)[]
  onChange(spans: readonly (SeasonDraft & Partial<HoursDraft>)[]): void
  readonly fresh: SeasonDraft
}

function Spans({ form, path, words, spans, onChange, fresh }: SpansProps) {
  const { t } = useTranslation()
  const set = (index: number, part: Partial<HoursDraft>) =>
    onChange(spans.map((one, at) => (at === index ? { ...one, ...part } : one)))
  return (
    <>
      {spans.map((span, index) => (
        <div key={index} className="span-row">
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              label={t(`rule.${words}.${end}`)}
              value={span[end]}
              placeholder={fresh[end]}
              error={form.at(`${path}.${index}.${end}`)}
              onChange={(event) => set(index, { [end]: event.currentTarget.value })}
            />
          ))}
          {'days' in span && (
            <Chip.Group
              multiple
              value={span.days.map(String)}
              onChange={(days) => set(index, { days: days.map(Number) })}
            >
              <fieldset className="days" aria-label={t('rule.days')}>
                {DAYS.map((day) => (
                  <Chip key={day} value={String(day)} size="xs">
                    {t(`rule.day.${day}`)}
                  </Chip>
                ))}
              </fieldset>
            </Chip.Group>
          )}
          <Button variant="default" onClick={() => onChange(spans.filter((_, at) => at !== index))}>
            {t('system.remove')}
          </Button>
          <Fault>{form.at(`${path}.${index}`) ?? form.at(`${path}.${index}.days`)}</Fault>
        </div>
      ))}
      <p>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => onChange([...spans, words === 'hours' ? { ...fresh, days: [] } : fresh])}
        >
          {t(`rule.${words}.add`)}
        </Button>
      </p>
    </>
  )
}
