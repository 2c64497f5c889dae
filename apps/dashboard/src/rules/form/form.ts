import type { Level } from '@tocsin/core'
import type { LevelDraft, RuleDraft } from '../draft/rule-draft.ts'

/** What every part of the form needs: what was typed, how to change it, and what is wrong at a path, in words. */
export interface RuleFormState {
  readonly draft: RuleDraft
  /** Of the values it is about; empty where that is not known. */
  readonly unit: string
  set(change: Partial<RuleDraft>): void
  setLevel(level: Level, change: Partial<LevelDraft>): void
  /** Says what is wrong at a path, and that it has a place: what nobody asks for is listed at the end of the form. */
  at(path: string): string | undefined
}
