import { commandsTopic, readingsTopic } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'

/** The topics of one station, made once at its sign-in so that a frame is judged by comparing. */
export interface TopicRights {
  /** What is published here is judged. */
  readonly readings: string
  /** The only subscription. */
  readonly commands: string
  /** What is published elsewhere under it is acknowledged and goes nowhere. */
  readonly prefix: string
}

export function topicRights(station: StationId): TopicRights {
  return {
    readings: readingsTopic(station),
    commands: commandsTopic(station),
    prefix: `stations/${station}/`,
  }
}

/** True where the station may publish [contract, "MQTT"]. `$SYS` and every other station's topics lie outside. */
export function mayPublish(rights: TopicRights, topic: string): boolean {
  return topic.startsWith(rights.prefix)
}

export function maySubscribe(rights: TopicRights, filter: string): boolean {
  return filter === rights.commands
}
