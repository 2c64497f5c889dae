/**
 * A message to one client whose body is the same for many: only `seq` is the client's own.
 * `body` is the JSON of the other fields, without braces: `"observations":[…]`.
 */
export class SharedMessage {
  readonly #seq: number
  readonly #body: string

  constructor(seq: number, body: string) {
    this.#seq = seq
    this.#body = body
  }

  get json(): string {
    return `{"seq":${this.#seq},${this.#body}}`
  }
}

/** The JSON of fields, as the body of a shared message. */
export function bodyOf(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(fields).slice(1, -1)
}
