import type { ExampleFrame } from '@tocsin/contract'
import { type DeviceProfile, fromHex, fromUtf8, hex, parseInstant } from '@tocsin/core'
import { readGoldenFrames } from '@tocsin/devices/golden-frames'

/** The golden frames of the device profiles that are in use, for whoever wants to see how one is read. */
export function exampleFrames(profiles: readonly DeviceProfile[]): ExampleFrame[] {
  return profiles.flatMap(({ id, protocol }) => {
    const golden = readGoldenFrames(id)
    if (golden === undefined) return []
    const { station, receivedAt, frames } = golden
    const at = parseInstant(receivedAt) ?? 0
    return frames.map((frame) => {
      const bytes = frame.hex === undefined ? fromUtf8(frame.text ?? '') : fromHex(frame.hex)
      const kept = { dialect: protocol, hex: hex(bytes ?? new Uint8Array(0)) }
      return { profile: id, station, receivedAt: at, source: frame.source, ...kept }
    })
  })
}
