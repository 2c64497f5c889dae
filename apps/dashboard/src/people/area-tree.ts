import type { AreaBody } from '@tocsin/contract'

export interface AreaNode {
  readonly area: AreaBody
  readonly depth: number
}

/** The tree as lines, each area below the one it lies in, in the order of names. An area whose parent nobody entered stands at the top. */
export function areaLines(
  areas: readonly AreaBody[],
  compare: (a: string, b: string) => number = (a, b) => a.localeCompare(b),
): AreaNode[] {
  const paths = new Set(areas.map(({ path }) => path))
  const children = new Map<string, AreaBody[]>()
  for (const area of areas) {
    const parent = enteredParent(area.path, paths)
    children.set(parent, [...(children.get(parent) ?? []), area])
  }
  const below = (parent: string, depth: number): AreaNode[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => compare(a.name, b.name))
      .flatMap((area) => [{ area, depth }, ...below(area.path, depth + 1)])
  return below('', 0)
}

function enteredParent(path: string, entered: ReadonlySet<string>): string {
  for (let at = parentPath(path); at !== ''; at = parentPath(at)) if (entered.has(at)) return at
  return ''
}

export function parentPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** What a path is called: the name that was entered, else its last part. */
export function areaName(areas: readonly AreaBody[], path: string): string {
  return areas.find((area) => area.path === path)?.name ?? path.slice(path.lastIndexOf('/') + 1)
}

/** 「庐山县 / 白河镇」: names from the top down, to tell places of one name apart. */
export function areaTrail(areas: readonly AreaBody[], path: string): string {
  const parts = path.split('/')
  return parts.map((_, index) => areaName(areas, parts.slice(0, index + 1).join('/'))).join(' / ')
}

const BELOW = { county: 'township', township: 'village', village: 'danger-zone' } as const

/** What usually lies in an area of that kind. */
export function kindBelow(kind: AreaBody['kind'] | undefined): AreaBody['kind'] {
  if (kind === undefined) return 'county'
  return kind === 'danger-zone' ? 'danger-zone' : BELOW[kind]
}

/** What a place is by the ending of its Chinese name. A danger zone's name has no ending of its own. */
const ENDINGS: readonly (readonly [RegExp, AreaBody['kind']])[] = [
  [/[县市旗]$/, 'county'],
  [/[镇乡]$|街道$/, 'township'],
  [/[村屯寨]$|社区$/, 'village'],
]

/** What a place of that name most likely is: a village is often entered right below its county. Undefined where the name does not say. */
export function kindOfName(name: string): AreaBody['kind'] | undefined {
  return ENDINGS.find(([ending]) => ending.test(name.trim()))?.[1]
}

/** Paths that stations name and nobody has entered, each after those it lies in: without its county a place has no duty desk. */
export function missingPaths(areas: readonly AreaBody[], unregistered: readonly string[]): string[] {
  const known = new Set(areas.map(({ path }) => path))
  const named = unregistered.flatMap((path) => {
    const parts = path.split('/')
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
  })
  return [...new Set(named)].filter((path) => !known.has(path)).toSorted()
}

/** The path of a new area: its name without what a path cannot hold, below its parent. */
export function pathFor(parent: string, name: string): string {
  const part = name
    .trim()
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return parent === '' ? part : `${parent}/${part}`
}

/** A text that ends in the path of an area that was entered, such as 「书记 lushan/xincun」, with its names instead. */
export function withAreaNames(areas: readonly AreaBody[], text: string): string {
  const start = text.lastIndexOf(' ') + 1
  const path = text.slice(start)
  return areas.some((area) => area.path === path) ? text.slice(0, start) + areaTrail(areas, path) : text
}
