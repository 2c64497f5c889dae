import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { calls, type StrangerView } from '@tocsin/contract'
import { reasonIn } from '@tocsin/core'
import { listenersQuery } from '../api/queries.ts'
import { Empty } from '../frame/Empty.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { ScrollRegion } from '../frame/ScrollRegion.tsx'
import '../language/workbench-words.ts'
import { useLanguage } from '../language/use-language.ts'
import { useTranslation } from '../language/use-translation.ts'
import { useMay } from '../session/use-person.ts'
import { Since } from '../time/Since.tsx'

/** The ways in beside MQTT, and who calls there and is not registered, newest first. */
export function Strangers() {
  const { t } = useTranslation()
  const query = useQuery(listenersQuery)
  return (
    <Loaded query={query}>
      {({ listeners, strangers }) => (
        <>
          <ul className="listeners" aria-label={t('stranger.listeners')}>
            {listeners.length === 0 && <li className="muted">{t('stranger.noListeners')}</li>}
            {listeners.map(({ protocol, port, connections, counts }) => (
              <li key={protocol}>
                <b>{t(`protocol.${protocol}`)}</b>{' '}
                {port === null ? t('stranger.polled') : t('stranger.port', { port })}
                <span className="muted"> · {t('stranger.counts', { connections, ...counts })}</span>
              </li>
            ))}
          </ul>
          {strangers.length === 0 ? (
            <Empty title={t('stranger.none')} means={t('empty.strangers')} />
          ) : (
            <List strangers={strangers} />
          )}
        </>
      )}
    </Loaded>
  )
}

function List({ strangers }: { strangers: readonly StrangerView[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const allowed = useMay(calls.createStation)
  return (
    <ScrollRegion label={t('station.tab.strangers')}>
      <table className="plain" data-testid="strangers">
        <thead>
          <tr>
            <th scope="col">{t('stranger.last')}</th>
            <th scope="col">{t('stranger.who')}</th>
            <th scope="col">{t('stranger.count')}</th>
            <th scope="col">{t('rejection.reason')}</th>
            <th scope="col">{t('rejection.excerpt')}</th>
            {allowed && <th scope="col">{t('stranger.action')}</th>}
          </tr>
        </thead>
        <tbody>
          {strangers.map(({ protocol, code, address, lastAt, count, reason, excerpt, kept }) => (
            <tr key={`${protocol}/${code}/${address}`}>
              <td>
                <Since at={lastAt} />
              </td>
              <td>
                {t(`protocol.${protocol}`)} {code === '' ? t('stranger.noCode') : <code>{code}</code>}
                <br />
                <span className="muted">{t('stranger.from', { address })}</span>
              </td>
              <td>{count}</td>
              <td>{reasonIn(language, reason)}</td>
              <td className="stranger-excerpt">
                <code className="excerpt">{excerpt}</code>
              </td>
              {allowed && (
                <td>
                  {kept && (
                    <>
                      <Link
                        to="/workbench"
                        search={{ protocol, address, ...(code === '' ? {} : { code }) }}
                        data-testid="explain"
                      >
                        {t('workbench.explain')}
                      </Link>{' '}
                    </>
                  )}
                  {code !== '' && (
                    <Link to="/stations/new" search={{ protocol, code }} data-testid="adopt">
                      {t('station.connect')}
                    </Link>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
