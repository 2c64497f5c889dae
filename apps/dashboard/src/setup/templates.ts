import type { RuleBody, StationBody } from '@tocsin/contract'
import { HOUR, MINUTE, SECOND } from '@tocsin/core'

/** What a first station may measure. */
export const TEMPLATES = ['water-level', 'rain', 'displacement', 'gas', 'temperature'] as const
export type Template = (typeof TEMPLATES)[number]

type Datastream = StationBody['datastreams'][number]

const DATASTREAMS: Readonly<Record<Template, Datastream>> = {
  'water-level': { name: 'level', property: 'water-level', unit: 'm', intervalMs: 5 * MINUTE },
  rain: { name: 'rain', property: 'rainfall', unit: 'mm', intervalMs: 5 * MINUTE, form: 'increment' },
  displacement: { name: 'displacement', property: 'displacement', unit: 'mm', intervalMs: HOUR },
  gas: { name: 'ch4', property: 'combustible-gas', unit: '%LEL', intervalMs: 10 * SECOND, span: [0, 100] },
  temperature: { name: 'temperature', property: 'temperature', unit: '°C', intervalMs: 5 * MINUTE },
}

export const datastreamOf = (template: Template): Datastream => DATASTREAMS[template]

/** The template of a station that is there, by what it measures; undefined: none fits. */
export function templateOf({
  datastreams,
}: Pick<StationBody, 'datastreams'>):
  | { readonly template: Template; readonly datastream: Datastream }
  | undefined {
  for (const datastream of datastreams) {
    const template = TEMPLATES.find((one) => DATASTREAMS[one].property === datastream.property)
    if (template !== undefined) return { template, datastream }
  }
  return undefined
}

/** The values that a newcomer is asked for: yellow, and red. For rain the amount in six hours, and in three. */
export interface Thresholds {
  readonly yellow: number
  readonly red: number
}

/**
 * What is filled in beforehand. Rain: 暴雨预警信号 yellow (50 mm in 6 h) and red (100 mm in 3 h), CMA order 16. Gas: 25 and 50 %LEL, GB/T 50493.
 * Level, displacement and temperature have no figure that holds anywhere: these are examples, and the page says so.
 */
export const USUAL_THRESHOLDS: Readonly<Record<Template, Thresholds>> = {
  'water-level': { yellow: 3.5, red: 4.5 },
  rain: { yellow: 50, red: 100 },
  displacement: { yellow: 20, red: 50 },
  gas: { yellow: 25, red: 50 },
  temperature: { yellow: 38, red: 45 },
}

/** True where the figures come from a standard, and are no mere examples. */
export const FROM_A_STANDARD: readonly Template[] = ['rain', 'gas']

/** A level clears at nine tenths of what raises it, rounded as it is written. */
const clear = (raiseAt: number): number => Number((raiseAt * 0.9).toPrecision(3))

export interface RuleDraft {
  readonly name: string
  readonly response: string
  readonly thresholds: Thresholds
}

/** The rule of a template for one datastream. */
export function ruleOf(
  template: Template,
  datastream: string,
  { name, response, thresholds }: RuleDraft,
): RuleBody {
  const { yellow, red } = thresholds
  const shared = { name, response, appliesTo: { datastreams: [datastream] } }
  if (template === 'rain') {
    return {
      ...shared,
      condition: { kind: 'accumulation' },
      levels: { yellow: { anyOf: { '6h': yellow } }, red: { anyOf: { '3h': red } } },
    }
  }
  return {
    ...shared,
    condition: { kind: 'threshold', direction: 'above' },
    levels: {
      yellow: { raiseAt: yellow, clearBelow: clear(yellow) },
      red: { raiseAt: red, clearBelow: clear(red) },
    },
  }
}

/** A value that reaches yellow and not red, as a device would write it. */
export function breachOf({ yellow, red }: Thresholds): number {
  return Number((yellow + (red - yellow) / 4).toPrecision(3))
}

/** The yellow and red of a rule that one of these templates made, whatever was changed since; undefined: it is of another form. */
export function thresholdsOf(rule: RuleBody): Thresholds | undefined {
  const { condition, levels } = rule
  if (condition.kind === 'accumulation' && !('table' in condition)) {
    const amounts = levels as Record<string, { anyOf: Record<string, number> }>
    const least = (level: string) => Math.min(...Object.values(amounts[level]?.anyOf ?? {}))
    return known(least('yellow'), least('red'))
  }
  if (condition.kind === 'threshold' && condition.direction === 'above' && !('table' in condition)) {
    const values = levels as Record<string, { raiseAt: number }>
    return known(values['yellow']?.raiseAt ?? Number.NaN, values['red']?.raiseAt ?? Number.NaN)
  }
  return undefined
}

function known(yellow: number, red: number): Thresholds | undefined {
  return Number.isFinite(yellow) && Number.isFinite(red) ? { yellow, red } : undefined
}
