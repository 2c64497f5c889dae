import type { DatastreamId, Rejection } from '../model/index.ts'
import { cited, type Reason, say } from './reasons.ts'

/** Rejections kept of one frame; the rest is counted in the last one. A broken device must not fill the journal. */
const MAX_REJECTIONS = 20
const EXCERPT_LENGTH = 120

const NONE: readonly Rejection[] = []

/** What of a frame could not be read, in the order found: the first twenty, and how many more there were. */
export class Rejections {
  #kept: Rejection[] | undefined
  #unlisted = 0

  /** @param clause the clause of the standard that was broken; it ends the reason */
  add(path: string, reason: Reason, offending: unknown, clause?: string, datastream?: DatastreamId): void {
    this.#kept ??= []
    if (this.#kept.length >= MAX_REJECTIONS) {
      this.#unlisted++
      return
    }
    this.#kept.push({
      path: path.startsWith('.') ? path.slice(1) : path,
      reason: cited(reason, clause),
      excerpt: excerpt(offending),
      ...(datastream === undefined ? {} : { datastream }),
    })
  }

  list(): readonly Rejection[] {
    if (this.#kept === undefined) return NONE
    if (this.#unlisted === 0) return this.#kept
    return [...this.#kept, { path: '', reason: say('more', { count: this.#unlisted }), excerpt: '' }]
  }
}

/** What a JSON value is, in words: `a string`, `null`, `missing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  // What JSON may say and no computer holds: 1e999.
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return 'too large to be a number'
  return Array.isArray(value) ? 'an array' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

function excerpt(offending: unknown): string {
  if (offending === undefined) return ''
  const text = typeof offending === 'string' ? offending : (JSON.stringify(offending) ?? '')
  return shorten(text)
}

/** A text as a person can read it in one line: cut, and without control characters. */
export function shorten(text: string): string {
  // Control characters and lone surrogates, of which the cut may make one, would garble the line that an operator reads.
  const clean = text.slice(0, EXCERPT_LENGTH).replace(/[\p{Cc}\p{Cs}]/gu, '\u{FFFD}')
  return text.length > EXCERPT_LENGTH ? `${clean}…` : clean
}
