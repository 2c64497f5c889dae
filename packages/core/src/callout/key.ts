import type { Call } from '../model/index.ts'

/** The key of a call: unique for ever, the same when the same attempt is sent again. Its parts may hold any text. */
export function callKey(
  call: Pick<Call, 'callout' | 'generation' | 'step' | 'loop' | 'person' | 'channel' | 'attempt'>,
): string {
  const { callout, generation, step, loop, person, channel, attempt } = call
  return [callout, generation, step, loop, person, channel.id, attempt].map(encodeURIComponent).join('/')
}
