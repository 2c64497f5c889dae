/** One screenful of a list that goes round by itself: nothing stays hidden. */
export interface Screenful {
  readonly from: number
  readonly to: number
  readonly page: number
  readonly pages: number
}

/** Of `count` lines, those shown at that turn when `fit` have room. The first `pinned` stand on every screenful. */
export function screenful(count: number, fit: number, turn: number, pinned = 0): Screenful {
  const room = Math.max(1, fit - pinned)
  const rest = Math.max(0, count - pinned)
  const pages = Math.max(1, Math.ceil(rest / room))
  const page = turn % pages
  const from = pinned + page * room
  return { from, to: Math.min(count, from + room), page, pages }
}

/** A name for a wall that everybody can read: 「李**」, "L. W." */
export function maskedName(name: string): string {
  if (/^[\u3400-\u9fff]/.test(name)) return `${[...name][0]}${'*'.repeat(Math.max(1, [...name].length - 1))}`
  return name
    .split(/\s+/)
    .map((word) => `${[...word][0] ?? ''}.`)
    .join(' ')
}
