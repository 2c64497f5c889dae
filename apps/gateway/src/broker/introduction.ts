import type { StationId } from '@tocsin/core'
import { Refused } from './refusals.ts'

/** CONNACK return codes [MQTT 3.1.1, table 3.1]. */
export const IDENTIFIER_REJECTED = 2
export const SERVER_UNAVAILABLE = 3
export const BAD_CREDENTIALS = 4
export const NOT_AUTHORIZED = 5

/** A `#suffix` tells two links of one station apart; more would be a place to store things. */
const LONGEST_SUFFIX = 32

/** What a CONNECT says of its sender, before its secret is looked at. */
export interface Introduction {
  readonly clientId: string
  readonly username?: string | undefined
  readonly password?: Uint8Array | undefined
}

/** The station that a CONNECT names, or why it cannot be one. Looks at form alone, so the answer tells nothing about stations. */
export function stationOf({ clientId, username, password }: Introduction): StationId | Refused {
  // [MQTT-3.1.3-8] and [MQTT-3.1.3-9]: aedes would invent an id.
  if (clientId === '') return new Refused('client-id', 'empty client id', IDENTIFIER_REJECTED)
  if (username === undefined || username === '' || password === undefined) {
    return new Refused('credentials', 'no user name or password', BAD_CREDENTIALS)
  }
  // A station of this name would own other stations' topics.
  if (/[/+#\0]/.test(username)) return new Refused('credentials', 'user name is no station', BAD_CREDENTIALS)
  const own =
    clientId === username ||
    (clientId.startsWith(`${username}#`) && clientId.length <= username.length + 1 + LONGEST_SUFFIX)
  return own ? username : new Refused('client-id', 'client id is not the station’s', IDENTIFIER_REJECTED)
}
