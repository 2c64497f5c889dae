import type { StationView } from '@tocsin/contract'
import { datastreamId } from '@tocsin/core'
import type { RuleDraft } from '../draft/rule-draft.ts'

/** The unit of the values a draft is about: of the datastreams it names, or of those with its property. Empty where there are several, or none. */
export function draftUnit(
  { kind, scope, datastreams, property }: Pick<RuleDraft, 'kind' | 'scope' | 'datastreams' | 'property'>,
  stations: readonly Pick<StationView, 'id' | 'datastreams'>[],
): string {
  if (kind === 'accumulation') return 'mm'
  const named = new Set(datastreams)
  const units = stations.flatMap(({ id, datastreams: all }) =>
    all
      .filter((one) =>
        scope === 'datastreams'
          ? named.has(datastreamId(id, one.name))
          : scope === 'kind' && property !== '' && one.property === property,
      )
      .map(({ unit }) => unit),
  )
  const [unit = '', ...others] = new Set(units)
  return others.length === 0 ? unit : ''
}
