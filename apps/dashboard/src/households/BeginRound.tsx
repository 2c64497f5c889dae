import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls } from '@tocsin/contract'
import { useState } from 'react'
import { areasQuery, directoryKeys } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { notify } from '../frame/notices.ts'
import { ReasonDialog } from '../frame/ReasonDialog.tsx'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaTrail } from '../people/area-tree.ts'
import { useMay } from '../session/use-person.ts'

interface Props {
  /** Null while no area is chosen: a round is begun for one. */
  readonly area: string | null
  readonly households: number
}

/** A new flood: what was ticked before counts no longer. Asked twice, with what for. */
export function BeginRound({ area, households }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const allowed = useMay(calls.beginRound)
  const areas = useQuery(areasQuery).data?.areas ?? []
  const [asked, setAsked] = useState(false)
  const begin = useMutation({
    mutationFn: (note: string) => perform(calls.beginRound, { body: { area: area ?? '', note } }),
    onSuccess(begun) {
      void client.invalidateQueries({ queryKey: directoryKeys.households })
      notify('done', t('household.roundBegun', { count: begun.households }))
      setAsked(false)
    },
  })
  const why = !allowed ? t('forbidden.roster') : area === null ? t('household.roundNeedsArea') : undefined
  return (
    <span className="row-actions begin-round">
      <Button
        variant="default"
        disabled={why !== undefined || households === 0}
        onClick={() => setAsked(true)}
        data-testid="begin-round"
      >
        {t('household.beginRound')}
      </Button>
      {why !== undefined && <span className="muted">{why}</span>}
      <ReasonDialog
        title={t('household.beginRoundIn', { area: area === null ? '' : areaTrail(areas, area) })}
        confirm={t('household.beginRoundNow')}
        opened={asked}
        pending={begin.isPending}
        refusal={begin.error?.message}
        onClose={() => {
          setAsked(false)
          begin.reset()
        }}
        onConfirm={(note) => begin.mutate(note)}
      >
        <p>{t('household.roundMeans', { count: households })}</p>
      </ReasonDialog>
    </span>
  )
}
