/** Steps that can be taken back. */
const MOST_STEPS = 200

/** A draft with what it was before and what was taken back. */
export interface DraftHistory<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
  /** What the last step was about: the next one about the same joins it. */
  readonly about: string | undefined
}

export function historyOf<T>(present: T): DraftHistory<T> {
  return { past: [], present, future: [], about: undefined }
}

/**
 * A further step. Typing on in one cell, or dragging on one line, is one step.
 * @param about names what is being changed; undefined: a step of its own
 */
export function stepped<T>(history: DraftHistory<T>, next: T, about?: string): DraftHistory<T> {
  if (next === history.present) return history
  const joins = about !== undefined && about === history.about
  const past = joins ? history.past : [...history.past, history.present].slice(-MOST_STEPS)
  return { past, present: next, future: [], about }
}

export function undone<T>(history: DraftHistory<T>): DraftHistory<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  const future = [history.present, ...history.future]
  return { past: history.past.slice(0, -1), present: before, future, about: undefined }
}

export function redone<T>(history: DraftHistory<T>): DraftHistory<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.present], present: next, future, about: undefined }
}
