import type { Instant } from '../model/index.ts'
import { compareInAnyOrder, compareInOrder, fits, format, type Mismatch, mismatch } from './compare.ts'
import { EVENT_FACTS, eventFacts, observationFacts, peakFacts, stateFacts, warningFacts } from './facts.ts'
import { formatOffset } from './offset.ts'
import { Playback } from './playback.ts'
import type { Expectation, Facts, Scenario } from './scenario.ts'

/** What came of a scenario: it passed, or what was not as it says. */
export interface ScenarioOutcome {
  readonly name: string
  readonly passed: boolean
  readonly differences: readonly Mismatch[]
  /** Every event, in words: what an engineer reads who writes the expectations. */
  readonly events: readonly Facts[]
  readonly missedPeaks: readonly Facts[]
}

/** A failing scenario of a county must not answer with megabytes. */
const MOST_TOLD = 1000
const KEYS = ['at', 'type', 'rule', 'subject', 'level', 'reason']

/** Plays a scenario in virtual time and compares. Expectations of a moment see all that happened and fell due up to it. */
export function runScenario(scenario: Scenario, playback = new Playback(scenario)): ScenarioOutcome {
  const { start, expectations, length } = scenario
  const momentary = expectations.flatMap((one) => ('at' in one ? [one] : []))
  const differences: Mismatch[] = []
  for (const one of momentary.toSorted((a, b) => a.at - b.at)) {
    playback.playTo(one.at)
    differences.push(...atMoment(one, playback, start))
  }
  playback.playTo(length)
  differences.push(...refusals(scenario, playback))
  const events = playback.told.map((told) => eventFacts(told, start))
  const missedPeaks = [...playback.missed.values()].map((missed) => peakFacts(missed, start))
  for (const one of expectations) differences.push(...atEnd(one, playback, start, events, missedPeaks))
  return {
    name: scenario.name,
    passed: differences.length === 0,
    differences: differences.slice(0, MOST_TOLD),
    events: events.slice(0, MOST_TOLD),
    missedPeaks: missedPeaks.slice(0, MOST_TOLD),
  }
}

type Momentary = Extract<Expectation, { at: number }>

function atMoment(expectation: Momentary, playback: Playback, start: Instant): Mismatch[] {
  const at = formatOffset(expectation.at)
  switch (expectation.kind) {
    case 'warnings': {
      const { where, rule, warnings, count } = expectation
      const open = playback
        .openWarnings(rule)
        .map(({ warning, number }) => warningFacts(warning, number, start))
      const differences =
        warnings === undefined
          ? []
          : compareInAnyOrder(where, warnings, open, ['subject', 'level', 'cleared_at'], at)
      if (count !== undefined && open.length !== count) {
        differences.push({ where, at, expected: `${count} open warnings`, got: `${open.length}` })
      }
      return differences
    }
    case 'state': {
      const found = playback.judge
        .explain(expectation.rule, start + expectation.at)
        .find(({ subject }) => subject === expectation.subject)
      const facts = found && stateFacts(found, start)
      return facts && fits(expectation.facts, facts) ? [] : [mismatch(expectation, facts, at)]
    }
    case 'clock-fault': {
      const since = playback.judge.clockFaultSince(expectation.series)
      const facts = { since: since === undefined ? null : formatOffset(since - start) }
      return fits(expectation.facts, facts) ? [] : [mismatch(expectation, facts, at)]
    }
    default:
      return expectation satisfies never
  }
}

function atEnd(
  expectation: Expectation,
  playback: Playback,
  start: Instant,
  events: readonly Facts[],
  missedPeaks: readonly Facts[],
): Mismatch[] {
  switch (expectation.kind) {
    case 'events': {
      const { where, rule, shadow } = expectation
      if (shadow) {
        const said = playback.shadows.map((told) => eventFacts(told, start))
        return compareInOrder(where, expectation.events, said, KEYS)
      }
      const own = rule === undefined ? events : events.filter((event) => event['rule'] === rule)
      return compareInOrder(where, expectation.events, own, KEYS)
    }
    case 'count': {
      const { where, type, count } = expectation
      const found = events.filter((event) => event['type'] === type).length
      return found === count ? [] : [{ where, expected: `${count} of type ${type}`, got: `${found}` }]
    }
    case 'missed-peaks':
      return compareInOrder(expectation.where, expectation.peaks, missedPeaks, [
        'rule',
        'subject',
        'level',
        'from',
        'to',
        'peak',
      ])
    case 'observation': {
      const { series, time } = expectation
      const kept = playback.observations.filter(
        ({ datastream, phenomenonTime }) => datastream === series && phenomenonTime === time,
      )
      const facts = observationFacts(kept, start)
      return fits(expectation.facts, facts) ? [] : [mismatch(expectation, facts)]
    }
    default:
      return []
  }
}

/** A person's request must be done, or refused as the scenario says. */
function refusals({ happenings }: Scenario, playback: Playback): Mismatch[] {
  return playback.refused.flatMap(({ at, happening, refusal }) => {
    const asked = happenings[happening]
    if (asked?.kind !== 'request' || asked.refusal === refusal) return []
    const where = `${asked.request.kind} by ${asked.by.id}`
    const say = (kind: string | undefined) => (kind === undefined ? 'it is done' : `refused: ${kind}`)
    return [{ where, at: formatOffset(at), expected: say(asked.refusal), got: say(refusal) }]
  })
}

/** One line an event, as `--verbose` prints it. */
export function eventLine(event: Facts): string {
  return format(
    Object.fromEntries(EVENT_FACTS.filter((key) => event[key] !== undefined).map((key) => [key, event[key]])),
  )
}
