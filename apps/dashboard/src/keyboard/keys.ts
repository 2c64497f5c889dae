/** Whether single keys act: off until somebody turns them on (WCAG 2.1.4). Until it was decided `?` alone acts, to tell of the others. */
export type SingleKeys = 'undecided' | 'on' | 'off'

/** What a key asks for. `at`: the control of the page that is marked with that key (`data-key`). */
export type Command =
  | {
      readonly kind:
        | 'palette'
        | 'sheet'
        | 'acknowledge'
        | 'acknowledge-selected'
        | 'open'
        | 'select'
        | 'select-range'
        | 'callouts'
        | 'mute'
        | 'worst'
        | 'theme'
        | 'close'
    }
  | { readonly kind: 'row'; readonly step: 1 | -1 }
  | { readonly kind: 'page'; readonly place: number }
  | { readonly kind: 'at'; readonly key: PageKey }

/** Keys whose meaning the page gives: escalate, filter, live or pause, note, shelve. */
export const PAGE_KEYS = ['e', 'f', 'l', 'n', 's'] as const
export type PageKey = (typeof PAGE_KEYS)[number]

/** Lines of the sheet, in its order: what is pressed, and the word for what it does. */
export const SHEET: readonly {
  readonly keys: readonly string[]
  readonly word: string
  readonly always?: true
}[] = [
  { keys: ['Ctrl', 'K'], word: 'palette', always: true },
  { keys: ['Esc'], word: 'close', always: true },
  { keys: ['↑', '↓'], word: 'arrows', always: true },
  { keys: ['?'], word: 'sheet' },
  { keys: ['1', '–', '9'], word: 'page' },
  { keys: ['J', 'K'], word: 'row' },
  { keys: ['Enter'], word: 'open', always: true },
  { keys: ['O'], word: 'details' },
  { keys: ['A'], word: 'acknowledge' },
  { keys: ['X'], word: 'select' },
  { keys: ['Shift', 'X'], word: 'selectRange' },
  { keys: ['Shift', 'A'], word: 'acknowledgeSelected' },
  { keys: ['E'], word: 'escalate' },
  { keys: ['C'], word: 'callouts' },
  { keys: ['G'], word: 'worst' },
  { keys: ['N'], word: 'note' },
  { keys: ['S'], word: 'shelve' },
  { keys: ['F'], word: 'filter' },
  { keys: ['L'], word: 'live' },
  { keys: ['M'], word: 'mute' },
  { keys: ['T'], word: 'theme' },
]

export interface Pressed {
  readonly key: string
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift?: boolean
  /** The focus is where text is typed or a choice is made. */
  readonly typing: boolean
  /** A dialogue is open: keys are its own. */
  readonly inDialog: boolean
}

const SINGLE: Readonly<Record<string, Command>> = {
  j: { kind: 'row', step: 1 },
  k: { kind: 'row', step: -1 },
  a: { kind: 'acknowledge' },
  c: { kind: 'callouts' },
  o: { kind: 'open' },
  x: { kind: 'select' },
  g: { kind: 'worst' },
  m: { kind: 'mute' },
  t: { kind: 'theme' },
}

const SHIFTED: Readonly<Record<string, Command>> = {
  a: { kind: 'acknowledge-selected' },
  x: { kind: 'select-range' },
}

/** What a press asks for, if anything. */
export function commandFor(
  { key, ctrl, alt, shift = false, typing, inDialog }: Pressed,
  single: SingleKeys,
): Command | undefined {
  const letter = key.toLowerCase()
  if (ctrl) return letter === 'k' && !alt ? { kind: 'palette' } : undefined
  if (alt || inDialog || typing) return undefined
  if (key === 'Escape') return { kind: 'close' }
  if (key === '?') return single === 'off' ? undefined : { kind: 'sheet' }
  if (single !== 'on') return undefined
  if (/^[1-9]$/.test(key)) return { kind: 'page', place: Number(key) - 1 }
  if (shift && SHIFTED[letter] !== undefined) return SHIFTED[letter]
  const ofPage = PAGE_KEYS.find((one) => one === letter)
  return ofPage === undefined ? SINGLE[letter] : { kind: 'at', key: ofPage }
}
