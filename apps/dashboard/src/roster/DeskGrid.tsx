import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type ShiftView } from '@tocsin/contract'
import { DUTIES } from '@tocsin/core'
import { useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { usePersonName } from '../people/use-person-name.ts'
import { useMay } from '../session/use-person.ts'
import { RemoveButton } from '../system/RemoveButton.tsx'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { type DeskRoster, dayIn, isOn } from './roster-grid.ts'
import { ShiftForm } from './ShiftForm.tsx'
import { SwapDialog } from './SwapDialog.tsx'

interface Props {
  readonly roster: DeskRoster
  readonly name: string
  /** Of all desks: two of them may change places. */
  readonly shifts: readonly ShiftView[]
}

/** One desk: a line a shift, under its day; who leads, who serves, who stands in. */
export function DeskGrid({ roster: { days }, name, shifts }: Props) {
  const { t } = useTranslation()
  const text = useTimeText()
  const today = useTimed((now) => dayIn(text.timeZone, now))
  return (
    <section className="panel" data-testid="desk">
      <div className="panel-head">
        <h2>{t('roster.desk', { name })}</h2>
      </div>
      <table className="plain roster-grid">
        <thead>
          <tr>
            <th scope="col">{t('roster.day')}</th>
            <th scope="col">{t('roster.time')}</th>
            {DUTIES.map((duty) => (
              <th key={duty} scope="col">
                {t(`roster.duty.${duty}`)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('roster.actions')}</span>
            </th>
          </tr>
        </thead>
        {days.map(({ day, shifts: ofDay }) => (
          <tbody key={day} data-today={day === today || undefined}>
            {ofDay.length === 0 ? (
              <tr className="free-day">
                <th scope="rowgroup">{dayText(t, day)}</th>
                <td colSpan={6} className="muted">
                  {t('roster.free')}
                </td>
              </tr>
            ) : (
              ofDay.map((shift, at) => (
                <ShiftLine
                  key={shift.id}
                  shift={shift}
                  shifts={shifts}
                  {...(at === 0 && { head: dayText(t, day) })}
                />
              ))
            )}
          </tbody>
        ))}
      </table>
    </section>
  )
}

/** `07-01` with the day of the week. */
function dayText(t: (key: string) => string, day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7
  return `${day.slice(5)} ${t(`weekday.${weekday}`)}`
}

interface LineProps {
  readonly shift: ShiftView
  readonly shifts: readonly ShiftView[]
  readonly head?: string
}

function ShiftLine({ shift, shifts, head }: LineProps) {
  const { t } = useTranslation()
  const text = useTimeText()
  const nameOf = usePersonName()
  const client = useQueryClient()
  const on = useTimed((now) => isOn(shift, now))
  const [begun, over] = [useTimed((now) => shift.from <= now), useTimed((now) => shift.to <= now)]
  const allowed = useMay(calls.changeShift)
  const [editing, setEditing] = useState(false)
  const remove = useMutation({
    mutationFn: () => perform(calls.deleteShift, { params: { id: shift.id } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: directoryKeys.shifts })
      void client.invalidateQueries({ queryKey: directoryKeys.rosterCheck })
    },
    onError: (error) => notify('failed', error.message),
  })
  const time = `${text.minute(shift.from)}–${text.minute(shift.to)}`
  return (
    <>
      <tr data-on={on || undefined} data-over={over || undefined} data-testid="shift-row">
        {head === undefined ? (
          <td className="day-head" />
        ) : (
          <th scope="rowgroup" className="day-head">
            {head}
          </th>
        )}
        <td className="shift-time">
          {time} {on && <span className="tag">{t('roster.now')}</span>}
        </td>
        {DUTIES.map((duty) => (
          <td key={duty} data-label={t(`roster.duty.${duty}`)} data-testid={`duty-${duty}`}>
            {shift[duty] === undefined ? <span className="muted">—</span> : nameOf(shift[duty])}
          </td>
        ))}
        <td className="shift-actions">
          {allowed && !over && (
            <div className="row-actions">
              <SwapDialog shift={shift} shifts={shifts} />
              {!begun && (
                <>
                  <Button variant="default" size="compact-sm" onClick={() => setEditing(!editing)}>
                    {t('people.change')}
                  </Button>
                  <RemoveButton name={time} pending={remove.isPending} onRemove={() => remove.mutate()} />
                </>
              )}
            </div>
          )}
        </td>
      </tr>
      {editing && (
        <tr className="shift-form">
          <td colSpan={7}>
            <ShiftForm shift={shift} desk={shift.desk} day="" onDone={() => setEditing(false)} />
          </td>
        </tr>
      )}
    </>
  )
}
