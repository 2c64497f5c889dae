import type { Instant } from '../model/index.ts'

interface Timer<T> {
  readonly due: Instant
  /** Breaks ties between equal dues, so that a replay fires them in the same order. */
  readonly key: string
  readonly what: T
}

/** Timers as data: a binary heap by due time, then key. */
export class Timers<T> {
  #heap: Timer<T>[] = []

  get earliest(): Timer<T> | undefined {
    return this.#heap[0]
  }

  add(due: Instant, key: string, what: T): void {
    const heap = this.#heap
    heap.push({ due, key, what })
    let child = heap.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!this.#before(child, parent)) break
      this.#swap(child, parent)
      child = parent
    }
  }

  /** Removes the earliest. */
  take(): Timer<T> | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || first === last) return first
    heap[0] = last
    let parent = 0
    for (;;) {
      const left = 2 * parent + 1
      const right = left + 1
      let least = parent
      if (left < heap.length && this.#before(left, least)) least = left
      if (right < heap.length && this.#before(right, least)) least = right
      if (least === parent) return first
      this.#swap(least, parent)
      parent = least
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a] as Timer<T>, this.#heap[b] as Timer<T>]
    return one.due < other.due || (one.due === other.due && one.key < other.key)
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap
    const one = heap[a] as Timer<T>
    heap[a] = heap[b] as Timer<T>
    heap[b] = one
  }
}
