import type { ReadingsItem } from './readings-item.ts'

/** Most items of one payload (contract). */
const MAX_ITEMS = 1000
/** Packets may be 256 KiB; the topic and a margin are left out of it. */
const MAX_BYTES = 240 * 1024

/**
 * What a device has measured and the gateway has not yet acknowledged, oldest first. Bounded: when it is full the oldest goes,
 * because the newest is what somebody may still act on.
 */
export class Unsent {
  readonly #capacity: number
  #items: ReadingsItem[] = []
  /** Items before this index are gone; shifting an array of 100,000 for each acknowledgement would be slow. */
  #start = 0
  #dropped = 0

  /** @param capacity items kept at most */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#items.length - this.#start
  }

  /** Items lost since the start, because there was no room. */
  get dropped(): number {
    return this.#dropped
  }

  add(item: ReadingsItem): void {
    this.#items.push(item)
    if (this.size > this.#capacity) {
      this.#dropped++
      this.#forget(1)
    }
  }

  /** The oldest items that fit into one payload. They stay until `acknowledge`. */
  batch(): { readonly items: readonly ReadingsItem[]; readonly payload: string } {
    const items: ReadingsItem[] = []
    const texts: string[] = []
    let bytes = 2
    for (let index = this.#start; index < this.#items.length && items.length < MAX_ITEMS; index++) {
      const item = this.#items[index] as ReadingsItem
      const text = JSON.stringify(item)
      bytes += Buffer.byteLength(text) + 1
      if (bytes > MAX_BYTES && items.length > 0) break
      items.push(item)
      texts.push(text)
    }
    return { items, payload: texts.length === 1 ? (texts[0] as string) : `[${texts.join(',')}]` }
  }

  /** Forgets the items of a batch. Some may have been dropped since it was made. */
  acknowledge(items: readonly ReadingsItem[]): void {
    const sent = new Set(items)
    let count = 0
    while (count < this.size && sent.has(this.#items[this.#start + count] as ReadingsItem)) count++
    this.#forget(count)
  }

  #forget(count: number): void {
    this.#start += count
    if (this.#start < 1024 || this.#start * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#start)
    this.#start = 0
  }
}
