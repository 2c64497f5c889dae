import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type CountyStationView, calls } from '@tocsin/contract'
import { formatDuration } from '@tocsin/core'
import { useState } from 'react'
import { countyQuery, countyStationsQuery } from '../api/county-queries.ts'
import { perform } from '../api/perform.ts'
import { keys } from '../api/queries.ts'
import { AreaInput } from '../callouts/AreaInput.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { notify } from '../frame/notices.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { term, windowText } from '../language/words.ts'
import { Since } from '../time/Since.tsx'

/** The stations of a database: what each is, what it would measure, and whether it has been adopted. */
export function Offers({ id, area: usual }: { id: string; area: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(countyStationsQuery(id))
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [area, setArea] = useState(usual)
  const [search, setSearch] = useState('')
  const adopt = useMutation({
    mutationFn: (codes: readonly string[]) =>
      perform(calls.adoptCountyStations, {
        params: { id },
        body: { stations: codes.map((code) => ({ code, area })) },
      }),
    onSuccess({ adopted, refused }) {
      setChosen(new Set())
      void client.invalidateQueries({ queryKey: countyStationsQuery(id).queryKey })
      void client.invalidateQueries({ queryKey: countyQuery.queryKey })
      void client.invalidateQueries({ queryKey: keys.stations })
      if (adopted.length > 0) notify('done', t('county.doneAdopting', { count: adopted.length }))
      for (const { code, reason } of refused) notify('failed', t('county.refusedAdopting', { code, reason }))
    },
    onError: (error) => notify('failed', error.message),
  })
  const choose = (code: string, isChosen: boolean) => {
    const next = new Set(chosen)
    if (isChosen) next.add(code)
    else next.delete(code)
    setChosen(next)
  }
  return (
    <Loaded query={query} height={200}>
      {(stations) => {
        const shown = stations.filter(({ code, name, river }) =>
          [code, name, river].some((text) => text.toLowerCase().includes(search.trim().toLowerCase())),
        )
        const free = shown.filter((one) => one.adopted === null && one.measures.length > 0)
        if (stations.length === 0) return <p className="empty">{t('county.noOffers')}</p>
        return (
          <>
            <div className="county-choose">
              <TextInput
                type="search"
                aria-label={t('county.search')}
                placeholder={t('county.search')}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
              />
              <Checkbox
                label={t('county.selectAll')}
                disabled={free.length === 0}
                checked={free.length > 0 && free.every(({ code }) => chosen.has(code))}
                onChange={(event) =>
                  setChosen(new Set(event.currentTarget.checked ? free.map(({ code }) => code) : []))
                }
                data-testid="offer-all"
              />
              <AreaInput label={t('county.area')} value={area} onChange={setArea} testId="offer-area" />
              <Button
                disabled={chosen.size === 0}
                loading={adopt.isPending}
                onClick={() => adopt.mutate([...chosen])}
                data-testid="adopt-chosen"
              >
                {t('county.adoptAll', { count: chosen.size })}
              </Button>
            </div>
            <ScrollRegion label={t('county.offers')}>
              <table className="plain" data-testid="offers">
                <thead>
                  <tr>
                    <th scope="col">{t('county.code')}</th>
                    <th scope="col">{t('county.name')}</th>
                    <th scope="col">{t('county.type')}</th>
                    <th scope="col">{t('county.measures')}</th>
                    <th scope="col">{t('county.position')}</th>
                    <th scope="col">{t('county.adopt')}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((station) => (
                    <Offer
                      key={station.code}
                      station={station}
                      chosen={chosen.has(station.code)}
                      busy={adopt.isPending}
                      onChoose={(isChosen) => choose(station.code, isChosen)}
                      onAdopt={() => adopt.mutate([station.code])}
                    />
                  ))}
                </tbody>
              </table>
            </ScrollRegion>
          </>
        )
      }}
    </Loaded>
  )
}

interface OfferProps {
  readonly station: CountyStationView
  readonly chosen: boolean
  readonly busy: boolean
  onChoose(isChosen: boolean): void
  onAdopt(): void
}

function Offer({ station, chosen, busy, onChoose, onAdopt }: OfferProps) {
  const { t } = useTranslation()
  const { code, name, type, river, position, measures, adopted } = station
  const isFree = adopted === null && measures.length > 0
  return (
    <tr data-testid="offer" data-code={code}>
      <td>
        <span className="county-pick">
          {isFree && (
            <Checkbox
              aria-label={t('county.select', { name })}
              checked={chosen}
              onChange={(event) => onChoose(event.currentTarget.checked)}
            />
          )}
          <code>{code}</code>
        </span>
      </td>
      <td>
        {name}
        {river !== '' && <span className="muted"> · {river}</span>}
      </td>
      <td>{type === '' ? '–' : term(t, 'county.types', type)}</td>
      <td>
        {measures.length === 0 && <span className="muted">{t('county.measuresNothing')}</span>}
        <ul className="county-measures">
          {measures.map(({ datastream, property, unit, intervalMs, newestAt }) => (
            <li key={datastream}>
              {term(t, 'property', property)} <code className="muted">{datastream}</code> {unit}{' '}
              <span className="muted">
                {t('county.interval', { interval: windowText(t, formatDuration(intervalMs)) })} ·{' '}
                <Since at={newestAt} />
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td>
        {position === null ? (
          <span className="muted">{t('county.noPosition')}</span>
        ) : (
          `${position.longitude.toFixed(4)}, ${position.latitude.toFixed(4)}`
        )}
      </td>
      <td>
        {adopted !== null ? (
          <Link to="/stations/$id" params={{ id: adopted }}>
            {t('county.adopted')}
          </Link>
        ) : (
          <Button
            variant="default"
            size="compact-sm"
            disabled={!isFree || busy}
            aria-label={t('county.adoptOf', { name })}
            onClick={onAdopt}
            data-testid="adopt-one"
          >
            {t('county.adopt')}
          </Button>
        )}
      </td>
    </tr>
  )
}
