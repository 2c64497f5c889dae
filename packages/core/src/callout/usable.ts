import { type Instant, inSchedule, type Level, type Person, type PersonChannel } from '../model/index.ts'
import type { World } from './world.ts'

/**
 * A person's channels that are worth trying at `now`, in their order: not dead, of a kind that can send, within their hours. When only the hours
 * stand in the way, red disregards them.
 */
export function usable(
  person: Person | undefined,
  level: Level,
  world: Pick<World, 'down' | 'zone'>,
  now: Instant,
): PersonChannel[] {
  const alive = (person?.channels ?? []).filter(({ dead, kind }) => !dead && !world.down.includes(kind))
  const open = alive.filter(({ hours }) => inSchedule(hours && { zone: world.zone, hours }, now))
  return open.length === 0 && level === 'red' ? alive : open
}
