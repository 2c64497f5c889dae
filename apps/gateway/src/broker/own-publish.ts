/** A PUBLISH with QoS 0 or 1 on a known topic, as it lies in a chunk. */
export interface OwnPublish {
  /** 0 with QoS 0. */
  readonly messageId: number
  readonly payload: Buffer
  /** Where the next packet begins. */
  readonly end: number
}

const PUBLISH = 0x30
/** Packet type and the higher bit of the QoS; DUP, RETAIN and the lower bit say nothing here. */
const TYPE_AND_QOS_2 = 0xf4
const QOS_1 = 0x02

/**
 * Reads the packet at `at` when it is wholly there, a PUBLISH with QoS 0 or 1 on exactly this topic, of at most `most` bytes after its
 * fixed header, and in the plainest form. Undefined for anything else, which is the general parser's to judge: this one refuses nothing.
 */
export function ownPublishAt(
  bytes: Buffer,
  at: number,
  topic: Uint8Array,
  most: number,
): OwnPublish | undefined {
  const first = bytes[at] as number
  if ((first & TYPE_AND_QOS_2) !== PUBLISH) return undefined
  let cursor = at + 1
  let length = 0
  // Three bytes hold two million.
  for (let shift = 0; shift <= 14; shift += 7) {
    const byte = bytes[cursor++]
    if (byte === undefined) return undefined
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) {
      // An encoding that is longer than it need be.
      if (byte === 0 && shift > 0) return undefined
      break
    }
    if (shift === 14) return undefined
  }
  const end = cursor + length
  const acknowledged = (first & QOS_1) !== 0
  const { length: topicBytes } = topic
  const start = cursor + 2 + topicBytes + (acknowledged ? 2 : 0)
  if (length > most || end > bytes.length || start > end) return undefined
  if ((((bytes[cursor] as number) << 8) | (bytes[cursor + 1] as number)) !== topicBytes) return undefined
  cursor += 2
  for (let index = 0; index < topicBytes; index++) {
    if (bytes[cursor + index] !== topic[index]) return undefined
  }
  let messageId = 0
  if (acknowledged) {
    messageId = ((bytes[start - 2] as number) << 8) | (bytes[start - 1] as number)
    if (messageId === 0) return undefined
  }
  return { messageId, payload: bytes.subarray(start, end), end }
}
