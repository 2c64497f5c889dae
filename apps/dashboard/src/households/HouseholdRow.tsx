import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { calls, type HouseholdView } from '@tocsin/contract'
import { TICKS, type Tick } from '@tocsin/core'
import { useState } from 'react'
import { directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { DeleteWithReason } from '../frame/DeleteWithReason.tsx'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { usePersonName } from '../people/use-person-name.ts'
import { useMay } from '../session/use-person.ts'
import { useNow } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { HouseholdForm } from './HouseholdForm.tsx'
import { isTicked } from './household-zones.ts'

/** One household: who helps, what the helper must know, where to, and its three ticks. */
export function HouseholdRow({ household }: { readonly household: HouseholdView }) {
  const { t } = useTranslation()
  const nameOf = usePersonName()
  const allowed = useMay(calls.changeHousehold)
  const [editing, setEditing] = useState(false)
  if (editing) {
    return (
      <li>
        <HouseholdForm household={household} area={household.area} onDone={() => setEditing(false)} />
      </li>
    )
  }
  const { name, persons, special, specialNeeds, helper, destination } = household
  return (
    <li className="household-row" data-testid="household-row" data-household={name}>
      <div className="household-who">
        <p>
          <b>{name}</b> {t('household.persons', { count: persons })}
        </p>
        {special && <p className="special-needs">{specialNeeds ?? t('household.specialHidden')}</p>}
      </div>
      <dl className="household-facts">
        <div className="household-fact">
          <dt>{t('household.helper')}</dt>
          <dd>{helper === undefined ? t('directory.nobody') : nameOf(helper)}</dd>
        </div>
        <div className="household-fact">
          <dt>{t('household.destination')}</dt>
          <dd>{destination ?? '—'}</dd>
        </div>
      </dl>
      <div className="ticks">
        {TICKS.map((tick) => (
          <TickBox key={tick} household={household} tick={tick} />
        ))}
      </div>
      {allowed && (
        <div className="row-actions">
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('people.changeName', { name })}
            onClick={() => setEditing(true)}
          >
            {t('people.change')}
          </Button>
          <RemoveHousehold household={household} />
        </div>
      )}
    </li>
  )
}

/** One tick, set or taken back; who did it and when stands below. */
function TickBox({ household, tick }: { readonly household: HouseholdView; readonly tick: Tick }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.tickHousehold)
  const text = useTimeText()
  const now = useNow()
  const done = isTicked(household, tick)
  const entry = household.standing[tick]
  const set = useMutation({
    mutationFn: () =>
      perform(calls.tickHousehold, { params: { id: household.id }, body: { tick, done: !done } }),
    onSettled: () => client.invalidateQueries({ queryKey: directoryKeys.households }),
    onError: (error) => notify('failed', error.message),
  })
  return (
    <label className="tick" data-done={done || undefined}>
      <input
        type="checkbox"
        checked={done}
        disabled={!allowed}
        // Not disabled meanwhile: that would take the focus from whoever ticks by keyboard.
        aria-busy={set.isPending}
        {...(!allowed && { title: t('forbidden.tick') })}
        onChange={() => !set.isPending && set.mutate()}
        data-testid={`tick-${tick}`}
      />
      <span>
        {t(`household.tick.${tick}`)}
        <span className="tick-when">
          {done && entry ? `${text.shortMoment(entry.at, now)} ${entry.by.name}` : ''}
        </span>
      </span>
    </label>
  )
}

function RemoveHousehold({ household }: { readonly household: HouseholdView }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return (
    <DeleteWithReason
      title={t('system.removeName', { name: household.name })}
      word={t('system.remove')}
      confirm={t('system.removeNow')}
      small
      remove={(reason) => perform(calls.deleteHousehold, { params: { id: household.id }, query: { reason } })}
      onRemoved={() => void client.invalidateQueries({ queryKey: directoryKeys.households })}
    >
      <p className="muted">{t('household.removeMeans')}</p>
    </DeleteWithReason>
  )
}
