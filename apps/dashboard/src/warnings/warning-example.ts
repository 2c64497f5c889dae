import type { WarningView } from '@tocsin/contract'

/** A warning as tests begin from: yellow, open, nobody has it. */
export function exampleWarning(more: Partial<WarningView> = {}): WarningView {
  const level = more.level ?? 'yellow'
  return {
    id: 'w',
    rule: { id: 'r', version: 1, name: 'River' },
    subject: 'bridge/level',
    area: 'lushan',
    state: 'open',
    level,
    gravest: level,
    raisedAt: 0,
    clearedAt: null,
    closedAt: null,
    acknowledged: null,
    lapsed: null,
    needsConfirmation: false,
    dataLostSince: null,
    suppression: null,
    shelved: null,
    flapping: false,
    evidence: { readings: [], windows: {} },
    ...more,
  }
}
