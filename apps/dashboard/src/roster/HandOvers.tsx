import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { calls, type HandOverView, type ShiftView } from '@tocsin/contract'
import { DAY } from '@tocsin/core'
import { areasQuery, directoryKeys, handOversQuery, shiftsQuery } from '../api/directory-queries.ts'
import { perform } from '../api/perform.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import '../language/people-words.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaName } from '../people/area-tree.ts'
import { useMay } from '../session/use-person.ts'
import { useTimed } from '../time/ticker.ts'
import { useTimeText } from '../time/use-site.ts'
import { HandOver } from './HandOver.tsx'
import { type Change, changesToHandOver, dayIn, instantIn } from './roster-grid.ts'

/** What one shift hands to the next: changes that are near, to open their form, then the forms, newest first. */
export function HandOvers() {
  const { t } = useTranslation()
  const { timeZone } = useTimeText()
  const today = useTimed((now) => dayIn(timeZone, now))
  const start = instantIn(timeZone, today, '00:00') ?? 0
  const shifts = useQuery(shiftsQuery(start - 2 * DAY, start + 3 * DAY)).data
  const query = useQuery(handOversQuery)
  return (
    <section className="panel" data-testid="hand-overs">
      <div className="panel-head">
        <h2>{t('handOver.title')}</h2>
      </div>
      <Loaded query={query} height={100}>
        {(handOvers) => <Forms handOvers={handOvers} shifts={shifts ?? []} />}
      </Loaded>
    </section>
  )
}

interface Props {
  readonly handOvers: readonly HandOverView[]
  readonly shifts: readonly ShiftView[]
}

function Forms({ handOvers, shifts }: Props) {
  const { t } = useTranslation()
  // Changes come with the minute; a list that is made anew each second would be another one each time.
  const minute = useTimed((now) => Math.floor(now / 60_000))
  const changes = changesToHandOver(shifts, handOvers, minute * 60_000)
  return (
    <>
      {changes.length > 0 && (
        <ul className="panel-body change-list">
          {changes.map((change) => (
            <Opening key={`${change.outgoing.id} ${change.incoming.id}`} change={change} />
          ))}
        </ul>
      )}
      {changes.length + handOvers.length === 0 && (
        <p className="empty">
          <strong>{t('handOver.none')}</strong>
          {t('handOver.noneMeans')}
        </p>
      )}
      <ul>
        {handOvers.map((handOver) => (
          <HandOver key={handOver.id} handOver={handOver} />
        ))}
      </ul>
    </>
  )
}

function Opening({ change: { outgoing, incoming } }: { readonly change: Change }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const text = useTimeText()
  const areas = useQuery(areasQuery).data?.areas ?? []
  const allowed = useMay(calls.openHandOver)
  const open = useMutation({
    mutationFn: () =>
      perform(calls.openHandOver, {
        body: { outgoing: outgoing.id, incoming: incoming.id, notes: '', done: [], undone: [] },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: directoryKeys.handOvers }),
    onError: (error) => notify('failed', error.message),
  })
  return (
    <li className="row-actions">
      <b>{areaName(areas, outgoing.desk)}</b>
      <span>
        {text.day(incoming.from)} {text.minute(incoming.from)}
      </span>
      <Button
        variant="default"
        size="compact-sm"
        disabled={!allowed}
        {...(!allowed && { title: t('forbidden.tick') })}
        loading={open.isPending}
        onClick={() => open.mutate()}
        data-testid="open-hand-over"
      >
        {t('handOver.open')}
      </Button>
    </li>
  )
}
