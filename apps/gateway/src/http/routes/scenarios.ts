import type { ScenarioOutcomeView } from '@tocsin/contract'
import type { Routes } from '../handlers.ts'
import type { Services } from '../services.ts'

/** Rules with their tests, played in virtual time. Nothing of it touches what is judged live. */
export function scenarioRoutes({ scenarios }: Services): Routes<'playScenario'> {
  return {
    async playScenario({ body }) {
      const played = await scenarios.play(body)
      // Core's lists are read-only, the contract's are not.
      return played.ok ? { status: 200, body: played.outcome as ScenarioOutcomeView } : played
    },
  }
}
