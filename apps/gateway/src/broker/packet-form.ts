import { isUtf8 } from 'node:buffer'

/** A packet as mqtt-packet 9.0.2 has parsed it, as far as its form is judged here. */
export interface ParsedPacket {
  readonly cmd: string | null
  readonly length: number
  readonly qos: number
  readonly messageId?: number
  readonly protocolId?: string
  readonly protocolVersion?: number
  readonly bridgeMode?: boolean
  readonly will?: { readonly qos: number }
  readonly username?: string
  readonly password?: Uint8Array
  readonly subscriptions?: readonly { readonly topic: string }[]
  readonly unsubscriptions?: readonly string[]
}

/** Sent to whoever speaks a level that is not served; mqtt-packet says it of the levels it does not know. */
export const WRONG_LEVEL = 'Invalid protocol version'

/**
 * What is wrong with a packet that mqtt-packet lets pass, and for which the standard closes the connection; undefined where nothing
 * is. `read` is how many of its `length` bytes its fields took up; a PUBLISH's payload is what they leave.
 */
export function malformation(packet: ParsedPacket, read: number): string | undefined {
  const { cmd, length } = packet
  switch (cmd) {
    case 'connect':
      return ofConnect(packet, read)
    case 'publish':
      // A field that ran beyond the packet was read from the next one.
      if (read > length) return 'a PUBLISH that is too short for its fields'
      return packet.qos > 0 && !hasId(packet) ? 'a PUBLISH without a packet identifier' : undefined
    case 'subscribe':
      return ofFilters(packet, read, packet.subscriptions?.map(({ topic }) => topic) ?? [])
    case 'unsubscribe':
      return ofFilters(packet, read, packet.unsubscriptions ?? [])
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      if (length !== 2) return `${cmd} of ${length} bytes; 2 are expected`
      return hasId(packet) ? undefined : `${cmd} without a packet identifier`
    case 'pingreq':
    case 'disconnect':
      return length === 0 ? undefined : `${cmd} of ${length} bytes; none is expected`
    default:
      return undefined
  }
}

function ofConnect(packet: ParsedPacket, read: number): string | undefined {
  // The highest bit of the level is a convention between brokers [not in the standard].
  if (packet.bridgeMode) return WRONG_LEVEL
  // Its layout is another one, and it is refused by its level.
  if (packet.protocolVersion === 5) return undefined
  if (packet.protocolId !== 'MQTT' && packet.protocolVersion !== 3) return 'a protocol name of another level'
  if (read !== packet.length) return 'a CONNECT with more than its flags say'
  if (packet.will?.qos === 3) return 'a will with QoS 3'
  if (packet.password !== undefined && packet.username === undefined) return 'a password without a user name'
  return undefined
}

function ofFilters(packet: ParsedPacket, read: number, filters: readonly string[]): string | undefined {
  if (read !== packet.length) return `${packet.cmd} whose length is not that of its fields`
  if (!hasId(packet)) return `${packet.cmd} without a packet identifier`
  if (filters.length === 0) return `${packet.cmd} without a topic filter`
  return filters.every(isFilter) ? undefined : `${packet.cmd} with a topic filter that is none`
}

/** mqtt-packet reads -1 where there is no identifier. */
function hasId({ messageId = 0 }: ParsedPacket): boolean {
  return messageId > 0
}

/** A wildcard has a whole level to itself, and `#` the last one [MQTT-4.7.1-2], [MQTT-4.7.1-3]. */
function isFilter(filter: string): boolean {
  if (filter === '') return false
  if (!filter.includes('#') && !filter.includes('+')) return true
  const levels = filter.split('/')
  return levels.every(
    (level, index) =>
      level === '+' ||
      (level === '#' && index === levels.length - 1) ||
      !(level.includes('#') || level.includes('+')),
  )
}

/**
 * Whether a text that was read from `bytes()` may stand in a packet [MQTT-1.5.3-1], [MQTT-1.5.3-2]. The bytes are asked for only
 * where the text looks like badly decoded ones: names on the hot path cost two searches.
 */
export function isText(text: string, bytes: () => Uint8Array): boolean {
  if (text.includes('\0')) return false
  return !text.includes('\uFFFD') || isUtf8(bytes())
}
