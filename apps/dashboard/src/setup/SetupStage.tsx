import { calls } from '@tocsin/contract'
import { lazy, Suspense, useState } from 'react'
import { PanelBoundary } from '../frame/PanelBoundary.tsx'
import { useMay } from '../session/use-person.ts'
import { useSite } from '../time/use-site.ts'
import { isSkipped, skip } from './skipped.ts'

// Loaded where it is shown: a box that runs needs none of it.
const SetupChecklist = lazy(() => import('./SetupChecklist.tsx').then((m) => ({ default: m.SetupChecklist })))

/** The first run on the overview, for those who can do it, until it is done or skipped at this console. In the demonstration all is there. */
export function SetupStage() {
  const allowed = useMay(calls.createStation)
  const site = useSite()
  const [skipped, setSkipped] = useState(isSkipped)
  if (!allowed || skipped || site === undefined || site.demo) return null
  return (
    <PanelBoundary name="first run">
      <Suspense fallback={null}>
        <SetupChecklist
          onSkip={() => {
            skip()
            setSkipped(true)
          }}
        />
      </Suspense>
    </PanelBoundary>
  )
}
