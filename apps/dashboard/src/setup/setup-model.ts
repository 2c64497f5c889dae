import type {
  AreaBody,
  CalloutView,
  PersonRecord,
  PlanView,
  RuleView,
  StationView,
  WarningView,
} from '@tocsin/contract'
import { SETUP_STEPS, type SetupStep } from './setup-steps.ts'

/** What is really there. No step is remembered as done: it is done when what it makes exists. */
export interface SetupFacts {
  readonly firstPassword: boolean
  readonly areas: readonly AreaBody[]
  readonly stations: readonly StationView[]
  readonly rules: readonly RuleView[]
  /** Open ones and the newest that were closed. */
  readonly warnings: readonly WarningView[]
  readonly persons: readonly PersonRecord[]
  readonly plans: readonly PlanView[]
  readonly callouts: readonly CalloutView[]
}

/** Rules about the sensors themselves warn of no flood. */
const ABOUT_SENSORS: readonly string[] = ['absence', 'sensor-fault']

/** Rules in force that warn of something. */
export function warningRules(rules: readonly RuleView[]): RuleView[] {
  return rules.filter(
    ({ state = 'active', condition }) => state === 'active' && !ABOUT_SENSORS.includes(condition.kind),
  )
}

/** Those stations that have ever said something that could be read. */
export function heardStations(stations: readonly StationView[]): StationView[] {
  return stations.filter(({ latest }) => Object.keys(latest).length > 0)
}

const IS_DONE: Readonly<Record<SetupStep, (facts: SetupFacts) => boolean>> = {
  password: ({ firstPassword }) => !firstPassword,
  devices: ({ areas, stations }) => areas.length > 0 || stations.length > 0,
  area: ({ areas }) => areas.some(({ kind }) => kind === 'village'),
  station: ({ stations }) => heardStations(stations).length > 0,
  rule: ({ rules }) => warningRules(rules).length > 0,
  // Closed: cleared and taken over, or by hand.
  warning: ({ warnings, rules }) => {
    const ids = new Set(warningRules(rules).map(({ id }) => id))
    return warnings.some(
      ({ rule, acknowledged, closedAt }) => ids.has(rule.id) && (acknowledged !== null || closedAt !== null),
    )
  },
  person: ({ persons, plans }) => plans.length > 0 && persons.some(({ channels }) => channels.length > 0),
  drill: ({ callouts }) => callouts.some(({ exercise, answered }) => exercise && answered > 0),
}

export interface SetupProgress {
  readonly steps: readonly { readonly step: SetupStep; readonly done: boolean }[]
  /** The first that is not done; null: all are. */
  readonly next: SetupStep | null
  readonly done: number
}

/** How far the first run has come. */
export function setupProgress(facts: SetupFacts): SetupProgress {
  const steps = SETUP_STEPS.map((step) => ({ step, done: IS_DONE[step](facts) }))
  return {
    steps,
    next: steps.find(({ done }) => !done)?.step ?? null,
    done: steps.filter(({ done }) => done).length,
  }
}

/** An id that no station has: `station-1`, `station-2`. */
export function freeStationId(stations: readonly Pick<StationView, 'id'>[]): string {
  const taken = new Set(stations.map(({ id }) => id))
  let number = 1
  while (taken.has(`station-${number}`)) number++
  return `station-${number}`
}
