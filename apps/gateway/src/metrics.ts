import type { ListenerView } from '@tocsin/contract'
import type { Calling } from './callout/callout.ts'
import type { Watched } from './health.ts'

/** Prometheus text format; names follow the stages of the flow table. */
export function renderMetrics({
  broker,
  listeners,
  journal,
  host,
  history,
  disk,
  forecast,
  startedAt,
  calling,
  box: { watch },
}: Watched & {
  readonly startedAt: number
  readonly calling: Pick<Calling, 'busy' | 'overdue'>
}): string {
  const { stations, frames, acks, inflight, slowed, takeovers, refused } = broker.stats()
  const { readings, duplicates, rejected, events, saves } = host.counts
  const backlog = history.backlog()
  const memory = process.memoryUsage()
  const lines: string[] = []
  const metric = (type: 'counter' | 'gauge', name: string, help: string, value: number | undefined) => {
    if (value === undefined) return
    lines.push(`# HELP tocsin_${name} ${help}`, `# TYPE tocsin_${name} ${type}`, `tocsin_${name} ${value}`)
  }
  metric('gauge', 'start_time_seconds', 'When the gateway started.', startedAt / 1000)
  metric('gauge', 'broker_stations', 'Stations connected.', stations)
  metric('counter', 'broker_frames_total', 'Frames received.', frames)
  metric('counter', 'broker_acks_total', 'Frames acknowledged.', acks)
  metric('gauge', 'broker_inflight', 'Frames that wait for the journal.', inflight)
  metric('counter', 'broker_slowed_total', 'Links slowed to their station’s rate.', slowed)
  metric('counter', 'broker_takeovers_total', 'Links that took over a client id.', takeovers)
  lines.push(
    '# HELP tocsin_broker_refused_total What the broker refused, by reason.',
    '# TYPE tocsin_broker_refused_total counter',
  )
  for (const [reason, count] of Object.entries(refused)) {
    lines.push(`tocsin_broker_refused_total{reason="${reason}"} ${count}`)
  }
  const views = listeners.views()
  const perProtocol = (type: string, name: string, help: string, of: (view: ListenerView) => number) => {
    if (views.length === 0) return
    lines.push(`# HELP tocsin_${name} ${help}`, `# TYPE tocsin_${name} ${type}`)
    for (const view of views) lines.push(`tocsin_${name}{protocol="${view.protocol}"} ${of(view)}`)
  }
  perProtocol('gauge', 'listener_connections', 'Connections open.', ({ connections }) => connections)
  perProtocol('counter', 'listener_frames_total', 'Frames received.', ({ counts }) => counts.frames)
  perProtocol('counter', 'listener_answered_total', 'Answers sent.', ({ counts }) => counts.answered)
  perProtocol(
    'counter',
    'listener_refused_total',
    'Pieces that were no frame.',
    ({ counts }) => counts.refused,
  )
  metric('counter', 'decode_rejections_total', 'Parts of frames that could not be read.', rejected)
  metric('gauge', 'journal_position', 'Entries committed since the beginning.', journal.last)
  metric('counter', 'journal_commits_total', 'Group commits since the start.', journal.commits)
  metric('gauge', 'journal_backlog', 'Entries handed in and not on disk yet.', journal.backlog)
  metric('counter', 'quality_readings_total', 'Readings judged.', readings)
  metric('counter', 'quality_duplicates_total', 'Readings that repeated the newest.', duplicates)
  metric('gauge', 'rules_backlog', 'Entries on disk and not judged yet.', host.backlog)
  metric('counter', 'warnings_events_total', 'Events of warnings.', events)
  metric('counter', 'warnings_checkpoints_total', 'Checkpoints saved.', saves)
  const overdue = calling.overdue()
  const longest = overdue.reduce((most, { overdueMs }) => Math.max(most, overdueMs), 0)
  const { open, unacknowledged } = watch.summary()
  metric('gauge', 'callout_busy', 'Call-outs that go on.', calling.busy())
  metric(
    'gauge',
    'callout_overdue',
    'Call-outs in which something was due and has not been done.',
    overdue.length,
  )
  metric('gauge', 'callout_overdue_seconds', 'By how much, at the most.', longest / 1000)
  metric('gauge', 'villages', 'Villages that have to be warned.', watch.counts.villages)
  metric('gauge', 'villages_blind', 'Villages that cannot be warned now.', watch.counts.cannot)
  metric('gauge', 'box_warnings_open', 'Warnings about the box itself.', open)
  metric('gauge', 'box_warnings_unacknowledged', 'Those that nobody has taken note of.', unacknowledged)
  metric(
    'gauge',
    'box_slice_seconds',
    'How long the newest look at the villages held up the rest in one piece.',
    watch.sliceMs / 1000,
  )
  metric('gauge', 'history_backlog', 'Entries not in DuckDB yet.', backlog.history)
  metric('gauge', 'history_influx_backlog', 'Entries not in InfluxDB yet.', backlog.influx)
  const { bytes, freeBytes, took, failure } = history.compacting()
  metric('gauge', 'history_bytes', 'What the history takes on disk.', bytes)
  metric('gauge', 'history_reusable_bytes', 'How much of it is used again before it grows.', freeBytes)
  metric(
    'gauge',
    'history_compaction_seconds',
    'How long the newest compaction took, its rests included.',
    took === undefined ? undefined : took / 1000,
  )
  metric('gauge', 'history_compaction_failing', '1 while it fails.', failure === undefined ? 0 : 1)
  metric('gauge', 'disk_free_bytes', 'Free space of the data folder.', disk.freeBytes)
  const { growth } = forecast
  metric(
    'gauge',
    'disk_growth_bytes_per_day',
    'How fast free space goes down, over three weeks.',
    growth && Math.round(growth.bytesPerDay),
  )
  metric(
    'gauge',
    'disk_days_left',
    'Days until readings are refused, at that growth; absent when it does not come to that.',
    growth?.daysLeft,
  )
  metric('gauge', 'disk_filling', '1 while it is warned of.', forecast.fills ? 1 : 0)
  metric('gauge', 'memory_resident_bytes', 'Resident memory of the process.', memory.rss)
  metric('gauge', 'memory_heap_bytes', 'Used heap of the main thread.', memory.heapUsed)
  return `${lines.join('\n')}\n`
}
