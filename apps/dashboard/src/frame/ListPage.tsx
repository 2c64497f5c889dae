import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Empty } from './Empty.tsx'
import { Loaded } from './Loaded.tsx'
import { PanelBoundary } from './PanelBoundary.tsx'

interface Props<T> {
  readonly title: string
  readonly tabs: ReactNode
  /** The way to a new one, for who may make one. */
  readonly create: ReactNode
  readonly query: UseQueryResult<readonly T[]>
  /** Said when there is none: that, and what it would be for. */
  readonly none: string
  readonly noneMeans: string
  /** One of them, as an item of a list. */
  line(one: T): ReactNode
}

/** A page that lists what there is of one sort. */
export function ListPage<T>({ title, tabs, create, query, none, noneMeans, line }: Props<T>) {
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        {tabs}
        {query.data?.length !== 0 && create}
      </div>
      <PanelBoundary name={title}>
        <section className="panel">
          <Loaded query={query} height={200}>
            {(all) =>
              all.length === 0 ? (
                <Empty title={none} means={noneMeans}>
                  {create}
                </Empty>
              ) : (
                <ul>{all.map(line)}</ul>
              )
            }
          </Loaded>
        </section>
      </PanelBoundary>
    </div>
  )
}
