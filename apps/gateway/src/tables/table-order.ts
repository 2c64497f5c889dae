import { GRAVITY } from '@tocsin/core'
import { type CellFault, place } from './sheet.ts'
import type { ReadColumn, Spot } from './table-rows.ts'

/** A value of one row, with its column and its place. */
export interface PlacedValue {
  readonly column: ReadColumn
  readonly spot: Spot
  readonly value: number
}

/**
 * Faults in the order of one row's values: a longer window needs at least as much rain as a shorter one of its level, and a graver level
 * more than the one below it in the same window (less, for values whose danger lies `below`). Each names both cells.
 */
export function orderFaults(values: readonly PlacedValue[], direction: 'above' | 'below'): CellFault[] {
  return [...windowFaults(values), ...levelFaults(values, direction)]
}

function windowFaults(values: readonly PlacedValue[]): CellFault[] {
  return groups(values, ({ column }) => column.level).flatMap((level) => {
    const sorted = level.toSorted((a, b) => (a.column.windowMs ?? 0) - (b.column.windowMs ?? 0))
    return pairs(sorted).flatMap(([shorter, longer]) => {
      if (longer.value >= shorter.value) return []
      return [
        fault(longer, {
          message: `${longer.value} for ${longer.column.window} is less than ${shorter.value} for ${shorter.column.window} in ${cellOf(shorter)}`,
          expected: `at least ${shorter.value}: the longer window contains the shorter one`,
        }),
      ]
    })
  })
}

function levelFaults(values: readonly PlacedValue[], direction: 'above' | 'below'): CellFault[] {
  return groups(values, ({ column }) => column.windowMs ?? 0).flatMap((window) => {
    const sorted = window.toSorted((a, b) => GRAVITY[a.column.level] - GRAVITY[b.column.level])
    return pairs(sorted).flatMap(([lower, graver]) => {
      if (lower.column.level === graver.column.level) return []
      if (direction === 'above' ? graver.value > lower.value : graver.value < lower.value) return []
      return [
        fault(graver, {
          message: `${graver.value} for ${graver.column.level} is not ${direction} ${lower.value} for ${lower.column.level} in ${cellOf(lower)}`,
          expected: `${direction === 'above' ? 'more' : 'less'} than ${lower.value}`,
        }),
      ]
    })
  })
}

function fault({ spot }: PlacedValue, said: { message: string; expected: string }): CellFault {
  return { ...place(spot.row, spot.column), ...said }
}

function cellOf({ spot }: PlacedValue): string {
  return place(spot.row, spot.column).cell
}

function groups<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const found = new Map<unknown, T[]>()
  for (const item of items) {
    const group = found.get(keyOf(item))
    if (group) group.push(item)
    else found.set(keyOf(item), [item])
  }
  return [...found.values()]
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.slice(1).map((item, index) => [items[index] as T, item])
}
