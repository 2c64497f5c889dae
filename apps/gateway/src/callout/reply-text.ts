import type { AnswerCode } from '@tocsin/core'

const DIGITS: Readonly<Record<AnswerCode, string>> = {
  'on-post': '1',
  'action-started': '2',
  'households-moved': '3',
  cannot: '4',
  acknowledged: '收到',
}

/** What an SMS would say for an answer given by a tap. */
export function replyText(answer: {
  readonly code: AnswerCode
  readonly households?: number | undefined
}): string {
  const { code, households } = answer
  return code === 'households-moved' && households !== undefined ? `3 ${households}` : DIGITS[code]
}
