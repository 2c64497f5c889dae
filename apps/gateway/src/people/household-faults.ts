import type { Area, AreaPath, Household, PersonId } from '@tocsin/core'
import type { Fault } from '../http/services.ts'

/** All that is wrong with a household that is to be saved, by path. */
export function householdFaults(
  { area, helper }: Omit<Household, 'id'>,
  people: {
    area(path: AreaPath): Area | undefined
    person(id: PersonId): { readonly name: string } | undefined
  },
): Fault[] {
  const faults: Fault[] = []
  const found = people.area(area)
  const expected = 'a registered danger zone or village'
  if (found === undefined) faults.push({ path: 'area', message: `there is no area ${area}`, expected })
  else if (found.kind !== 'danger-zone' && found.kind !== 'village') {
    faults.push({ path: 'area', message: `${area} is a ${found.kind}`, expected })
  }
  if (helper !== undefined && people.person(helper) === undefined) {
    faults.push({ path: 'helper', message: `there is no person ${helper}`, expected: 'a registered person' })
  }
  return faults
}
