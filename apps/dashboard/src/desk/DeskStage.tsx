import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { deskQuery } from '../api/desk-queries.ts'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { byUrgencyOfCall } from './desk-model.ts'

// Loaded when somebody is called, not with the first page.
const ConsoleCalls = lazy(() => import('./ConsoleCalls.tsx').then((m) => ({ default: m.ConsoleCalls })))
const NoticePanel = lazy(() => import('./NoticePanel.tsx').then((m) => ({ default: m.NoticePanel })))

/** Calls to whoever sits at this console, above every page. */
export function CallStage() {
  const shown = (useQuery(deskQuery).data?.calls ?? []).toSorted(byUrgencyOfCall)
  if (shown.length === 0) return null
  return (
    <PanelBoundary name="calls to this console">
      <Suspense fallback={null}>
        <ConsoleCalls shown={shown} />
      </Suspense>
    </PanelBoundary>
  )
}

/** What the desk has to look at: who has not answered, and what nobody has seen yet. */
export function NoticeStage() {
  const desk = useQuery(deskQuery).data
  if (desk === undefined || (desk.attention.length === 0 && desk.undialled === null)) return null
  return (
    <PanelBoundary name="notices">
      <Suspense fallback={null}>
        <NoticePanel desk={desk} />
      </Suspense>
    </PanelBoundary>
  )
}
