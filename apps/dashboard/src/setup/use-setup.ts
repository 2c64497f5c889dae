import { useQueries } from '@tanstack/react-query'
import { areasQuery, calloutsQuery, personsQuery, plansQuery } from '../api/callout-queries.ts'
import {
  closedWarningsQuery,
  openWarningsQuery,
  rulesQuery,
  sessionQuery,
  stationsQuery,
} from '../api/queries.ts'
import type { SetupFacts } from './setup-model.ts'

/** What is there, read from the gateway; undefined until all of it is known. */
export function useSetupFacts(): SetupFacts | undefined {
  return useQueries({
    queries: [
      sessionQuery,
      areasQuery,
      stationsQuery,
      rulesQuery,
      openWarningsQuery,
      closedWarningsQuery(20),
      personsQuery,
      plansQuery,
      calloutsQuery(),
    ],
    combine([session, areas, stations, rules, open, closed, persons, plans, callouts]) {
      if (
        session.data === undefined ||
        areas.data === undefined ||
        stations.data === undefined ||
        rules.data === undefined ||
        open.data === undefined ||
        closed.data === undefined ||
        persons.data === undefined ||
        plans.data === undefined ||
        callouts.data === undefined
      ) {
        return undefined
      }
      return {
        firstPassword: session.data.firstPassword,
        areas: areas.data.areas,
        stations: stations.data,
        rules: rules.data,
        warnings: [...open.data, ...closed.data],
        persons: persons.data,
        plans: plans.data,
        callouts: callouts.data,
      }
    },
  })
}
