import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Position } from '@tocsin/core'

/**
 * How far a projection outside this box has got. Kept beside the journal and not in the projection: a journal that starts anew must not
 * find the position of another one. A crash between the shipping and the saving ships a batch twice, which changes nothing there.
 */
export interface CheckpointFile {
  readonly target: string
  load(): Position
  save(position: Position): void
}

interface Saved {
  readonly target: string
  readonly position: Position
}

/** `target` names what was shipped to: another one starts from the beginning of the journal. */
export function checkpointFile(path: string, target: string): CheckpointFile {
  return {
    target,
    load() {
      let text: string
      try {
        text = readFileSync(path, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
        throw error
      }
      try {
        const saved = JSON.parse(text) as Saved
        return saved.target === target && Number.isSafeInteger(saved.position) ? saved.position : 0
      } catch {
        // Not written by `save`, which replaces the file whole. Shipping again from the start is safe.
        return 0
      }
    },
    save(position) {
      const draft = `${path}.new`
      const file = openSync(draft, 'w')
      try {
        writeSync(file, JSON.stringify({ target, position } satisfies Saved))
        fsyncSync(file)
      } finally {
        closeSync(file)
      }
      renameSync(draft, path)
      const folder = openSync(dirname(path), 'r')
      try {
        fsyncSync(folder)
      } finally {
        closeSync(folder)
      }
    },
  }
}
