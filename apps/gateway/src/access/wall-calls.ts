import type { CallName } from '@tocsin/contract'

/** All that a wall display may ask: what stands on the wall, and who it is itself. It changes nothing and reads nobody's number. */
export const WALL_CALLS: ReadonlySet<CallName> = new Set<CallName>([
  'whoAmI',
  'signOut',
  'getSite',
  'listWarnings',
  'listStations',
  'listRules',
  'getRule',
  'getTable',
  'listAreas',
  'listCallouts',
  'getCallout',
  'readDesk',
  'listBoxWarnings',
  'getBoxSummary',
  'listConsoles',
  'getMapSettings',
  'listPlaces',
  'listVillageAnswers',
])
