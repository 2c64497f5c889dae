import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { calls } from '@tocsin/contract'
import { healthQuery } from '../api/queries.ts'
import { DemonstrationPanel } from '../demonstration/DemonstrationPanel.tsx'
import { FlowsPanel } from '../flows/FlowsPanel.tsx'
import { Empty } from '../frame/Empty.tsx'
import { LanguageToggle } from '../frame/LanguageToggle.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { ThemeToggle } from '../frame/ThemeToggle.tsx'
import { useNarrow } from '../frame/use-narrow.ts'
import { useTranslation } from '../language/use-translation.ts'
import { term } from '../language/words.ts'
import { useMay, usePerson } from '../session/use-person.ts'
import { useSignOut } from '../session/use-sign-out.ts'
import { BaseMapSettings } from './BaseMapSettings.tsx'
import { PartLine } from './PartLine.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import './system.css'
import { SystemTabs } from './SystemTabs.tsx'
import { Tokens } from './Tokens.tsx'
import { Users } from './Users.tsx'

const route = getRouteApi('/frame/system')

export function SystemPage() {
  const { t } = useTranslation()
  const { tab = 'health' } = route.useSearch()
  const administrator = useMay(calls.listUsers)
  const engineer = useMay(calls.readFlows)
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('page.system')}</h1>
        <SystemTabs open={tab} />
      </div>
      <PanelBoundary name={tab}>
        {tab === 'health' && <Health />}
        {tab === 'account' && <Account />}
        {tab === 'users' &&
          (administrator ? (
            <Users />
          ) : (
            <Empty panel title={t('empty.forbidden')} means={t('forbidden.page')} />
          ))}
        {tab === 'map' &&
          (administrator ? (
            <BaseMapSettings />
          ) : (
            <Empty panel title={t('empty.forbidden')} means={t('forbidden.page')} />
          ))}
        {tab === 'tokens' &&
          (administrator ? (
            <Tokens />
          ) : (
            <Empty panel title={t('empty.forbidden')} means={t('forbidden.page')} />
          ))}
        {tab === 'flows' && <FlowsPanel allowed={engineer} />}
        {tab === 'demonstration' && (
          <>
            <DemonstrationPanel />
            <p>
              <Link to="/setup">{t('system.toSetup')}</Link>
            </p>
          </>
        )}
      </PanelBoundary>
    </div>
  )
}

/** How each part of the box fares, the worst first. */
function Health() {
  const { t } = useTranslation()
  const query = useQuery(healthQuery)
  const order = { down: 0, degraded: 1, ok: 2 } as const
  return (
    <section className="panel">
      <Loaded query={query}>
        {({ status, parts }) => (
          <>
            <div className="panel-head">
              <h2 data-testid="health-status">{t(`health.${status}`)}</h2>
            </div>
            <ul className="parts">
              {Object.entries(parts)
                .sort(([, a], [, b]) => order[a.status] - order[b.status])
                .map(([name, part]) => (
                  <PartLine key={name} title={term(t, 'part', name)} part={part} />
                ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  )
}

function Account() {
  const { t } = useTranslation()
  const person = usePerson()
  const signOut = useSignOut()
  const narrow = useNarrow()
  return (
    <>
      <section className="panel">
        <div className="panel-body account">
          <p>
            <b>{person?.name}</b> <span className="muted">{person?.username}</span>
          </p>
          <p className="muted">{person && t(`role.${person.role}`)}</p>
          <div className="row-actions">
            {/* Elsewhere they stand in the rail. */}
            {narrow && (
              <>
                <LanguageToggle />
                <ThemeToggle />
              </>
            )}
            <button
              type="button"
              className="link-button"
              onClick={() => signOut.mutate()}
              data-testid="sign-out"
            >
              {t('system.signOut')}
            </button>
          </div>
        </div>
      </section>
      <section className="panel">
        <div className="panel-head">
          <h2>{t('system.password')}</h2>
        </div>
        <PasswordForm />
      </section>
    </>
  )
}
