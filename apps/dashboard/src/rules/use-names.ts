import { useQuery } from '@tanstack/react-query'
import type { RuleView } from '@tocsin/contract'
import { type Names, namesFrom, type Rule, type Station, type Table } from '@tocsin/core'
import { useMemo } from 'react'
import { areasQuery } from '../api/callout-queries.ts'
import { rulesQuery, stationsQuery } from '../api/queries.ts'
import { useTimeText } from '../time/use-site.ts'
import { useTables } from './use-tables.ts'

const NONE: RuleView[] = []

/** What the sentences of rules call things by: made once for a page, it looks at every station. */
export function useNames(): Names {
  const { timeZone: zone } = useTimeText()
  const stations = useQuery(stationsQuery).data
  const rules = useQuery(rulesQuery).data ?? NONE
  const tables = useTables(rules)
  const areas = useQuery(areasQuery).data?.areas
  return useMemo(
    () =>
      namesFrom({
        zone,
        stations: (stations ?? []) as readonly Station[],
        rules: rules as readonly Rule[],
        tables: [...tables.values()] as readonly Table[],
        areas: new Map(areas?.map(({ path, name }) => [path, name])),
      }),
    [zone, stations, rules, tables, areas],
  )
}
