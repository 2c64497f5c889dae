import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { areasQuery } from '../api/callout-queries.ts'

/** What an area is called; its path while nobody has entered it. */
export function useAreaNames(): (path: string) => string {
  const areas = useQuery(areasQuery).data?.areas
  return useMemo(() => {
    const names = new Map(areas?.map(({ path, name }) => [path, name]))
    return (path) => names.get(path) ?? path
  }, [areas])
}
