import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type BacktestBody, calls } from '@tocsin/contract'
import { useState } from 'react'
import { perform } from '../api/perform.ts'

/** How often it is asked how far a back-test has come. */
const ASK_MS = 700

/** One back-test of this panel: started, watched, cancelled. */
export function useBacktest() {
  const client = useQueryClient()
  const [id, setId] = useState<string | null>(null)
  const start = useMutation({
    mutationFn: (body: BacktestBody) => perform(calls.startBacktest, { body }),
    onSuccess: (job) => setId(job.id),
  })
  const query = useQuery({
    queryKey: ['backtest', id],
    queryFn: ({ signal }) => perform(calls.getBacktest, { params: { id: id ?? '' } }, { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) =>
      state.data?.state === 'queued' || state.data?.state === 'running' || state.data === undefined
        ? ASK_MS
        : false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const cancel = useMutation({
    mutationFn: () => perform(calls.cancelBacktest, { params: { id: id ?? '' } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['backtest', id] }),
  })
  const job = query.data
  const running =
    start.isPending ||
    (id !== null && (job === undefined || job.state === 'queued' || job.state === 'running'))
  return { job, running, failure: start.error ?? query.error, start, cancel }
}
