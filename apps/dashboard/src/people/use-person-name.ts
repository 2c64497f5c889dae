import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { personsQuery } from '../api/directory-queries.ts'
import { useTranslation } from '../language/use-translation.ts'

/** What somebody is called; who is no longer in the directory is told as such. */
export function usePersonName(): (id: string) => string {
  const { t } = useTranslation()
  const persons = useQuery(personsQuery).data
  return useMemo(() => {
    const names = new Map((persons ?? []).map(({ id, name }) => [id, name]))
    return (id) => names.get(id) ?? (persons === undefined ? '…' : t('directory.gone'))
  }, [persons, t])
}
