import type { Part } from '@tocsin/contract'
import { isPartCode, type Language, partAdvice, partText } from '@tocsin/core'
import type { TimeText } from '../time/format.ts'
import { serverNow } from '../time/server-clock.ts'

/** How a part of the gateway fares in the reader's language; a newer gateway may say what this page does not know, and says it in English. */
export function partSentence({ code, values, detail }: Part, language: Language, text: TimeText): string {
  return isPartCode(code)
    ? partText(code, values, language, (at) => text.shortMoment(at, serverNow()))
    : detail
}

/** What to do about it; undefined where nothing has to be done. */
export function partHint({ code }: Part, language: Language): string | undefined {
  return isPartCode(code) ? partAdvice(code, language) : undefined
}
