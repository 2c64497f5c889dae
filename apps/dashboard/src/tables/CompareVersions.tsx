import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { calls, type TableVersion, type TableView } from '@tocsin/contract'
import { useState } from 'react'
import { perform } from '../api/perform.ts'
import { ruleKeys } from '../api/rule-queries.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { useTranslation } from '../language/use-translation.ts'
import '../language/trial-words.ts'
import { Difference } from './ImportTable.tsx'
import { tableDifference } from './table-difference.ts'

/** Any earlier version beside the table as it is now: rows, columns and cells that differ. */
export function CompareVersions({
  table,
  versions,
}: {
  table: TableView
  versions: readonly TableVersion[]
}) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState('')
  const earlier = versions.filter(({ version }) => version !== table.version)
  const query = useQuery({
    queryKey: [...ruleKeys.table(table.id), 'version', chosen],
    queryFn: ({ signal }) =>
      perform(calls.getTable, { params: { id: table.id }, query: { version: Number(chosen) } }, { signal }),
    enabled: chosen !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (earlier.length === 0) return null
  return (
    <div className="panel-body reading" data-testid="compare-versions">
      <NativeSelect
        aria-label={t('backtest.compare')}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={[
          { value: '', label: t('backtest.compareNone') },
          ...earlier.map(({ version }) => ({
            value: String(version),
            label: t('tableTrial.compareWith', { version }),
          })),
        ]}
      />
      {chosen !== '' && (
        <Loaded query={query}>
          {({ table: before }) => <Difference difference={tableDifference(before, table)} />}
        </Loaded>
      )}
    </div>
  )
}
