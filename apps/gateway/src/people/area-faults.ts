import { AREA_KINDS, type Area, type AreaPath } from '@tocsin/core'
import type { Fault } from '../http/services.ts'

/** All that is wrong with areas that are to be saved together, by path. `known` are those that stay as they are. */
export function areaFaults(areas: readonly Area[], known: (path: AreaPath) => Area | undefined): Fault[] {
  const saved = new Map(areas.map((area) => [area.path, area]))
  return areas.flatMap((area, index): Fault[] => {
    const at = (field: string, message: string, expected: string): Fault[] => [
      { path: `areas[${index}].${field}`, message, expected },
    ]
    if (saved.get(area.path) !== area) return at('path', `${area.path} stands there twice`, 'each area once')
    const end = area.path.lastIndexOf('/')
    if (end < 0) return []
    const above = area.path.slice(0, end)
    const parent = saved.get(above) ?? known(above)
    if (parent === undefined)
      return at('path', `there is no area ${above} for it to lie in`, 'areas from the top down')
    if (AREA_KINDS.indexOf(area.kind) > AREA_KINDS.indexOf(parent.kind)) return []
    return at(
      'kind',
      `a ${area.kind} cannot lie in ${parent.path}, a ${parent.kind}`,
      `something narrower than a ${parent.kind}`,
    )
  })
}
