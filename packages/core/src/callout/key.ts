import type { Call } from '../model/index.ts'

/** The key of a call: unique for ever, the same when the same attempt is sent again. Its parts may hold any text. */
export function callKey(
  call: Pick<Call, 'callout' | 'generation' | 'step' | 'loop' | 'person' | 'channel' | 'attempt'>,
): string {
  const { callout, generation, step, loop, person, channel, attempt } = call
  return [callout, generation, step, loop, person, channel.id, attempt].map(encodeURIComponent).join('/')
}

/** What a key says it is of. */
export function parseKey(key: string): Pick<
  Call,
  'callout' | 'generation' | 'step' | 'loop' | 'person' | 'attempt'
> & {
  readonly channel: string
} {
  const [callout = '', generation, step, loop, person = '', channel = '', attempt] = key
    .split('/')
    .map(decodeURIComponent)
  return {
    callout,
    generation: Number(generation),
    step: Number(step),
    loop: Number(loop),
    person,
    channel,
    attempt: Number(attempt),
  }
}
