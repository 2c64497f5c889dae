import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type ShiftView } from '@tocsin/contract'
import { DUTIES, type Duty } from '@tocsin/core'
import { useState } from 'react'
import { areasQuery, directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaName } from '../people/area-tree.ts'
import { PersonChoice } from '../people/Choices.tsx'
import { fieldErrors } from '../rules/field-errors.ts'
import { serverNow } from '../time/server-clock.ts'
import { useTimeText } from '../time/use-site.ts'
import { placesOf } from './swap-places.ts'

interface Props {
  readonly shift: ShiftView
  readonly shifts: readonly ShiftView[]
}

/** 换班: somebody takes a duty over, or two change places; one entry, with its reason. */
export function SwapDialog({ shift, shifts }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const text = useTimeText()
  const areas = useQuery(areasQuery).data?.areas ?? []
  const [asked, setAsked] = useState(false)
  const [duty, setDuty] = useState<Duty>('officer')
  const [person, setPerson] = useState<string | null>(null)
  const [other, setOther] = useState('')
  const places = person === null ? [] : placesOf(shifts, person, shift.id, serverNow())
  const place = places.find(({ key }) => key === other)
  const swap = useMutation({
    mutationFn: (reason: string) =>
      perform(calls.swapDuty, {
        params: { id: shift.id },
        body: {
          duty,
          person,
          ...(place && { other: { shift: place.shift.id, duty: place.duty } }),
          reason,
        },
      }),
    onSuccess() {
      for (const queryKey of [directoryKeys.shifts, directoryKeys.swaps, directoryKeys.rosterCheck]) {
        void client.invalidateQueries({ queryKey })
      }
      notify('done', t('roster.swapped'))
      setAsked(false)
    },
  })
  const faults = Object.values(fieldErrors(swap.error))
  const close = () => {
    setAsked(false)
    swap.reset()
  }
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setAsked(true)} data-testid="swap">
        {t('roster.swap')}
      </Button>
      <ReasonDialog
        title={t('roster.swapTitle', {
          time: `${text.day(shift.from)} ${text.minute(shift.from)}–${text.minute(shift.to)}`,
        })}
        confirm={t('roster.swapNow')}
        opened={asked}
        pending={swap.isPending}
        refusal={
          swap.error === null ? undefined : faults.length > 0 ? faults.join(' · ') : swap.error.message
        }
        onClose={close}
        onConfirm={(reason) => swap.mutate(reason)}
      >
        <NativeSelect
          label={t('roster.swapDuty')}
          value={duty}
          data={DUTIES.map((value) => ({ value, label: t(`roster.duty.${value}`) }))}
          onChange={(event) => setDuty(event.currentTarget.value as Duty)}
        />
        <PersonChoice
          label={t('roster.swapPerson')}
          value={person}
          onChange={(id) => {
            setPerson(id)
            setOther('')
          }}
          testId="swap-person"
        />
        {places.length > 0 && (
          <NativeSelect
            label={t('roster.swapOther')}
            value={other}
            data={[
              { value: '', label: t('roster.swapTakesOver') },
              ...places.map(({ key, shift: at, duty: of }) => ({
                value: key,
                label: t('roster.swapPlace', {
                  desk: areaName(areas, at.desk),
                  time: `${text.day(at.from)} ${text.minute(at.from)}–${text.minute(at.to)}`,
                  duty: t(`roster.duty.${of}`),
                }),
              })),
            ]}
            onChange={(event) => setOther(event.currentTarget.value)}
          />
        )}
      </ReasonDialog>
    </>
  )
}
