import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const KEY_BYTES = 32
const MARK = 'tocsin-people-key-1'
const LINE = new RegExp(`^${MARK} ([A-Za-z0-9+/]{43}=)$`)
const OWNER_ONLY = 0o600

/** The keys of a data folder, newest last; `made` when the newest is of this start, `damaged` lines could not be read. */
export interface KeyFile {
  readonly keys: readonly Uint8Array[]
  readonly made: boolean
  readonly damaged: number
}

/**
 * Reads the key file, and makes it with one key where there is none. It is only ever added to: a lost key that turns up again is put back
 * as one more line. A file without a readable line gets a new key below what stands there, so that the office can go on calling.
 * Throws when the file can neither be read nor written.
 */
export function openKeyFile(path: string): KeyFile {
  const text = readIfThere(path)
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  const keys = lines.flatMap((line) => {
    const match = LINE.exec(line.trim())
    return match ? [new Uint8Array(Buffer.from(match[1] as string, 'base64'))] : []
  })
  const damaged = lines.length - keys.length
  if (keys.length > 0) {
    // A copy from a back-up often comes readable by all.
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, OWNER_ONLY)
    return { keys, made: false, damaged }
  }
  const key = new Uint8Array(randomBytes(KEY_BYTES))
  const gap = text === undefined || text === '' || text.endsWith('\n') ? '' : '\n'
  append(path, `${gap}${MARK} ${Buffer.from(key).toString('base64')}\n`)
  return { keys: [key], made: true, damaged }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** On disk, with its name, before anything is sealed by it: a number whose key a power cut took is lost for good. */
function append(path: string, line: string): void {
  const file = openSync(path, 'a', OWNER_ONLY)
  try {
    writeSync(file, line)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  chmodSync(path, OWNER_ONLY)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
