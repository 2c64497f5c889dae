import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { areasQuery, personsQuery } from '../api/directory-queries.ts'
import { compareNames } from '../language/collate.ts'
import { useTranslation } from '../language/use-translation.ts'
import { areaLines, areaName, areaTrail } from './area-tree.ts'

interface Props {
  readonly label: string
  readonly value: string | null
  readonly error?: string | undefined
  readonly required?: boolean
  readonly clearable?: boolean
  readonly placeholder?: string
  readonly testId?: string
  onChange(value: string | null): void
}

/** As many as a list can show at once; typing narrows it. */
const MOST_LISTED = 100

/** One area of the tree, found by typing. */
export function AreaChoice({
  label,
  value,
  error,
  required = false,
  clearable = false,
  placeholder = '',
  testId,
  onChange,
}: Props) {
  const { t } = useTranslation()
  const areas = useQuery(areasQuery).data?.areas
  const data = useMemo(
    () =>
      areaLines(areas ?? [], compareNames).map(({ area }) => ({
        value: area.path,
        label: areaTrail(areas ?? [], area.path),
      })),
    [areas],
  )
  const known = value === null || value === '' || data.some((one) => one.value === value)
  return (
    <Select
      label={label}
      searchable
      required={required}
      clearable={clearable}
      placeholder={placeholder}
      limit={MOST_LISTED}
      value={value === '' ? null : value}
      data={known ? data : [...data, { value: value ?? '', label: value ?? '' }]}
      error={error}
      nothingFoundMessage={t('directory.noArea')}
      onChange={onChange}
      data-testid={testId}
    />
  )
}

/** One person of the directory, found by typing; nobody as well. */
export function PersonChoice({ label, value, error, testId, onChange }: Props) {
  const { t } = useTranslation()
  const persons = useQuery(personsQuery).data
  const areas = useQuery(areasQuery).data?.areas
  const data = useMemo(
    () =>
      (persons ?? []).map(({ id, name, roles }) => {
        const [first] = roles
        return {
          value: id,
          label: first === undefined ? name : `${name} · ${areaName(areas ?? [], first.area)} ${first.role}`,
        }
      }),
    [persons, areas],
  )
  const known = value === null || data.some((one) => one.value === value)
  return (
    <Select
      label={label}
      searchable
      clearable
      limit={MOST_LISTED}
      value={value}
      data={known ? data : [...data, { value, label: t('directory.goneId', { id: value }) }]}
      error={error}
      placeholder={t('directory.nobody')}
      nothingFoundMessage={t('directory.noPerson')}
      onChange={onChange}
      data-testid={testId}
    />
  )
}
