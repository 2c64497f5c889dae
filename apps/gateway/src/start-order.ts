import type { Calling } from './callout/callout.ts'
import { type Clock, systemClock } from './clock.ts'
import { watchForSteps } from './clock-step.ts'
import type { Journal } from './journal/journal.ts'
import type { Log } from './log.ts'
import type { SelfWatch } from './meters/self-watch.ts'
import type { Pipeline } from './pipeline.ts'
import type { Registry } from './registry/registry.ts'
import { mendBrokenRules } from './rules/broken-rules.ts'
import { SENSOR_FAULT_RULE } from './rules/first-rule.ts'
import type { RulesHost } from './rules/host.ts'

/** What was opened, to be closed the other way round, whether the start succeeds or not. */
export type Closing = () => void | Promise<void>

interface Stoppable {
  stop(): void | Promise<void>
}
interface Stage extends Stoppable {
  start(): unknown
}

/** All that starts, and what it is started with. */
export interface Stages {
  readonly backtestJobs: Stoppable
  readonly box: Stage
  readonly broker: Stage
  readonly calling: Calling
  readonly clock: Clock
  readonly county: Stage
  readonly disk: Stage
  readonly flows: Stage
  readonly forecast: Stage
  readonly history: Stoppable & { start(judged: number): Promise<void> }
  readonly host: RulesHost
  readonly http: Stage
  readonly imports: Stage
  /** True while nobody has entered a rule. */
  readonly isBlank: () => boolean
  readonly journal: Journal
  readonly listeners: Stage
  readonly live: Stoppable
  readonly log: Log
  readonly manual: Stage
  readonly outgoing: Stage
  readonly pipeline: Pipeline
  readonly registry: Registry
  readonly retention: Stage
  readonly self: SelfWatch
}

/**
 * First what keeps, then what judges, last what lets the world in. What is noted in `closings` closes the other way round: nothing more comes
 * in, what came is finished, then the files are closed. A start that fails leaves there what is to be closed.
 */
export async function startInOrder(stages: Stages, closings: Closing[]): Promise<void> {
  const { backtestJobs, box, broker, calling, clock, county, disk, flows, forecast, history, host, http } =
    stages
  const { imports, isBlank, journal, listeners, live, log, manual, outgoing, pipeline, registry } = stages
  const { retention, self } = stages
  closings.push(() => disk.stop())
  await disk.start()
  closings.push(() => forecast.stop())
  forecast.start()
  closings.push(
    () => history.stop(),
    () => host.stop(),
    () => journal.stop(),
    () => backtestJobs.stop(),
  )
  await journal.start(host.judge.position, (entries) => pipeline.committed(entries))
  await history.start(host.judge.position)
  host.start(pipeline)
  closings.push(() => manual.stop())
  manual.start()
  // What the judge has just told is followed first.
  closings.push(() => calling.stop())
  await calling.start()
  if (isBlank()) {
    // Not waited for, like the note that the gateway is up; a start that finds it missing tries again.
    host.configure({ kind: 'rule', rule: SENSOR_FAULT_RULE }, { kind: 'system' }).catch((error: Error) => {
      log.error('rules.firstRuleFailed', { detail: error.message })
    })
  }
  mendBrokenRules({ host, registry, log })
  closings.push(
    () => retention.stop(),
    () => http.stop(),
    () => live.stop(),
  )
  retention.start()
  if (clock === systemClock) {
    closings.push(
      watchForSteps((by) => {
        host.stepped()
        const now = clock.now()
        self.clockWatch.stepped(by, now)
        calling.stepped(now - by, now)
      }),
    )
  }
  await http.start()
  closings.push(() => broker.stop())
  await broker.start()
  closings.push(() => listeners.stop())
  await listeners.start()
  closings.push(() => county.stop())
  county.start()
  closings.push(() => imports.stop())
  imports.start()
  closings.push(() => outgoing.stop())
  outgoing.start()
  closings.push(
    () => self.stop(),
    () => box.stop(),
  )
  self.start()
  box.start()
  // Last, and not waited for: nothing that warns needs it.
  closings.push(() => flows.stop())
  flows.start()
}
