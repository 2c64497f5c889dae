import { unitRatio } from '../decode/index.ts'
import type { Datastream, Property } from '../model/index.ts'

/** What can be true anywhere, by property, in the unit beside it: the wettest hours and the highest reservoirs there are. */
const ANYWHERE: Readonly<Partial<Record<Property, readonly [low: number, high: number, unit: string]>>> = {
  rainfall: [0, 500, 'mm'],
  'water-level': [-20, 9000, 'm'],
  flow: [0, 200_000, 'm³/s'],
}

/**
 * The bounds, lowest and highest in the datastream's unit, that a value somebody reports lies beyond; undefined when it lies within. They are the
 * datastream's own span, else what can be true anywhere. A device's value is kept and flagged; a person can be asked to look again.
 */
export function beyond(
  { span, property, unit }: Pick<Datastream, 'span' | 'property' | 'unit'>,
  value: number,
): readonly [low: number, high: number] | undefined {
  const bounds = span ?? anywhere(property, unit)
  return bounds !== undefined && (value < bounds[0] || value > bounds[1]) ? bounds : undefined
}

function anywhere(property: Property, unit: string): readonly [number, number] | undefined {
  const known = ANYWHERE[property]
  const ratio = known && unitRatio(known[2], unit)
  return known === undefined || ratio === undefined ? undefined : [known[0] * ratio, known[1] * ratio]
}
