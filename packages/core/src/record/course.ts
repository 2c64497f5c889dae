import type { Callout, LedgerLine } from '../callout/index.ts'
import type { Warning, WarningEvent } from '../model/index.ts'

/** A call-out with all that was entered of it. */
export interface CalledOut {
  readonly callout: Callout
  readonly ledger: readonly LedgerLine[]
}

/** All that is kept of one event: its warning, unless people were called by hand, and every call-out for it, oldest first. */
export interface Course {
  readonly warning: { readonly warning: Warning; readonly events: readonly WarningEvent[] } | null
  readonly callouts: readonly CalledOut[]
}
