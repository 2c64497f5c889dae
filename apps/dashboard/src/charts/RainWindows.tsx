import { useQuery } from '@tanstack/react-query'
import { type DatastreamId, parseDuration } from '@tocsin/core'
import { useMemo } from 'react'
import { keys, readHistory } from '../api/queries.ts'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import { useTranslation } from '../language/use-translation.ts'
import { windowText } from '../language/words.ts'
import { LevelChip } from '../level/LevelChip.tsx'
import { formatNumber } from '../stations/amount.ts'
import { serverNow } from '../time/server-clock.ts'
import { levelReached, rainTable, sumWithin } from './rain-windows.ts'
import type { RainLimit } from './thresholds.ts'

/** What has fallen in each window of the rules, beside what they allow. */
export function RainWindows({
  datastream,
  limits,
}: {
  datastream: DatastreamId
  limits: readonly RainLimit[]
}) {
  const { t } = useTranslation()
  const table = useMemo(() => rainTable(limits), [limits])
  const { data } = useQuery({
    queryKey: [...keys.history, 'windows', datastream, table.longest],
    queryFn: async ({ signal }) => {
      const now = serverNow()
      const { observations } = await readHistory(
        { datastream, from: now - table.longest, to: now + 1 },
        signal,
      )
      return table.windows.map((window) => sumWithin(observations, parseDuration(window) ?? 0, now))
    },
    refetchInterval: 30_000,
    staleTime: 10_000,
  })
  return (
    <ScrollRegion label={t('chart.rainLimits')}>
      <table className="plain rain-windows">
        <caption className="visually-hidden">{t('chart.rainLimits')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.rainLimits')}</th>
            {table.windows.map((window) => (
              <th key={window} scope="col" className="number">
                {windowText(t, window)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className="rain-now">
            <th scope="row">{t('chart.rainNow')}</th>
            {table.windows.map((window, column) => {
              const sum = data?.[column]
              const level = sum === undefined ? undefined : levelReached(table, column, sum)
              return (
                <td key={window} className="number" data-level={level}>
                  {sum === undefined ? '–' : <b>{formatNumber(sum, 'mm')}</b>}
                </td>
              )
            })}
          </tr>
          {table.levels.map(({ level, limits: ofLevel }) => (
            <tr key={level}>
              <th scope="row">
                <LevelChip level={level} />
              </th>
              {ofLevel.map((limit, column) => (
                <td key={table.windows[column]} className="number">
                  {limit === null ? '' : formatNumber(limit, 'mm')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
