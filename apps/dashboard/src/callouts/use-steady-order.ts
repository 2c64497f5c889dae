import { type FocusEvent, useRef, useState } from 'react'

/**
 * A list that is sorted anew only while neither pointer nor focus is within it: nothing moves under whoever is about to press something. What is new
 * meanwhile stands at the end.
 * @param sorted as it should stand
 * @param keyOf tells entries apart
 */
export function useSteadyOrder<T>(sorted: readonly T[], keyOf: (entry: T) => string) {
  const [isHeld, setHeld] = useState(false)
  const order = useRef<readonly string[]>([])
  const list = isHeld ? steady(sorted, keyOf, order.current) : sorted
  order.current = list.map(keyOf)
  return {
    list,
    hold: {
      onPointerEnter: () => setHeld(true),
      onPointerLeave: () => setHeld(false),
      onFocus: () => setHeld(true),
      onBlur(event: FocusEvent<HTMLElement>) {
        const stays =
          event.currentTarget.contains(event.relatedTarget) || event.currentTarget.matches(':hover')
        if (!stays) setHeld(false)
      },
    },
  }
}

/** What was known before in its old order, then what is new in the order that is wanted. */
export function steady<T>(sorted: readonly T[], keyOf: (entry: T) => string, before: readonly string[]): T[] {
  const places = new Map(before.map((key, place) => [key, place]))
  const place = (entry: T) => places.get(keyOf(entry)) ?? Number.POSITIVE_INFINITY
  const known = sorted.filter((entry) => place(entry) !== Number.POSITIVE_INFINITY)
  const added = sorted.filter((entry) => place(entry) === Number.POSITIVE_INFINITY)
  return [...known.sort((a, b) => place(a) - place(b)), ...added]
}
