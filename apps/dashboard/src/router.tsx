import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ProblemError } from '@tocsin/contract'
import { LEVELS, PROTOCOLS } from '@tocsin/core'
import { z } from 'zod'
import { onSignedOut } from './api/perform.ts'
import { queryClient, sessionQuery } from './api/queries.ts'
import { PRESETS } from './charts/range.ts'
import { Frame } from './frame/Frame.tsx'
import { NotFound, Unreachable } from './frame/Unreachable.tsx'
import { mapSearch } from './map/map-search.ts'
import { forgetLastKnown, restoreLastKnown } from './offline/last-known.ts'
import { OverviewPage } from './overview/OverviewPage.tsx'
import { codeIn, signInDisplay } from './session/display-code.ts'
import { SETUP_STEPS } from './setup/setup-steps.ts'

// Only places of this console: an address from elsewhere must not be able to send somebody away after signing in.
const localPath = z.string().regex(/^\/(?![/\\])/)

const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: Unreachable,
  notFoundComponent: NotFound,
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ next: localPath.optional().catch(undefined) }),
  // Whoever is signed in has no use for it.
  component: lazyRouteComponent(() => import('./session/SignInPage.tsx'), 'SignInPage'),
})

/** Lets whoever is signed in pass; while the gateway cannot be reached, to what was last known. */
async function requireSession({ location }: { location: { href: string } }): Promise<void> {
  try {
    await queryClient.ensureQueryData({ ...sessionQuery, retry: false })
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 401) {
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
    }
    if (error instanceof ProblemError || !(await restoreLastKnown(queryClient))) throw error
  }
}

/** A wall display has the wall and nothing else. */
async function requirePerson(route: { location: { href: string } }): Promise<void> {
  await requireSession(route)
  if (queryClient.getQueryData(sessionQuery.queryKey)?.display) throw redirect({ to: '/wall' })
}

/** A link that was made for a wall display lets it in, once; the code does not stay in the address. */
async function requireDisplay({ location }: { location: { href: string; hash: string } }): Promise<void> {
  const code = codeIn(location.hash)
  if (code === undefined) return requireSession({ location })
  await signInDisplay(code).catch(() => {
    throw redirect({ to: '/sign-in', search: { next: '/wall' } })
  })
  throw redirect({ to: '/wall', replace: true })
}

/** Everything that needs somebody signed in. */
const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  beforeLoad: requirePerson,
  component: Frame,
})

const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  beforeLoad({ location }) {
    // `/?wall`: what somebody types who was told of it.
    if (/^\?wall\b/.test(location.searchStr)) throw redirect({ to: '/wall' })
  },
  component: OverviewPage,
})

/** A wall has no frame: nobody stands there to use it. */
const wallRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/wall',
  beforeLoad: requireDisplay,
  component: lazyRouteComponent(() => import('./wall/WallPage.tsx'), 'WallPage'),
})

const mapRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/map',
  validateSearch: mapSearch,
  component: lazyRouteComponent(() => import('./map/MapPage.tsx'), 'MapPage'),
})

const warningsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/warnings',
  // Filters live in the address, so that a shift can paste links to one another.
  validateSearch: z.object({
    level: z.enum(LEVELS).optional().catch(undefined),
    tab: z.enum(['open', 'closed']).optional().catch(undefined),
    quiet: z.boolean().optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./warnings/WarningsPage.tsx'), 'WarningsPage'),
})
const warningRoute = createRoute({
  getParentRoute: () => warningsRoute,
  path: '/$id',
  component: lazyRouteComponent(() => import('./warnings/WarningDetail.tsx'), 'WarningDetail'),
})

const warningRecordRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/warnings/$id/record',
  component: lazyRouteComponent(() => import('./record/RecordPage.tsx'), 'WarningRecordPage'),
})

/** What stretch of time charts show. */
const rangeSearch = {
  range: z.enum(PRESETS).optional().catch(undefined),
  from: z.number().int().optional().catch(undefined),
  to: z.number().int().optional().catch(undefined),
}

const stationsRoute = createRoute({ getParentRoute: () => frameRoute, path: '/stations' })
const stationListRoute = createRoute({
  getParentRoute: () => stationsRoute,
  path: '/',
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    tab: z.enum(['list', 'rejections', 'strangers', 'missed-peaks']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./stations/StationsPage.tsx'), 'StationsPage'),
})
const newStationRoute = createRoute({
  getParentRoute: () => stationsRoute,
  path: '/new',
  // From the list of those who call and are not registered.
  validateSearch: z.object({
    protocol: z.enum(PROTOCOLS).optional().catch(undefined),
    code: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./stations/NewStationPage.tsx'), 'NewStationPage'),
})
const databasesRoute = createRoute({
  getParentRoute: () => stationsRoute,
  path: '/databases',
  component: lazyRouteComponent(() => import('./county/CountyPage.tsx'), 'CountyPage'),
})
const stationRoute = createRoute({
  getParentRoute: () => stationsRoute,
  path: '/$id',
  validateSearch: z.object(rangeSearch),
  component: lazyRouteComponent(() => import('./stations/StationPage.tsx'), 'StationPage'),
})
const trendsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/trends',
  // Datastreams by id, upstream first, and the stretch: a shift can paste the link.
  validateSearch: z.object({ ...rangeSearch, with: z.array(z.string()).max(8).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./charts/TrendsPage.tsx'), 'TrendsPage'),
})

const rulesRoute = createRoute({ getParentRoute: () => frameRoute, path: '/rules' })
const ruleListRoute = createRoute({
  getParentRoute: () => rulesRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./rules/RulesPage.tsx'), 'RulesPage'),
})
const newRuleRoute = createRoute({
  getParentRoute: () => rulesRoute,
  path: '/new',
  component: lazyRouteComponent(() => import('./rules/NewRulePage.tsx'), 'NewRulePage'),
})
const ruleRoute = createRoute({
  getParentRoute: () => rulesRoute,
  path: '/$id',
  component: lazyRouteComponent(() => import('./rules/RulePage.tsx'), 'RulePage'),
})

const tablesRoute = createRoute({
  getParentRoute: () => rulesRoute,
  path: '/tables',
})
const tableListRoute = createRoute({
  getParentRoute: () => tablesRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./tables/TablesPage.tsx'), 'TablesPage'),
})
const newTableRoute = createRoute({
  getParentRoute: () => tablesRoute,
  path: '/new',
  component: lazyRouteComponent(() => import('./tables/NewTablePage.tsx'), 'NewTablePage'),
})
const tableRoute = createRoute({
  getParentRoute: () => tablesRoute,
  path: '/$id',
  component: lazyRouteComponent(() => import('./tables/TablePage.tsx'), 'TablePage'),
})

const calloutsRoute = createRoute({ getParentRoute: () => frameRoute, path: '/callouts' })
const calloutBoardRoute = createRoute({
  getParentRoute: () => calloutsRoute,
  path: '/',
  validateSearch: z.object({ start: z.boolean().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./callouts/CalloutsPage.tsx'), 'CalloutsPage'),
})
const calloutRoute = createRoute({
  getParentRoute: () => calloutsRoute,
  path: '/$id',
  component: lazyRouteComponent(() => import('./callouts/CalloutPage.tsx'), 'CalloutPage'),
})
const calloutRecordRoute = createRoute({
  getParentRoute: () => calloutsRoute,
  path: '/$id/record',
  component: lazyRouteComponent(() => import('./record/RecordPage.tsx'), 'CalloutRecordPage'),
})
const drillRoute = createRoute({
  getParentRoute: () => calloutsRoute,
  path: '/$id/drill',
  component: lazyRouteComponent(() => import('./record/DrillPage.tsx'), 'DrillPage'),
})
const statisticsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/statistics',
  component: lazyRouteComponent(() => import('./record/StatisticsPage.tsx'), 'StatisticsPage'),
})
const telephoneRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/telephone',
  component: lazyRouteComponent(() => import('./telephone/TelephonePage.tsx'), 'TelephonePage'),
})
const plansRoute = createRoute({ getParentRoute: () => frameRoute, path: '/plans' })
const planListRoute = createRoute({
  getParentRoute: () => plansRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./plans/PlansPage.tsx'), 'PlansPage'),
})
const newPlanRoute = createRoute({
  getParentRoute: () => plansRoute,
  path: '/new',
  component: lazyRouteComponent(() => import('./plans/NewPlanPage.tsx'), 'NewPlanPage'),
})
const planRoute = createRoute({
  getParentRoute: () => plansRoute,
  path: '/$id',
  component: lazyRouteComponent(() => import('./plans/PlanPage.tsx'), 'PlanPage'),
})

const blindSpotsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/blind-spots',
  validateSearch: z.object({ all: z.boolean().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./blind-spots/BlindSpotsPage.tsx'), 'BlindSpotsPage'),
})

const channelsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/channels',
  component: lazyRouteComponent(() => import('./channels/ChannelsPage.tsx'), 'ChannelsPage'),
})
const peopleRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/people',
  validateSearch: z.object({ q: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./people/PeoplePage.tsx'), 'PeoplePage'),
})
const householdsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/households',
  component: lazyRouteComponent(() => import('./households/HouseholdsPage.tsx'), 'HouseholdsPage'),
})
const rosterRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/roster',
  component: lazyRouteComponent(() => import('./roster/RosterPage.tsx'), 'RosterPage'),
})

const setupRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.enum(SETUP_STEPS).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./setup/SetupPage.tsx'), 'SetupPage'),
})

const systemRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/system',
  validateSearch: z.object({
    tab: z
      .enum(['health', 'account', 'users', 'tokens', 'map', 'flows', 'demonstration'])
      .optional()
      .catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./system/SystemPage.tsx'), 'SystemPage'),
})

const exchangeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/system/exchange',
  component: lazyRouteComponent(() => import('./exchange/ExchangePage.tsx'), 'ExchangePage'),
})

const pipelineRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/pipeline',
  component: lazyRouteComponent(() => import('./pipeline/PipelinePage.tsx'), 'PipelinePage'),
})

const workbenchRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/workbench',
  // A frame that was rejected, or the newest of a device that is not registered.
  validateSearch: z.object({
    frame: z.number().int().optional().catch(undefined),
    protocol: z.enum(PROTOCOLS).optional().catch(undefined),
    code: z.string().max(64).optional().catch(undefined),
    address: z.string().max(64).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./workbench/WorkbenchPage.tsx'), 'WorkbenchPage'),
})

const routeTree = rootRoute.addChildren([
  signInRoute,
  wallRoute,
  frameRoute.addChildren([
    overviewRoute,
    mapRoute,
    warningsRoute.addChildren([warningRoute]),
    warningRecordRoute,
    stationsRoute.addChildren([stationListRoute, newStationRoute, databasesRoute, stationRoute]),
    trendsRoute,
    rulesRoute.addChildren([
      ruleListRoute,
      newRuleRoute,
      ruleRoute,
      tablesRoute.addChildren([tableListRoute, newTableRoute, tableRoute]),
    ]),
    calloutsRoute.addChildren([calloutBoardRoute, calloutRoute, calloutRecordRoute, drillRoute]),
    statisticsRoute,
    telephoneRoute,
    plansRoute.addChildren([planListRoute, newPlanRoute, planRoute]),
    blindSpotsRoute,
    channelsRoute,
    peopleRoute,
    householdsRoute,
    rosterRoute,
    setupRoute,
    systemRoute,
    exchangeRoute,
    pipelineRoute,
    workbenchRoute,
  ]),
])

export const router = createRouter({ routeTree, defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

onSignedOut(() => {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in') return
  queryClient.clear()
  void forgetLastKnown()
  void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { next: href } })
})
