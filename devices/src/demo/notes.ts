import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Instant, StationId } from '@tocsin/core'
import type { Shift } from '../replay.ts'

/** What the demo must remember from one start to the next. */
export interface Notes {
  /** When it was first started: its storms and leaks count from here. */
  readonly origin: Instant
  readonly shifts: Record<StationId, Shift>
  readonly secrets: Record<StationId, string>
  /** The newest reading that was acknowledged, by station. */
  readonly sentUpTo: Record<StationId, Instant>
}

/** Notes of a demo that has never run. */
export function blankNotes(origin: Instant): Notes {
  return { origin, shifts: {}, secrets: {}, sentUpTo: {} }
}

/** Reads the notes; undefined when there are none, or none that can be read. */
export function readNotes(file: string): Notes | undefined {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Notes>
    return typeof read.origin === 'number' ? { ...blankNotes(read.origin), ...read } : undefined
  } catch {
    // The stations are then registered anew, and get new secrets.
    return undefined
  }
}

/** Writes the notes in one step; they hold secrets, so only the owner may read them. */
export function writeNotes(file: string, notes: Notes): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(notes, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
