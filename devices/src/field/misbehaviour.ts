/** What bad lines and bad firmware do to a frame. */
export const MISBEHAVIOURS = [
  'half-frame',
  'joined',
  'garbage',
  'wrong-length',
  'wrong-check',
  'byte-by-byte',
] as const
export type Misbehaviour = (typeof MISBEHAVIOURS)[number]

/** What goes over the line instead of a frame, piece by piece. */
export function spoiled(frame: Uint8Array, how: Misbehaviour): Uint8Array[] {
  switch (how) {
    case 'half-frame':
      return [frame.slice(0, Math.floor(frame.length / 2))]
    case 'joined':
      return [Uint8Array.from([...frame, ...frame])]
    case 'garbage':
      return [Uint8Array.from([0x0d, 0x0a, 0x41, 0x54, 0xff, 0x00, ...frame])]
    case 'byte-by-byte':
      return Array.from(frame, (byte) => Uint8Array.of(byte))
    case 'wrong-length': {
      const bytes = frame.slice()
      // SL 651 has its length at 11 and 12, SZY206 at 1; in HJ 212 it is four digits from 2.
      const at = frame[0] === 0x7e ? 12 : frame[0] === 0x68 ? 1 : 5
      bytes[at] = (bytes[at] as number) + (frame[0] === 0x23 ? (bytes[at] === 0x39 ? -1 : 1) : 3)
      return [bytes]
    }
    case 'wrong-check': {
      const bytes = frame.slice()
      // The check stands last; SZY206 ends with one more byte, HJ 212 with two.
      const at = bytes.length - (frame[0] === 0x23 ? 3 : frame[0] === 0x68 ? 2 : 1)
      bytes[at] = bytes[at] === 0x30 ? 0x31 : frame[0] === 0x23 ? 0x30 : (bytes[at] as number) ^ 0xff
      return [bytes]
    }
    default:
      return how satisfies never
  }
}
