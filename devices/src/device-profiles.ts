import { readdirSync, readFileSync } from 'node:fs'
import { type DeviceProfile, type ProfileFault, parseDeviceProfile } from '@tocsin/core'

/** Where the device profiles lie that come with the gateway. */
export const PROFILES_FOLDER = new URL('../profiles/', import.meta.url)

/** What was read of a file: a profile, or why it is none. */
export interface ReadProfile {
  readonly file: string
  readonly profile: DeviceProfile | undefined
  readonly faults: readonly ProfileFault[]
}

/** Reads every device profile of a folder. A file that is none does not keep the others out. */
export function readDeviceProfiles(folder: URL = PROFILES_FOLDER): ReadProfile[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.toSorted().map((file): ReadProfile => {
    let document: unknown
    try {
      document = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    } catch (error) {
      return {
        file,
        profile: undefined,
        faults: [{ path: '', reason: `no JSON: ${(error as Error).message}` }],
      }
    }
    const read = parseDeviceProfile(document)
    if ('faults' in read) return { file, profile: undefined, faults: read.faults }
    const expected = `${read.profile.id}.json`
    if (file === expected) return { file, profile: read.profile, faults: [] }
    return {
      file,
      profile: undefined,
      faults: [{ path: 'id', reason: `the file is ${file}; expected ${expected}` }],
    }
  })
}
