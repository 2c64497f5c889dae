import { readdirSync } from 'node:fs'
import {
  bindingOf,
  codecFor,
  type DeviceProfile,
  fromHex,
  fromUtf8,
  hex,
  modbusFor,
  parseInstant,
  readingsOf,
  type Station,
} from '@tocsin/core'
import { describe, expect, it } from 'vitest'
import { PROFILES_FOLDER, readDeviceProfiles } from './device-profiles.ts'
import { type GoldenFrames, readGoldenFrames } from './golden-frames.ts'

const instant = (text: string): number => {
  const time = parseInstant(text)
  if (time === undefined) throw new Error(`golden file: "${text}" is no time`)
  return time
}

const stationOf = (profile: DeviceProfile): Station => ({
  id: 'golden',
  name: 'Golden',
  area: 'golden',
  datastreams: profile.channels.map(({ datastream }) => datastream),
})

/** Takes the golden frames of a profile in their order, on one connection. */
function decoded(profile: DeviceProfile, golden: GoldenFrames) {
  const receivedAt = instant(golden.receivedAt)
  const binding = bindingOf(stationOf(profile), profile)
  const codec = codecFor(profile, golden.station)
  const polled = modbusFor(profile, golden.station)
  const context = { receivedAt, zone: profile.zone, station: golden.station }
  let link: unknown = codec.opened
  return golden.frames.map((frame) => {
    let asks: string | undefined
    const [request] = polled?.requests ?? []
    if (polled !== undefined && request !== undefined) {
      const asked = polled.ask(link as typeof polled.opened, request)
      link = asked.link
      asks = hex(asked.bytes)
    }
    const bytes = frame.hex === undefined ? fromUtf8(frame.text ?? '') : fromHex(frame.hex)
    const step = codec.receive(link, bytes ?? new Uint8Array(), context)
    link = step.link
    const [received] = step.received
    const attributed = step.received.flatMap((one) =>
      readingsOf(one, (code) => (code === golden.station ? binding : undefined), receivedAt),
    )
    return {
      asks,
      answer: received?.answer === undefined ? undefined : hex(received.answer),
      readings: attributed.flatMap(({ readings }) =>
        readings.map(({ datastream, phenomenonTime, value }) => [datastream.slice(7), phenomenonTime, value]),
      ),
      rejections: attributed.flatMap(({ rejections }) =>
        rejections.map(({ path, reason }) => `${path}: ${reason}`),
      ),
      unmapped: attributed.flatMap(({ unmapped }) => unmapped),
    }
  })
}

describe('device profiles', () => {
  const read = readDeviceProfiles()

  it.each(read)('$file is a profile', ({ faults }) => {
    expect(faults).toEqual([])
  })

  it('have at least one golden file for each protocol', () => {
    const protocols = new Set(read.map(({ profile }) => profile?.protocol))
    expect([...protocols].toSorted()).toEqual([
      'chirpstack',
      'hj212',
      'modbus-rtu',
      'modbus-tcp',
      'senml',
      'sl323',
      'sl651',
      'szy206',
      'thingsboard',
    ])
  })

  it('leave no golden file without its profile', () => {
    const known = read.map(({ file }) => file)
    expect(readdirSync(new URL('golden/', PROFILES_FOLDER)).filter((file) => !known.includes(file))).toEqual(
      [],
    )
  })
})

describe.each(readDeviceProfiles())('$file', ({ file, profile }) => {
  it('reads its golden frames as they say', () => {
    if (profile === undefined) throw new Error(`${file} is no profile`)
    const golden = readGoldenFrames(profile.id)
    if (golden === undefined) throw new Error(`a new profile needs golden/${file}`)
    expect(golden.profile).toBe(profile.id)
    expect(golden.frames.length).toBeGreaterThan(0)
    const results = decoded(profile, golden)
    for (const [index, frame] of golden.frames.entries()) {
      const result = results[index]
      expect(result?.readings).toEqual(
        frame.readings.map(([name, time, value]) => [name, instant(time), value]),
      )
      expect(result?.rejections).toEqual(frame.rejections ?? [])
      expect(result?.unmapped).toEqual(frame.unmapped ?? [])
      if (frame.asks !== undefined) expect(result?.asks).toBe(frame.asks)
      if (frame.answer !== undefined) expect(result?.answer).toBe(frame.answer)
    }
  })
})
