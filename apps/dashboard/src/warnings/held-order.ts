import type { WarningView } from '@tocsin/contract'
import { standing } from './warning-order.ts'

/**
 * The list while a pointer is in it: what is listed stays in its place, so that a click lands on the warning it was meant for. New red
 * enters at once, above; everything else that is new waits at the end until the pointer leaves.
 */
export function heldOrder(before: readonly string[], sorted: readonly WarningView[]): WarningView[] {
  const place = new Map(before.map((id, index) => [id, index]))
  const known = sorted.filter(({ id }) => place.has(id))
  known.sort((a, b) => (place.get(a.id) as number) - (place.get(b.id) as number))
  const fresh = sorted.filter(({ id }) => !place.has(id))
  const red = fresh.filter((warning) => standing(warning) === 'red' && warning.acknowledged === null)
  return [...red, ...known, ...fresh.filter((warning) => !red.includes(warning))]
}
