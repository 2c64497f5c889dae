import { commandsTopic, readingsTopic } from '@tocsin/contract'
import type { StationId } from '@tocsin/core'

/** A loudspeaker's user name; no station's has a colon. */
const SPEAKER = /^speaker:(.+)$/

/** The loudspeaker that an account is of; undefined: it is a station's. */
export function speakerOf(account: string): string | undefined {
  return SPEAKER.exec(account)?.[1]
}

/** Where a loudspeaker is told what to sound, and where it says what it does. */
export function speakerTopics(speaker: string): { readonly commands: string; readonly state: string } {
  return { commands: `speaker/${speaker}/cmd`, state: `speaker/${speaker}/state` }
}

/** The topics of one station or loudspeaker, made once at its sign-in so that a frame is judged by comparing. */
export interface TopicRights {
  /** What is published here is judged; a loudspeaker has none. */
  readonly readings: string | undefined
  /** What is published here is a loudspeaker's word, and no reading; a station has none. */
  readonly state: string | undefined
  /** The only subscription. */
  readonly commands: string
  /** What is published elsewhere under it is acknowledged and goes nowhere. */
  readonly prefix: string
}

export function topicRights(account: StationId): TopicRights {
  const speaker = speakerOf(account)
  if (speaker !== undefined) {
    // Nothing but its own state: a prefix that no topic can have.
    return { readings: undefined, ...speakerTopics(speaker), prefix: '\0' }
  }
  const station = account
  return {
    state: undefined,
    readings: readingsTopic(station),
    commands: commandsTopic(station),
    prefix: `stations/${station}/`,
  }
}

/** True where the station or loudspeaker may publish [contract, "MQTT"]. `$SYS` and every other station's topics lie outside. */
export function mayPublish(rights: TopicRights, topic: string): boolean {
  return topic === rights.state || topic.startsWith(rights.prefix)
}

export function maySubscribe(rights: TopicRights, filter: string): boolean {
  return filter === rights.commands
}
