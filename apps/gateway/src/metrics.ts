import type { ListenerView } from '@tocsin/contract'
import type { Calling } from './callout/callout.ts'
import type { Watched } from './health.ts'
import { assessHealth } from './health.ts'
import { Exposition } from './meters/exposition.ts'
import type { Histogram } from './meters/histogram.ts'
import type { Requests } from './meters/requests.ts'
import type { SelfWatch } from './meters/self-watch.ts'
import type { Pipeline } from './pipeline.ts'

export interface Measured extends Watched {
  readonly startedAt: number
  readonly calling: Pick<Calling, 'busy' | 'overdue' | 'counts'>
  readonly decoded: Pipeline['decoded']
  readonly requests: Requests
  readonly self: Pick<SelfWatch, 'eventLoop' | 'clockWatch' | 'survey'>
  readonly openWarnings: () => number
}

/** Prometheus text format; names follow the stages of the flow table. */
export function renderMetrics(measured: Measured): string {
  const out = new Exposition()
  device(out, measured)
  broker(out, measured)
  decode(out, measured)
  journal(out, measured)
  judging(out, measured)
  callout(out, measured)
  history(out, measured)
  screens(out, measured)
  box(out, measured)
  return out.toString()
}

function device(out: Exposition, { self: { survey } }: Measured): void {
  out.family('gauge', 'device_stations', 'Stations, and whether they were heard in time.', [
    [{ state: 'heard' }, survey.heard],
    [{ state: 'silent' }, survey.stations - survey.heard],
  ])
}

function broker(out: Exposition, { broker, listeners }: Measured): void {
  const { stations, frames, acks, inflight, slowed, takeovers, refused, acknowledging } = broker.stats()
  out.gauge('broker_stations', 'Stations connected.', stations)
  out.counter('broker_frames_total', 'Frames received.', frames)
  out.counter('broker_acks_total', 'Frames acknowledged.', acks)
  out.histogram('broker_ack_seconds', 'From a publish to its acknowledgement.', [[{}, acknowledging]])
  out.gauge('broker_inflight', 'Frames that wait for the journal.', inflight)
  out.counter('broker_slowed_total', 'Links slowed to their station’s rate.', slowed)
  out.counter('broker_takeovers_total', 'Links that took over a client id.', takeovers)
  out.family(
    'counter',
    'broker_refused_total',
    'What the broker refused, by reason.',
    Object.entries(refused).map(([reason, count]) => [{ reason }, count]),
  )
  const views = listeners.views()
  const perProtocol = (
    type: 'counter' | 'gauge',
    name: string,
    help: string,
    of: (view: ListenerView) => number,
  ) =>
    out.family(
      type,
      name,
      help,
      views.map((view) => [{ protocol: view.protocol }, of(view)]),
    )
  perProtocol('gauge', 'listener_connections', 'Connections open.', ({ connections }) => connections)
  perProtocol('counter', 'listener_frames_total', 'Frames received.', ({ counts }) => counts.frames)
  perProtocol('counter', 'listener_answered_total', 'Answers sent.', ({ counts }) => counts.answered)
  perProtocol(
    'counter',
    'listener_refused_total',
    'Pieces that were no frame.',
    ({ counts }) => counts.refused,
  )
}

function decode(out: Exposition, { decoded, host }: Measured): void {
  out.counter('decode_readings_total', 'Readings decoded.', decoded.readings)
  out.counter('decode_rejections_total', 'Parts of frames that could not be read.', host.counts.rejected)
}

function journal(out: Exposition, { journal }: Measured): void {
  out.gauge('journal_position', 'Entries committed since the beginning.', journal.last)
  out.counter('journal_commits_total', 'Group commits since the start.', journal.commits)
  out.counter('journal_failures_total', 'Commits that failed.', journal.failures)
  out.histogram('journal_commit_seconds', 'Writing one group of entries, fsync included.', [
    [{}, journal.committing],
  ])
  out.gauge('journal_backlog', 'Entries handed in and not on disk yet.', journal.backlog)
  out.gauge('journal_lag_seconds', 'How long the oldest of them has waited.', journal.lagMs / 1000)
}

function judging(out: Exposition, { host, openWarnings }: Measured): void {
  const { counts, flags, judging, saving, raising, backlog, judge } = host
  out.counter('quality_readings_total', 'Readings judged.', counts.readings)
  out.counter('quality_duplicates_total', 'Readings that repeated the newest.', counts.duplicates)
  out.family(
    'counter',
    'quality_observations_total',
    'Observations, by what their checks said.',
    Object.entries(flags).map(([flag, count]) => [{ flag }, count]),
  )
  out.gauge('rules_backlog', 'Entries on disk and not judged yet.', backlog)
  out.histogram('rules_pass_seconds', 'Judging what was committed together, quality included.', [
    [{}, judging],
  ])
  out.gauge('rules_broken', 'Rules that cannot be judged.', judge.brokenRules.length)
  out.gauge('warnings_open', 'Warnings that are not closed.', openWarnings())
  out.counter('warnings_events_total', 'Events of warnings.', counts.events)
  out.histogram('warnings_raise_seconds', 'From the entry that an event is of until it is saved.', [
    [{}, raising],
  ])
  out.counter('warnings_checkpoints_total', 'Checkpoints saved.', counts.saves)
  out.counter(
    'warnings_checkpoint_failures_total',
    'Checkpoints that could not be saved.',
    counts.failedSaves,
  )
  out.histogram('warnings_checkpoint_seconds', 'Saving one checkpoint.', [[{}, saving]])
}

function callout(out: Exposition, { calling, box: { watch } }: Measured): void {
  const overdue = calling.overdue()
  const longest = overdue.reduce((most, { overdueMs }) => Math.max(most, overdueMs), 0)
  out.gauge('callout_busy', 'Call-outs that go on.', calling.busy())
  out.family('counter', 'callout_calls_total', 'Calls handed to a channel, and those it did not take.', [
    [{ outcome: 'handed-over' }, calling.counts.handedOver],
    [{ outcome: 'failed' }, calling.counts.failed],
  ])
  out.gauge('callout_overdue', 'Call-outs in which something was due and has not been done.', overdue.length)
  out.gauge('callout_overdue_seconds', 'By how much, at the most.', longest / 1000)
  out.gauge('villages', 'Villages that have to be warned.', watch.counts.villages)
  out.gauge('villages_blind', 'Villages that cannot be warned now.', watch.counts.cannot)
}

function history(out: Exposition, { history }: Measured): void {
  const backlog = history.backlog()
  out.gauge('history_backlog', 'Entries not in DuckDB yet.', backlog.history)
  out.gauge('history_influx_backlog', 'Entries not in InfluxDB yet.', backlog.influx)
  const stores = (['history', 'influx'] as const).flatMap((store) => {
    const figures = history.shipping(store)
    return figures === undefined
      ? []
      : [{ labels: { store: store === 'history' ? 'duckdb' : store }, ...figures }]
  })
  const each = (of: (store: (typeof stores)[number]) => number) =>
    stores.map((store): [(typeof store)['labels'], number] => [store.labels, of(store)])
  out.family(
    'counter',
    'history_shipped_total',
    'Observations shipped.',
    each((one) => one.shipped),
  )
  out.histogram(
    'history_ship_seconds',
    'Shipping one batch.',
    stores.map(({ labels, took }): [typeof labels, Histogram] => [labels, took]),
  )
  out.family(
    'gauge',
    'history_lag_seconds',
    'How long the oldest entry has waited.',
    each(({ lagMs }) => lagMs / 1000),
  )
  out.family(
    'counter',
    'history_failures_total',
    'Batches that were not taken.',
    each((one) => one.failures),
  )
  out.family(
    'counter',
    'history_lost_entries_total',
    'Entries that were pruned before they could be shipped.',
    each(({ lost }) => lost),
  )
  const { bytes, freeBytes, took, failure } = history.compacting()
  out.gauge('history_bytes', 'What the history takes on disk.', bytes)
  out.gauge('history_reusable_bytes', 'How much of it is used again before it grows.', freeBytes)
  out.gauge(
    'history_compaction_seconds',
    'How long the newest compaction took, its rests included.',
    took === undefined ? undefined : took / 1000,
  )
  out.gauge('history_compaction_failing', '1 while it fails.', failure === undefined ? 0 : 1)
  out.family(
    'counter',
    'history_set_aside_total',
    'Observations refused for good.',
    each((one) => one.setAside),
  )
}

function screens(out: Exposition, { live, requests }: Measured): void {
  const { clients, batches, events, cutOff } = live.stats()
  out.gauge('live_clients', 'Consoles connected.', clients)
  out.counter('live_batches_total', 'Batches of observations sent.', batches)
  out.counter('live_events_total', 'Other messages sent.', events)
  out.counter('live_cut_off_total', 'Consoles that took nothing and were let go of.', cutOff)
  out.counter('console_requests_total', 'Requests answered.', requests.answered)
  out.counter('console_failures_total', 'Requests that failed by our own fault.', requests.failed)
  out.histogram('console_request_seconds', 'Answering one request.', [[{}, requests.took]])
}

const STATUS = { ok: 0, degraded: 1, down: 2 } as const

function box(out: Exposition, measured: Measured): void {
  const { startedAt, disk, forecast, self, box } = measured
  const { open, unacknowledged } = box.watch.summary()
  const memory = process.memoryUsage()
  out.gauge('start_time_seconds', 'When the gateway started.', startedAt / 1000)
  out.family(
    'gauge',
    'part_status',
    'How each part fares: 0 well, 1 degraded, 2 down.',
    Object.entries(assessHealth(measured).parts).map(([part, { status }]) => [{ part }, STATUS[status]]),
  )
  out.gauge('box_warnings_open', 'Warnings about the box itself.', open)
  out.gauge('box_warnings_unacknowledged', 'Those that nobody has taken note of.', unacknowledged)
  out.gauge(
    'box_slice_seconds',
    'How long the newest look at the villages held up the rest in one piece.',
    box.watch.sliceMs / 1000,
  )
  out.family(
    'gauge',
    'event_loop_delay_seconds',
    'How long work waited for the main thread, over ten seconds.',
    [
      [{ quantile: '0.5' }, self.eventLoop.p50Ms / 1000],
      [{ quantile: '0.99' }, self.eventLoop.p99Ms / 1000],
      [{ quantile: '1' }, self.eventLoop.maxMs / 1000],
    ],
  )
  out.counter('clock_steps_total', 'How often the host’s clock was set.', self.clockWatch.steps)
  out.gauge(
    'clock_stations_ahead',
    'Stations heard lately whose clock is ahead of the box’s.',
    self.survey.ahead,
  )
  out.gauge('disk_free_bytes', 'Free space of the data folder.', disk.freeBytes)
  const { growth } = forecast
  out.gauge(
    'disk_growth_bytes_per_day',
    'How fast free space goes down, over three weeks.',
    growth && Math.round(growth.bytesPerDay),
  )
  out.gauge(
    'disk_days_left',
    'Days until readings are refused, at that growth; absent when it does not come to that.',
    growth?.daysLeft,
  )
  out.gauge('disk_filling', '1 while it is warned of.', forecast.fills ? 1 : 0)
  out.gauge('memory_resident_bytes', 'Resident memory of the process.', memory.rss)
  out.gauge('memory_heap_bytes', 'Used heap of the main thread.', memory.heapUsed)
}
