import type { Area, AreaPath } from '@tocsin/core'

/** The words that a row says where it lies with, from the widest to the narrowest. */
export interface AreaWords {
  /** A path, or a name. */
  readonly area?: string | undefined
  readonly township?: string | undefined
  readonly village?: string | undefined
  readonly zone?: string | undefined
}

export type AreaFound =
  | { readonly ok: true; readonly area: AreaPath }
  | {
      readonly ok: false
      readonly column: keyof AreaWords
      readonly message: string
      readonly expected: string
    }

/** Finds the area that a row means: each word within what the ones before it said, and all of them within `within`. */
export function findArea(words: AreaWords, areas: readonly Area[], within: AreaPath | undefined): AreaFound {
  let found = within
  for (const column of ['area', 'township', 'village', 'zone'] as const) {
    const word = words[column]
    if (word === undefined) continue
    const exact = areas.find(({ path }) => path === word)
    const named = areas.filter(
      (area) => (area.name === word || lastOf(area.path) === word) && isWithin(area.path, found),
    )
    const candidates = exact ? [exact] : nearest(named)
    const where = found === undefined ? '' : ` in ${found}`
    if (candidates.length === 0) {
      return { ok: false, column, message: `there is no area ${word}${where}`, expected: 'a registered area' }
    }
    if (candidates.length > 1) {
      const paths = candidates.map(({ path }) => path).join(', ')
      return { ok: false, column, message: `${word} may be ${paths}`, expected: 'one of them by its path' }
    }
    found = (candidates[0] as Area).path
  }
  if (found !== undefined) return { ok: true, area: found }
  return { ok: false, column: 'area', message: 'it does not say where', expected: 'an area' }
}

/** A village and a danger zone in it often have the same name: the wider one is meant. */
function nearest(areas: readonly Area[]): readonly Area[] {
  return areas.filter(
    (area) => !areas.some((other) => other !== area && area.path.startsWith(`${other.path}/`)),
  )
}

function isWithin(path: AreaPath, ancestor: AreaPath | undefined): boolean {
  return ancestor === undefined || path === ancestor || path.startsWith(`${ancestor}/`)
}

function lastOf(path: AreaPath): string | undefined {
  return path.split('/').at(-1)
}
