/** `Data.BizId`, `items[0].status`; `$` alone is the whole. Undefined where nothing is there. */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '$' || path === '') return value
  let at = value
  for (const step of path.replace(/^\$\.?/, '').split(/\.|\[(\d+)\]/)) {
    if (step === undefined || step === '') continue
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<string, unknown>)[step]
  }
  return at
}

/** A value as a string where it is a plain one: providers write codes as numbers and as strings. */
export function textAt(value: unknown, path: string | undefined): string | undefined {
  if (path === undefined) return undefined
  const found = valueAt(value, path)
  if (typeof found === 'string') return found
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined
}
