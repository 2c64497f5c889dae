import type { BoxWarningView } from '@tocsin/contract'
import type { BoxFinding } from '@tocsin/core'

/** Something that is wrong with the box or with what it needs, and in words. */
export type BoxFound = BoxFinding &
  Pick<BoxWarningView, 'kind' | 'reason' | 'village' | 'spot' | 'gauge' | 'plan' | 'person'>
