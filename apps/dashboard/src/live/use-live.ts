import type { LatestValue } from '@tocsin/contract'
import type { DatastreamId } from '@tocsin/core'
import { useCallback, useSyncExternalStore } from 'react'
import { useTimed } from '../time/ticker.ts'
import { linkStore, liveStore } from './connection.ts'
import { isDoubtful, type Link } from './link-model.ts'

/** The latest value of one datastream; only this cell re-renders when it changes. */
export function useLatest(datastream: DatastreamId): LatestValue | undefined {
  const subscribe = useCallback((wake: () => void) => liveStore.subscribe(datastream, wake), [datastream])
  return useSyncExternalStore(subscribe, () => liveStore.latest(datastream))
}

export function useLink(): Link {
  return useSyncExternalStore(linkStore.subscribe, linkStore.get)
}

/** True once the link has been away long enough to doubt the screen. */
export function useDoubtful(): boolean {
  return useTimed((now) => isDoubtful(linkStore.get(), now))
}
