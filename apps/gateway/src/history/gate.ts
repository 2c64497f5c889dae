/** Many may pass at once, or one that changes what they pass through. Who changes waits until nobody is on the way, and lets others go first. */
export class Gate {
  #inside = 0
  #changing: Promise<unknown> | undefined
  #quiet: (() => void)[] = []

  /** Enters, and answers how to leave. */
  async enter(): Promise<() => void> {
    while (this.#changing !== undefined) await this.#changing.catch(() => {})
    this.#inside++
    let left = false
    return () => {
      if (left) return
      left = true
      if (--this.#inside === 0) for (const wake of this.#quiet.splice(0)) wake()
    }
  }

  async passing<T>(work: () => Promise<T>): Promise<T> {
    const leave = await this.enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }

  async changing<T>(work: () => Promise<T>): Promise<T> {
    while (this.#inside > 0 || this.#changing !== undefined) {
      if (this.#changing !== undefined) await this.#changing.catch(() => {})
      else await new Promise<void>((resolve) => this.#quiet.push(resolve))
    }
    const change = work()
    this.#changing = change
    try {
      return await change
    } finally {
      this.#changing = undefined
    }
  }
}
