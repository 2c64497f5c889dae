import type { RuleBody, TableBody } from '@tocsin/contract'
import { DAY, type DurationMs, type Instant, SECOND } from '@tocsin/core'
import { createDevice } from '../device.ts'
import { crossing, seriesOf } from '../recordings/index.ts'
import { register } from '../registration.ts'
import { currentShift } from '../replay.ts'
import type { Session } from '../session.ts'
import { createStation, type SimulatedStation } from '../station.ts'
import { addMissingRules } from './missing-rules.ts'
import { blankNotes, type Notes, readNotes, writeNotes } from './notes.ts'
import type { DemoStation } from './stations.ts'

export interface FleetOptions {
  readonly session: Session
  /** Such as `mqtt://127.0.0.1:1883`. */
  readonly url: string
  readonly stations: readonly DemoStation[]
  /** Naming tables and one another by their names. */
  readonly rules: readonly RuleBody[]
  readonly tables: readonly TableBody[]
  /** Where the notes are kept. */
  readonly file: string
  readonly say: (line: string) => void
  /** Default the machine's clock. */
  readonly now?: () => Instant
}

/** The simulated stations of the demo, registered and running. */
export interface Fleet {
  /** When each replayed flood reaches, or reached, the moment it was arranged around. */
  readonly moments: readonly { readonly station: string; readonly threshold: number; readonly at: Instant }[]
  /** Resolves once what lay before the start has been acknowledged. */
  backfilled(): Promise<void>
  stop(): Promise<void>
}

/** The notes of what was sent are written this often; what was sent twice is a duplicate, and harmless. */
const NOTED_EVERY: DurationMs = 5 * SECOND

/** Registers stations and rules where they are missing, and starts the stations. Throws ProblemError when the gateway refuses. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { session, stations, file, say, now = Date.now } = options
  let notes = readNotes(file) ?? blankNotes(now())
  const registered = []
  for (const { body } of stations) registered.push(await register(session, body, notes.secrets[body.id]))
  // The gateway has forgotten them all: its data were removed, so the story begins again.
  if (registered.every(({ isNew }) => isNew)) notes = blankNotes(now())
  for (const { id, secret, isNew } of registered) {
    notes.secrets[id] = secret
    if (isNew) delete notes.sentUpTo[id]
  }
  // Secrets are answered once: they are on disk before anything else can go wrong.
  writeNotes(file, notes)
  await addMissingRules(session, options.rules, options.tables)
  const started = stations.map((station) => start(station, notes, options, now()))
  writeNotes(file, notes)
  const noting = setInterval(() => writeNotes(file, notes), NOTED_EVERY)
  const lost = () => started.reduce((sum, { device }) => sum + device.dropped, 0)
  return {
    moments: stations.flatMap(({ body, flood }) => {
      const shift = notes.shifts[body.id]
      if (!flood || !shift) return []
      const { series, threshold, after } = flood.moment
      const recordedAt = crossing(seriesOf(flood.recording, series), threshold, after)
      return [{ station: body.name, threshold, at: recordedAt + shift.shiftMs }]
    }),
    async backfilled() {
      await Promise.all(started.map(({ device }) => device.drained()))
    },
    async stop() {
      clearInterval(noting)
      await Promise.all(started.map(({ simulated }) => simulated.stop()))
      writeNotes(file, notes)
      if (lost() > 0) say(`${lost()} readings were lost, because the gateway was away for too long`)
    },
  }
}

function start(
  { body, flood, backfillDays, instruments }: DemoStation,
  notes: Notes,
  { url, say }: FleetOptions,
  now: Instant,
): { device: ReturnType<typeof createDevice>; simulated: SimulatedStation } {
  const { id } = body
  const shift = flood && currentShift(flood.recording, flood.moment, now, flood.aheadMs, notes.shifts[id])
  if (shift) notes.shifts[id] = shift
  let wasUp = false
  const device = createDevice({
    id,
    secret: notes.secrets[id] ?? '',
    url,
    onAcknowledged(items) {
      notes.sentUpTo[id] = Math.max(notes.sentUpTo[id] ?? 0, ...items.map(({ ts }) => ts))
    },
    onLink(link, reason) {
      if (link === 'down') say(`${body.name} (${id}): ${reason}; it keeps its readings`)
      else if (wasUp) say(`${body.name} (${id}): connected again`)
      wasUp = true
    },
  })
  const simulated = createStation({
    device,
    instruments: instruments(notes.origin, shift?.shiftMs ?? 0),
    sentUpTo: Math.max(notes.sentUpTo[id] ?? 0, now - backfillDays * DAY),
  })
  simulated.start()
  return { device, simulated }
}
