import type { Client } from 'aedes'

/** The parts of aedes' client and mqtt-packet's parser that this guard needs. Private: both versions are pinned, a test watches. */
interface ParserOfClient {
  readonly _parser: {
    packet: { length: number }
    _parseLength(): boolean
    _emitError(error: Error): false
  }
}

export class PacketTooLarge extends Error {
  readonly bytes: number
  constructor(bytes: number, limit: number) {
    super(`a packet of ${bytes} bytes; at most ${limit} are taken`)
    this.bytes = bytes
  }
}

/**
 * Refuses a packet by the length its header claims, before any of it is buffered. aedes 1.2.0 knows no limit: a CONNECT that claims
 * 256 MB is collected whole, before authentication.
 * @param limit asked at each packet: it is smaller until the client is known
 */
export function guardPacketSize(client: Client, limit: () => number): void {
  const parser = (client as unknown as ParserOfClient)._parser
  if (typeof parser?._parseLength !== 'function' || typeof parser._emitError !== 'function') {
    throw new Error(
      'packet size cannot be guarded: aedes or mqtt-packet is not the version that this was written for',
    )
  }
  const parseLength = parser._parseLength
  parser._parseLength = function guarded(this: typeof parser) {
    if (!parseLength.call(this)) return false
    const most = limit()
    return this.packet.length <= most ? true : this._emitError(new PacketTooLarge(this.packet.length, most))
  }
}
