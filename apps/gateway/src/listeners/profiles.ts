import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { DeviceProfile } from '@tocsin/core'
import { PROFILES_FOLDER, readDeviceProfiles } from '@tocsin/devices/device-profiles'
import type { Log } from '../log.ts'

/** The device profiles that come with the gateway, and those of the installation; the latter win. A file that is none is told of and left out. */
export function readProfiles(folder: string, log: Log): DeviceProfile[] {
  const own = pathToFileURL(`${resolve(folder)}/`)
  const read = [...readDeviceProfiles(PROFILES_FOLDER), ...(existsSync(own) ? readDeviceProfiles(own) : [])]
  return read.flatMap(({ file, profile, faults }) => {
    if (profile !== undefined) return [profile]
    log.error('profiles.unusable', { file, faults })
    return []
  })
}
