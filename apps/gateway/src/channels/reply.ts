import type { AnswerCode } from '@tocsin/core'

/** What somebody wrote or pressed, as an answer. Whose it is and to which call-out is for `bindReply`. */
export interface ParsedReply {
  /** `A1`, in capitals; null when none was written. */
  readonly tag: string | null
  readonly code: AnswerCode
  /** After 3 only, and only when a number was given: a count is never made up. */
  readonly households?: number
  /** What was written after 4: 路断, 受困. */
  readonly note?: string
}

const CODES: Record<string, AnswerCode> = {
  '1': 'on-post',
  '2': 'action-started',
  '3': 'households-moved',
  '4': 'cannot',
}

/** Whole phrases people send instead of a code. Anything longer is a text for a person to read, not an answer. */
const PHRASES: ReadonlyMap<string, AnswerCode> = new Map(
  Object.entries({
    收到: 'acknowledged',
    已收到: 'acknowledged',
    收到了: 'acknowledged',
    received: 'acknowledged',
    ok: 'acknowledged',
    到岗: 'on-post',
    已到岗: 'on-post',
    'on post': 'on-post',
    已行动: 'action-started',
    已开始行动: 'action-started',
    'action started': 'action-started',
    已转移: 'households-moved',
    无法到岗: 'cannot',
    cannot: 'cannot',
  }),
)

/** Longer texts are not answers, and need not be looked through. */
const LONGEST = 200
/** A village has fewer households than this; a longer number is a telephone's. */
const NUMBER = '\\d{1,4}'
/** `*` is what a telephone has for a space. */
const SEPARATOR = '[ *,，、:：;；/+-]+'

const TAG = new RegExp(`^([A-Z]\\d{1,2})(?:${SEPARATOR})(.+)$`, 'i')
const ONE_CODE = /^([1-4])$/
const HOUSEHOLDS = new RegExp(`^3${SEPARATOR}(${NUMBER}) ?(?:户|households?)?$`, 'i')
const HOUSEHOLDS_IN_WORDS = new RegExp(`^已转移 ?(${NUMBER}) ?户$`)
const CODE_AND_PHRASE = /^([1-4])[ ,，、:：-]*(\D+)$/
const CANNOT_WITH_NOTE = new RegExp(`^4${SEPARATOR}(\\D.{0,60})$`)

function parseAnswer(text: string): Omit<ParsedReply, 'tag'> | null {
  const code = ONE_CODE.exec(text)?.[1]
  if (code) return { code: CODES[code] as AnswerCode }
  const households = HOUSEHOLDS.exec(text)?.[1] ?? HOUSEHOLDS_IN_WORDS.exec(text)?.[1]
  if (households) return { code: 'households-moved', households: Number(households) }
  const phrase = PHRASES.get(text.toLowerCase())
  if (phrase) return { code: phrase }
  const both = CODE_AND_PHRASE.exec(text)
  // "1 已到岗": the word must say what the code says. "1 无法到岗" is two answers, which is none.
  if (both && PHRASES.get((both[2] as string).toLowerCase()) === CODES[both[1] as string]) {
    return { code: CODES[both[1] as string] as AnswerCode }
  }
  const note = CANNOT_WITH_NOTE.exec(text)?.[1]
  if (note && !PHRASES.has(note.toLowerCase())) return { code: 'cannot', note }
  return null
}

/**
 * Reads an SMS or the keys of a telephone: `1`, `3 23`, `３ ２３户。`, `A1 4 路断`, `收到`. Null when it is not clearly an
 * answer: a text that is counted wrongly does more harm than one that a person has to read.
 */
export function parseReply(text: string): ParsedReply | null {
  if (text.length > LONGEST) return null
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\u200b\ufeff]+/g, ' ')
    .trim()
    .replace(/[ .。!！~#*]+$/, '')
  const tagged = TAG.exec(plain)
  const answer = parseAnswer(tagged ? (tagged[2] as string) : plain)
  return answer && { tag: tagged ? (tagged[1] as string).toUpperCase() : null, ...answer }
}

/** A call-out that a person may answer now. */
export interface AwaitedAnswer {
  readonly callout: string
  readonly tag: string
}

export type BoundReply =
  | { readonly ok: true; readonly callout: string }
  | { readonly ok: false; readonly refusal: 'none-open' | 'unknown-tag' | 'which-one' }

/**
 * Which of a person's open call-outs an answer is to. Without a tag it must be the only one: an answer to the wrong one
 * would stop calls that must go on.
 */
export function bindReply(reply: ParsedReply, open: readonly AwaitedAnswer[]): BoundReply {
  if (open.length === 0) return { ok: false, refusal: 'none-open' }
  if (reply.tag !== null) {
    const meant = open.find(({ tag }) => tag === reply.tag)
    return meant ? { ok: true, callout: meant.callout } : { ok: false, refusal: 'unknown-tag' }
  }
  const only = open.length === 1 ? open[0] : undefined
  return only ? { ok: true, callout: only.callout } : { ok: false, refusal: 'which-one' }
}

/** Letters that are not taken for digits or for each other. */
const TAG_LETTERS = 'ABCDEFGHJKMNPRTUVWXY'

/** The first free tag: `A1`, `B1` … `Y1`, `A2` … Undefined when all 1,980 are taken. */
export function freeTag(taken: ReadonlySet<string>): string | undefined {
  for (let number = 1; number <= 99; number += 1) {
    for (const letter of TAG_LETTERS) {
      const tag = `${letter}${number}`
      if (!taken.has(tag)) return tag
    }
  }
  return undefined
}
