import type { ConsoleView } from '@tocsin/contract'
import { atLeast } from '../access/roles.ts'
import type { LiveClient } from './client.ts'

/** A client as a console of the shift; undefined: nobody sits there who could take a warning, and it is no wall display. */
export function consoleOf({
  caller,
  connectedAt,
  sound,
}: Pick<LiveClient, 'caller' | 'connectedAt' | 'sound'>): ConsoleView | undefined {
  const wall = caller.kind === 'display'
  if (!wall && !(caller.kind === 'person' && atLeast(caller.role, 'operator'))) return undefined
  return {
    user: caller.id,
    name: caller.name,
    role: caller.role,
    wall,
    since: connectedAt,
    sound: sound?.sound ?? null,
    hidden: sound?.hidden ?? false,
  }
}

/** Whether a warning would be heard there. A console that is muted is so for two minutes at most, by somebody who sits there. */
export function isHeard({ sound }: Pick<ConsoleView, 'sound'>): boolean {
  return sound === 'on' || sound === 'muted'
}

export function quietFirst(a: ConsoleView, b: ConsoleView): number {
  return Number(isHeard(a)) - Number(isHeard(b)) || a.since - b.since
}
