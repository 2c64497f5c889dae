import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { reasonIn, type StationId } from '@tocsin/core'
import { rejectionsQuery, stationsQuery } from '../api/queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import '../language/workbench-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'

/** What could not be read, with the reason, newest first. */
export function Rejections({ station }: { station?: StationId }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const allowed = useMay(calls.readRejectedFrame)
  const query = useQuery(rejectionsQuery(station))
  const stations = useQuery(stationsQuery).data
  const nameOf = (id: string | null) => stations?.find((one) => one.id === id)?.name ?? id
  return (
    <Loaded query={query}>
      {({ rejections }) =>
        rejections.length === 0 ? (
          <Empty title={t('rejection.none')} means={t('empty.rejections')} />
        ) : (
          <ScrollRegion label={t('station.tab.rejections')}>
            <table className="plain" data-testid="rejections">
              <thead>
                <tr>
                  <th scope="col">{t('rejection.at')}</th>
                  {station === undefined && <th scope="col">{t('rejection.station')}</th>}
                  <th scope="col">{t('rejection.reason')}</th>
                  <th scope="col">{t('rejection.excerpt')}</th>
                </tr>
              </thead>
              <tbody>
                {rejections.map((rejection) => (
                  <tr key={rejection.id}>
                    <td>
                      <Since at={rejection.at} />
                    </td>
                    {station === undefined && <td>{nameOf(rejection.station)}</td>}
                    <td>
                      {rejection.path !== '' && <code>{rejection.path} </code>}
                      {reasonIn(language, rejection.reason)}
                    </td>
                    <td>
                      <code className="excerpt">{rejection.excerpt}</code>
                      {allowed && rejection.frame !== null && (
                        <Link to="/workbench" search={{ frame: rejection.frame }} data-testid="explain">
                          {t('workbench.explain')}
                        </Link>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollRegion>
        )
      }
    </Loaded>
  )
}
