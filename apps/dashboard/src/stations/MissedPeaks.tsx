import { useQuery } from '@tanstack/react-query'
import type { DatastreamId } from '@tocsin/core'
import { missedPeaksQuery, stationsQuery } from '../api/queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { datastreamLabel } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { useTimeText } from '../time/use-site.ts'
import { subjectOf } from '../warnings/subject.ts'
import { formatAmount } from './amount.ts'

/** Breaches that were seen too late to call anybody for. */
export function MissedPeaks({ datastreams }: { datastreams?: readonly DatastreamId[] }) {
  const { t } = useTranslation()
  const time = useTimeText()
  const stations = useQuery(stationsQuery).data ?? []
  const query = useQuery(missedPeaksQuery(undefined))
  return (
    <Loaded query={query}>
      {(all) => {
        const peaks = datastreams ? all.filter(({ subject }) => datastreams.includes(subject)) : all
        if (peaks.length === 0) return <Empty title={t('empty.missedTitle')} means={t('empty.missed')} />
        return (
          <ScrollRegion label={t('station.tab.missed-peaks')}>
            <table className="plain">
              <thead>
                <tr>
                  <th scope="col">{t('missed.level')}</th>
                  <th scope="col">{t('missed.where')}</th>
                  <th scope="col" className="number">
                    {t('missed.peak')}
                  </th>
                  <th scope="col">{t('missed.when')}</th>
                  <th scope="col">{t('missed.rule')}</th>
                </tr>
              </thead>
              <tbody>
                {peaks.map((peak) => {
                  const { station, stationId, datastream, name } = subjectOf(peak, stations)
                  return (
                    <tr key={peak.id}>
                      <td>
                        <LevelChip level={peak.level} state="closed" />
                      </td>
                      <td>
                        {station?.name ?? stationId}{' '}
                        <span className="muted">
                          {datastream ? datastreamLabel(t, datastream, station?.datastreams ?? []) : name}
                        </span>
                      </td>
                      <td className="number">{formatAmount(peak.peak.value, datastream?.unit ?? '')}</td>
                      <td>
                        {time.full(peak.from)} – {time.full(peak.to)}
                      </td>
                      <td>{peak.rule.name}</td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </ScrollRegion>
        )
      }}
    </Loaded>
  )
}
