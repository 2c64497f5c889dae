import { AREA_KINDS, type Area, type AreaPath } from '@tocsin/core'
import type { Fault } from '../http/services.ts'

/** All that is wrong with areas that are to be saved together, by path. `known` are those that are there. */
export function areaFaults(areas: readonly Area[], known: readonly Area[]): Fault[] {
  const after = new Map([...known, ...areas].map((area) => [area.path, area]))
  const saved = new Set(areas)
  const below = new Map<AreaPath, Area>()
  // Of those that stay as they are, the widest right below each: if that one fits, the others do.
  for (const area of after.values()) {
    const above = parentOf(area.path)
    if (above === undefined || saved.has(area)) continue
    const widest = below.get(above)
    if (widest === undefined || rank(area) < rank(widest)) below.set(above, area)
  }
  return areas.flatMap((area, index): Fault[] => {
    const at = (field: string, message: string, expected: string): Fault[] => [
      { path: `areas[${index}].${field}`, message, expected },
    ]
    if (after.get(area.path) !== area) return at('path', `${area.path} stands there twice`, 'each area once')
    const child = below.get(area.path)
    if (child !== undefined && rank(child) <= rank(area)) {
      return at('kind', `${child.path}, a ${child.kind}, lies in it`, `something wider than a ${child.kind}`)
    }
    const above = parentOf(area.path)
    if (above === undefined) return []
    const parent = after.get(above)
    if (parent === undefined) {
      return at('path', `there is no area ${above} for it to lie in`, 'areas from the top down')
    }
    if (rank(area) > rank(parent)) return []
    const message = `a ${area.kind} cannot lie in ${parent.path}, a ${parent.kind}`
    return at('kind', message, `something narrower than a ${parent.kind}`)
  })
}

function parentOf(path: AreaPath): AreaPath | undefined {
  const end = path.lastIndexOf('/')
  return end < 0 ? undefined : path.slice(0, end)
}

/** The wider, the lower. */
function rank({ kind }: Area): number {
  return AREA_KINDS.indexOf(kind)
}
