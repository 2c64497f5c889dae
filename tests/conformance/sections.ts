import { LEAVING, SESSION_STATE, TOPICS } from './behaviour.ts'
import { CONNACK } from './connack.ts'
import { CONNECTING } from './connecting.ts'
import { PUBLISHING } from './publishing.ts'
import type { Section } from './statement.ts'
import { SUBSCRIBING, UNSUBSCRIBING } from './subscribing.ts'
import { TRANSPORT } from './transport.ts'
import { WIRE_FORMAT } from './wire-format.ts'

/** Every numbered statement of the standard, in its order. */
export const SECTIONS: readonly Section[] = [
  WIRE_FORMAT,
  CONNECTING,
  CONNACK,
  PUBLISHING,
  SUBSCRIBING,
  UNSUBSCRIBING,
  LEAVING,
  SESSION_STATE,
  TOPICS,
  TRANSPORT,
]

/** How many numbered statements each section of the standard has (appendix B). */
export const NUMBERED: Readonly<Record<string, number>> = {
  '1.5.3': 3,
  '2.2.2': 2,
  '2.3.1': 7,
  '3.1.0': 2,
  '3.1.2': 24,
  '3.1.3': 11,
  '3.1.4': 5,
  '3.2.0': 1,
  '3.2.2': 6,
  '3.3.1': 12,
  '3.3.2': 3,
  '3.3.4': 1,
  '3.3.5': 2,
  '3.6.1': 1,
  '3.8.1': 1,
  '3.8.3': 3,
  // As the standard prints it.
  '3-8.3': 1,
  '3.8.4': 6,
  '3.9.3': 2,
  '3.10.1': 1,
  '3.10.3': 2,
  '3.10.4': 6,
  '3.12.4': 1,
  '3.14.1': 1,
  '3.14.4': 3,
  '4.1.0': 2,
  '4.3.1': 1,
  '4.3.2': 2,
  '4.3.3': 2,
  '4.4.0': 1,
  '4.5.0': 2,
  '4.6.0': 6,
  '4.7.1': 3,
  '4.7.2': 1,
  '4.7.3': 4,
  '4.8.0': 2,
  '6.0.0': 4,
  '7.0.0': 2,
  '7.1.1': 1,
  '7.1.2': 1,
}
