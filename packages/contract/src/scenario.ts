import { z } from 'zod'

/** A scenario is text that a person wrote; generated ones must stay within what is played in seconds. */
export const MAX_SCENARIO_BYTES = 256 * 1024

/**
 * Body of `POST /api/scenarios`: a scenario as data, or as the text of its file (YAML or JSON). What is in it, `docs/scenarios.md` says; it
 * is checked by its own reader, whose faults name the place.
 */
export const scenarioBody = z
  .strictObject({
    scenario: z.record(z.string(), z.unknown()).optional(),
    text: z.string().min(1).max(MAX_SCENARIO_BYTES).optional(),
  })
  .refine(
    ({ scenario, text }) => (scenario === undefined) !== (text === undefined),
    'expected either scenario or text',
  )
export type ScenarioBody = z.infer<typeof scenarioBody>

const facts = z.record(z.string(), z.unknown())

/** What came of it. Times are texts since the start of the scenario: `1h30m`. */
export const scenarioOutcome = z.object({
  name: z.string(),
  passed: z.boolean(),
  differences: z.array(
    z.object({ where: z.string(), at: z.string().optional(), expected: z.string(), got: z.string() }),
  ),
  events: z.array(facts),
  missedPeaks: z.array(facts),
})
export type ScenarioOutcomeView = z.infer<typeof scenarioOutcome>
