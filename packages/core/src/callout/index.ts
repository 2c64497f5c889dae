export { type Answering, answered } from './answered.ts'
export * from './audit.ts'
export { type BeginRefusal, begin, type Start, type Wanted } from './begin.ts'
export * from './blind-spots.ts'
export * from './box-warnings.ts'
export {
  isBusy,
  isFree,
  isQueued,
  isStale,
  isUndialled,
  isUnsent,
  MOST_RETRIES,
  RETRY_AFTER,
  SEND_WINDOW,
} from './call-state.ts'
export { due, nextAt } from './due.ts'
export { allClear, cancel, close, type EndRefusal, endExercises } from './ending.ts'
export * from './escalate.ts'
export * from './follow.ts'
export * from './gate.ts'
export * from './key.ts'
export * from './level.ts'
export * from './outcome.ts'
export * from './pace.ts'
export * from './plan-faults.ts'
export * from './plan-for.ts'
export { fillers, isFilled, quorumMet, type Standing, standings } from './quorum.ts'
export * from './reach.ts'
export * from './receipt.ts'
export * from './state.ts'
export * from './stepped.ts'
export { LEAST_LOOP } from './track.ts'
export * from './usable.ts'
export * from './watched.ts'
export {
  BROADCAST,
  canAnswer,
  isOn,
  onDuty,
  personOf,
  resolve,
  villagesOf,
  type World,
} from './world.ts'
