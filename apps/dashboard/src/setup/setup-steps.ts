/** The steps of the first run, in their order; an address may name one. */
export const SETUP_STEPS = [
  'password',
  'devices',
  'area',
  'station',
  'rule',
  'warning',
  'person',
  'drill',
] as const
export type SetupStep = (typeof SETUP_STEPS)[number]
