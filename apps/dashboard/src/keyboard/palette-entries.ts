/** Something that can be gone to or done from the palette. */
export interface Entry {
  readonly id: string
  readonly group: 'action' | 'page' | 'warning' | 'station' | 'rule' | 'person'
  readonly text: string
  /** Said beside it, and found by: an id, an area, a key. */
  readonly hint?: string
  /** Why it may not be done by this person; it stays in view. */
  readonly forbidden?: string
  run(): void
}

/** Shown of one query; whoever sees more than a screenful types another letter. */
export const MOST_SHOWN = 30
/** Of one group while nothing was typed. */
const FIRST_OF_GROUP = 6

/** What fits the query, the best first: every word of it is in the entry; text that begins with the query before text that only has it. */
export function matching(entries: readonly Entry[], query: string): Entry[] {
  const words = fold(query)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) {
    const counts = new Map<string, number>()
    return entries.filter(({ group }) => {
      const count = counts.get(group) ?? 0
      counts.set(group, count + 1)
      return count < (group === 'page' || group === 'action' ? Number.POSITIVE_INFINITY : FIRST_OF_GROUP)
    })
  }
  return entries
    .map((entry, place) => ({ entry, place, fit: fit(entry, words) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.place - b.place)
    .slice(0, MOST_SHOWN)
    .map(({ entry }) => entry)
}

function fit({ text, hint = '' }: Entry, words: readonly string[]): number {
  const [inText, inHint] = [fold(text), fold(hint)]
  if (!words.every((word) => inText.includes(word) || inHint.includes(word))) return 0
  const [first = ''] = words
  if (inText.startsWith(first)) return 4
  if (inText.includes(` ${first}`)) return 3
  return inText.includes(first) ? 2 : 1
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()
