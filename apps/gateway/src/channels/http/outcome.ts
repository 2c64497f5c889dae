import type { DurationMs } from '@tocsin/core'
import { textAt } from './json-path.ts'

/** What a provider answered a request with. */
export interface ProviderAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfterMs?: DurationMs | undefined
}

/** True of an answer when all that it names is. */
export interface AnswerTest {
  /** `[200, 299]`: from, to. */
  readonly status?: readonly [number, number]
  /** Where in the JSON answer. */
  readonly path?: string
  /** The values it may have there, as text; absent: any value. */
  readonly equals?: readonly string[]
  /** In place of JSON: how the text begins. */
  readonly startsWith?: string
}

/** How a provider's answer is read, as data. */
export interface OutcomeRules {
  readonly success: AnswerTest
  /** Where the provider's id of the message is. */
  readonly idPath?: string
  /** Where its words about an error are. */
  readonly detailPath?: string
  /** Tried in order when it is no success. */
  readonly failures?: readonly (AnswerTest & {
    readonly permanent: boolean
    /** The account or the template is at fault: the number may be well. */
    readonly ofChannel?: boolean
  })[]
}

export type Outcome =
  | { readonly ok: true; readonly providerId: string | null }
  | {
      readonly ok: false
      readonly permanent: boolean
      /** The number itself is refused. What nobody has explained may be the account's fault, and condemns no number. */
      readonly ofAddress: boolean
      readonly detail: string
      readonly retryAfterMs: DurationMs | undefined
    }

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function passes(answer: ProviderAnswer, json: unknown, test: AnswerTest): boolean {
  if (test.status && (answer.status < test.status[0] || answer.status > test.status[1])) return false
  if (test.startsWith !== undefined && !answer.text.trimStart().startsWith(test.startsWith)) return false
  if (test.path !== undefined) {
    const value = textAt(json, test.path)
    if (value === undefined || (test.equals && !test.equals.includes(value))) return false
  }
  return true
}

/** 4xx that say "later", not "never". */
const LATER = new Set([408, 409, 423, 425, 429])

/** A provider's words go on a board: not a page of them. */
const LONGEST_DETAIL = 200

/** What became of a request. An answer that nothing is known about is a failure that may pass: silence costs more than a retry. */
export function outcomeOf(answer: ProviderAnswer, rules: OutcomeRules): Outcome {
  const json = parsed(answer.text)
  if (passes(answer, json, rules.success)) return { ok: true, providerId: textAt(json, rules.idPath) ?? null }
  const known = rules.failures?.find((test) => passes(answer, json, test))
  const permanent =
    known?.permanent ?? (answer.status >= 300 && answer.status < 500 && !LATER.has(answer.status))
  const words = textAt(json, rules.detailPath) ?? answer.text
  return {
    ok: false,
    permanent,
    ofAddress: known?.permanent === true && known.ofChannel !== true,
    detail: `${answer.status} ${words.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DETAIL)}`.trim(),
    retryAfterMs: answer.retryAfterMs,
  }
}
