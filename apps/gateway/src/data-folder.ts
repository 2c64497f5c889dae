import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process writes here: two would destroy what each other acknowledged. */
export class DataFolderInUse extends Error {
  constructor(dataDir: string) {
    super(`another gateway already uses the data folder ${dataDir}`)
  }
}

/**
 * Makes the data folder and takes it for this process alone, until the answer is called or the process ends, however it ends: the
 * operating system lets go of a file lock by itself.
 */
export function takeDataFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(dataDir, 'lock.db'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (/locked|busy/i.test((error as Error).message)) throw new DataFolderInUse(dataDir)
    throw error
  }
  return () => lock.close()
}
