/** Runs one piece of work after another, whatever becomes of each. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Changes of what is configured take turns: two that both found an id free, or a table unused, must not both act on it. */
export function takingTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work, work)
    last = done.catch(() => {})
    return done
  }
}
