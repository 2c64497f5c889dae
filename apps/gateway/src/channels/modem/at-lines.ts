/** What a modem says: a line, or `> `, with which it asks for the text of a message. */
export type AtEvent = { readonly line: string } | 'prompt'

/** A line that never ends is no modem's. */
const LONGEST_LINE = 4096

/** Cuts what comes from the port into lines, however it is broken up. */
export class AtLines {
  #rest = ''

  push(text: string): AtEvent[] {
    const events: AtEvent[] = []
    this.#rest += text
    for (;;) {
      // The prompt has no line end; it stands where a line would begin.
      if (this.#rest.startsWith('> ')) {
        this.#rest = this.#rest.slice(2)
        events.push('prompt')
        continue
      }
      const end = /[\r\n]/.exec(this.#rest)
      if (!end) break
      const line = this.#rest.slice(0, end.index).trim()
      this.#rest = this.#rest.slice(end.index + 1)
      if (line !== '') events.push({ line })
    }
    if (this.#rest.length > LONGEST_LINE) this.#rest = ''
    return events
  }
}
