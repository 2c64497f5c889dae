import type { z } from 'zod'
import { accessCalls } from './calls/access.ts'
import { annotationCalls } from './calls/annotation.ts'
import { answerLinkCalls } from './calls/answer-link.ts'
import { areaCalls } from './calls/area.ts'
import { backtestCalls } from './calls/backtest.ts'
import { boxCalls } from './calls/box.ts'
import type { Call } from './calls/call.ts'
import { calloutCalls } from './calls/callout.ts'
import { channelCalls } from './calls/channel.ts'
import { countyCalls } from './calls/county.ts'
import { deskCalls } from './calls/desk.ts'
import { flowsCalls } from './calls/flows.ts'
import { householdCalls } from './calls/household.ts'
import { importCalls } from './calls/imports.ts'
import { manualCalls } from './calls/manual.ts'
import { mapCalls } from './calls/map.ts'
import { observationCalls } from './calls/observation.ts'
import { outgoingCalls } from './calls/outgoing.ts'
import { personCalls } from './calls/person.ts'
import { placeCalls } from './calls/place.ts'
import { recordCalls } from './calls/record.ts'
import { rosterCalls } from './calls/roster.ts'
import { ruleCalls } from './calls/rule.ts'
import { stationCalls } from './calls/station.ts'
import { tableCalls } from './calls/table.ts'
import { tableTrialCalls } from './calls/table-trial.ts'
import { warningCalls } from './calls/warning.ts'
import { workbenchCalls } from './calls/workbench.ts'

export type { Call } from './calls/call.ts'
/** The calls of one domain each; whoever answers them is typed by `keyof typeof` these. */
export {
  accessCalls,
  annotationCalls,
  answerLinkCalls,
  areaCalls,
  backtestCalls,
  boxCalls,
  calloutCalls,
  channelCalls,
  countyCalls,
  deskCalls,
  flowsCalls,
  householdCalls,
  importCalls,
  manualCalls,
  mapCalls,
  observationCalls,
  outgoingCalls,
  personCalls,
  placeCalls,
  recordCalls,
  rosterCalls,
  ruleCalls,
  stationCalls,
  tableCalls,
  tableTrialCalls,
  warningCalls,
  workbenchCalls,
}

/** Every call of the gateway: of each domain those that its file in `calls/` says. */
export const calls = {
  ...accessCalls,
  ...stationCalls,
  ...annotationCalls,
  ...workbenchCalls,
  ...manualCalls,
  ...countyCalls,
  ...observationCalls,
  ...importCalls,
  ...ruleCalls,
  ...tableCalls,
  ...tableTrialCalls,
  ...backtestCalls,
  ...warningCalls,
  ...calloutCalls,
  ...answerLinkCalls,
  ...recordCalls,
  ...deskCalls,
  ...channelCalls,
  ...areaCalls,
  ...personCalls,
  ...householdCalls,
  ...rosterCalls,
  ...placeCalls,
  ...mapCalls,
  ...outgoingCalls,
  ...flowsCalls,
  ...boxCalls,
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
type Success<A> = A[Extract<keyof A, 200 | 201 | 202>]

/** The body a successful call answers with; undefined for those that answer none. */
export type Answer<C extends Call> = [Success<C['answers']>] extends [never]
  ? undefined
  : Success<C['answers']> extends z.ZodType
    ? z.infer<Success<C['answers']>>
    : undefined
