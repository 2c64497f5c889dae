import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const NAME = /^[A-Za-z0-9][\w.-]{0,120}\.pmtiles$/

/** The .pmtiles files that whoever runs the box has laid into the folder. */
export function mapFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => NAME.test(name) && isFile(join(folder, name)))
  } catch {
    // No folder: none.
    return []
  }
}

/** One of them; undefined when it is not there. The tag changes with the file. */
export function mapFile(folder: string, name: string) {
  if (!NAME.test(name)) return undefined
  const path = join(folder, name)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) return undefined
  return {
    path,
    bytes: found.size,
    tag: `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`,
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
