import { existsSync, readFileSync } from 'node:fs'
import { PROFILES_FOLDER } from './device-profiles.ts'

/** A golden file: frames of a device, and what its profile makes of them. Instants as ISO 8601. */
export interface GoldenFrames {
  readonly profile: string
  readonly station: string
  readonly receivedAt: string
  readonly frames: readonly {
    readonly source: string
    /** Modbus: the request that the profile sends before. */
    readonly asks?: string
    readonly hex?: string
    readonly text?: string
    readonly readings: readonly (readonly [datastream: string, time: string, value: number])[]
    readonly rejections?: readonly string[]
    readonly unmapped?: readonly string[]
    readonly answer?: string
  }[]
}

/** The golden frames of a device profile that comes with the gateway; undefined of any other. */
export function readGoldenFrames(profile: string): GoldenFrames | undefined {
  if (!/^[a-z][A-Za-z0-9-]*$/.test(profile)) return undefined
  const path = new URL(`golden/${profile}.json`, PROFILES_FOLDER)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as GoldenFrames) : undefined
}
