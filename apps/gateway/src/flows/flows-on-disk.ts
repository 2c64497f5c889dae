import { open } from 'node:fs/promises'
import { join } from 'node:path'

const FILES = ['flows.json', 'flows_cred.json', '.']

/** Has what was deployed outlast a power cut. Node-RED would do it itself, and under its bounds may not. */
export async function keepOnDisk(userDir: string): Promise<void> {
  for (const name of FILES) {
    try {
      const file = await open(join(userDir, name), 'r')
      await file.sync().finally(() => file.close())
    } catch {
      // Not there yet, or of a system that cannot sync a folder: what matters is written, and a power cut is needed to lose it.
    }
  }
}
