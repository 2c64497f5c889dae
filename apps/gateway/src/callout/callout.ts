import type { DatabaseSync } from 'node:sqlite'
import {
  audit,
  type Callout,
  type ChannelKind,
  DAY,
  type Names,
  type Overdue,
  type PersonId,
  type Plan,
  parseKey,
  type Rule,
  type Shift,
  type World,
} from '@tocsin/core'
import type { Channel, ChannelListener } from '../channels/channel.ts'
import { type ConsoleNotice, createConsoleChannel } from '../channels/console.ts'
import { simulatedChannels } from '../channels/simulated-lines.ts'
import { createTelephoneChannel, type TelephoneTask } from '../channels/telephone.ts'
import type { Clock } from '../clock.ts'
import type { CalloutsService } from '../http/callout-services.ts'
import type { Log } from '../log.ts'
import type { People } from '../people/people.ts'
import { messageOf } from './call-message.ts'
import { createDesk, type Desk } from './desk.ts'
import { CalloutHost } from './host.ts'
import { Lines } from './lines.ts'
import { PlanStore } from './plan-store.ts'
import { saidOf } from './said.ts'
import { isWanted, Sender } from './sender.ts'
import { createCalloutsService } from './service.ts'
import { CalloutStore, type StoredCallout } from './store.ts'

export interface CalloutOptions {
  readonly database: DatabaseSync
  readonly people: People
  readonly clock: Clock
  readonly log: Log
  /** Of the office. */
  readonly timeZone: string
  readonly rules: () => readonly Rule[]
  readonly names: () => Names
  /** Who may order people to move, and give the all-clear. */
  readonly authorised: () => readonly string[]
  /** Whom of the directory a user is, and the name of a user. */
  readonly personOf: (user: string) => PersonId | undefined
  readonly userName: (user: string) => string | undefined
  /** The screens of the console that are open. */
  readonly screens: Screens
  /** Besides the console itself and the telephone, at which a person dials: they are always there. */
  readonly channels: readonly Channel[]
  /** What else listens to the channels: it gets all their news first, and passes on what is not its own. */
  readonly listening?: (listener: ChannelListener) => ChannelListener
}

/** Consoles that are open, as far as calls to whoever sits at them need them. */
export interface Screens {
  /** Users who have one open. */
  users(): readonly string[]
  /** Shows a call on every screen of those whom it concerns; answers how many there are. */
  show(notice: ConsoleNotice, callFor: Desk['callFor']): number
  /** What concerns the duty desk has changed. */
  stir(): void
}

/** The calling of people: it follows warnings, calls, and takes answers. */
export interface Calling {
  readonly service: CalloutsService
  readonly desk: Desk
  /** What is kept of call-outs. */
  readonly store: CalloutStore
  /** Facts that a kind of channel can know; undefined: it is not set up. */
  knows(kind: ChannelKind): readonly string[] | undefined
  /** Events of warnings were saved. */
  ruled(): void
  stepped(from: number, to: number): void
  /** What speaks against relying on it; undefined when nothing does. */
  fault(): string | undefined
  /** Call-outs in which something was due and has not been done, though the next second has come. */
  overdue(): readonly Overdue[]
  /** Call-outs that go on. */
  busy(): number
  world(): World
  plans(): readonly Plan[]
  readonly lines: Lines
  start(): Promise<void>
  stop(): Promise<void>
}

/** Shifts that may matter to a call: those on now. */
const AROUND = DAY

export function createCalling(options: CalloutOptions): Calling {
  const { database, people, clock, log, timeZone } = options
  const { directory, areas, rosterStore } = people
  const store = new CalloutStore(database)
  const planStore = new PlanStore(database)

  /** As a step of a call-out meets it. A simulated one reaches nobody: no channel of it is down, and trial operation has nothing to hold back. */
  function world(simulated = false): World {
    return {
      areas: areas.all(),
      people: directory.persons(),
      roster: onDuty(),
      down: simulated ? [] : lines.down(),
      zone: timeZone,
      trial: simulated ? null : trial(),
    }
  }

  function onDuty(): Shift[] {
    const now = clock.now()
    return rosterStore.shifts(now - AROUND, now + AROUND)
  }

  function trial(): World['trial'] {
    const set = store.trial()
    if (set === null) return null
    const desk =
      set.desk ?? areas.all().find(({ kind }) => kind === 'county')?.path ?? onDuty()[0]?.desk ?? ''
    return { desk }
  }

  const telephone = createTelephoneChannel({ clock, queued: queuedBefore() })
  const console = createConsoleChannel({
    clock,
    show: (notice) => options.screens.show(notice, desk.callFor),
    open: () => options.screens.users().filter((user) => options.personOf(user) !== undefined).length,
  })
  const desk = createDesk({
    store,
    telephone,
    console,
    directory,
    clock,
    areas: () => areas.all(),
    shifts: onDuty,
    trial,
    personOf: options.personOf,
  })
  const lines = new Lines([telephone, console, ...options.channels])
  let told = store.changes
  const simulated = new Lines(simulatedChannels(clock))
  const host = new CalloutHost({
    store,
    clock,
    log,
    world,
    areas: () => areas.all(),
    plans: () => planStore.list(),
    rules: options.rules,
    authorised: options.authorised,
    said: (warning) => saidOf(warning, options.names()),
    onChange: () => {
      withdraw()
      sender.send()
      if (store.changes !== told) options.screens.stir()
      told = store.changes
    },
  })
  const sender = new Sender({ host, store, lines, simulated, directory, clock, log })

  /** Calls to be telephoned that were in the queue when the gateway ended. Numbers are not stored a second time for it. */
  function queuedBefore(): TelephoneTask[] {
    return store.busy().flatMap((stored) => {
      try {
        return tasksOf(stored)
      } catch (error) {
        // One that cannot be read keeps neither the box from starting nor the other calls.
        log.error('callout.stuck', { callout: stored.callout.id, detail: String(error) })
        return []
      }
    })
  }

  function tasksOf({ callout, said }: StoredCallout): TelephoneTask[] {
    const calls = (callout.live?.rings ?? []).flatMap((ring) => ring.calls)
    return calls.flatMap((call): TelephoneTask[] => {
      const { acceptedAt, deliveredAt, unansweredAt, failed } = call.facts
      const over = deliveredAt !== null || unansweredAt !== null || failed !== null
      if (call.channel.kind !== 'telephone' || call.simulated || acceptedAt === null || over) return []
      if (!isWanted(callout, call.key)) return []
      const person = directory.person(call.person)
      const address = directory.addressOf(call.channel.id)
      if (person === undefined || address == null) return []
      const message = messageOf([{ call, said, callout }], person, address)
      return [{ key: call.key, message, queuedAt: acceptedAt, takenBy: null }]
    })
  }

  /** Who has answered elsewhere need not be telephoned; who is to be tried again stands in the queue once. */
  function withdraw(): void {
    const queue = telephone.queue()
    const newest = newestKeys(queue.map(({ key }) => key))
    for (const { key, takenBy } of queue) {
      const stored = store.get(parseKey(key).callout)
      const outdated = takenBy === null && !newest.has(key)
      if (stored === undefined || outdated || !isSoundAndWanted(stored.callout, key)) telephone.withdraw(key)
    }
  }

  /** A call of a call-out that cannot be read any more stays: the operator decides. */
  function isSoundAndWanted(callout: Callout, key: string): boolean {
    try {
      return isWanted(callout, key)
    } catch {
      return true
    }
  }

  function overdue(): Overdue[] {
    return audit(
      store.busy().map(({ callout }) => callout),
      clock.now(),
    )
  }

  return {
    desk,
    service: createCalloutsService({
      host,
      store,
      planStore,
      lines,
      telephone,
      directory,
      clock,
      world,
      areas: () => areas.all(),
      trial,
      desk,
      userName: options.userName,
    }),
    store,
    knows: (kind) => lines.get(kind)?.capabilities.knows,
    ruled: () => host.ruled(),
    stepped: (from, to) => host.stepped(from, to),
    fault() {
      if (host.failure !== undefined) {
        return `nobody is called since ${new Date(host.failure.since).toISOString()}: ${host.failure.detail}`
      }
      const aside = store.oldestSetAside()
      if (aside !== undefined) return `nobody is called for the warning ${aside.warning}: ${aside.detail}`
      const stuck = host.stuck.first() ?? sender.stuck.first()
      if (stuck !== undefined) {
        const since = new Date(stuck.since).toISOString()
        return `the call-out ${stuck.callout} does not go on since ${since}: ${stuck.detail}`
      }
      const late = overdue()
      if (late.length === 0) return undefined
      return `steps are overdue: ${late.map(({ callout }) => callout).join(', ')}`
    },
    overdue,
    busy: () => store.busy().length,
    world: () => world(),
    plans: () => planStore.list(),
    lines,
    async start() {
      const { listening = (listener) => listener } = options
      await lines.start((kind) => listening(sender.listenerOf(kind)))
      await simulated.start((kind) => sender.listenerOf(kind, true))
      host.start()
    },
    async stop() {
      host.stop()
      sender.stop()
      await lines.stop()
      await simulated.stop()
    },
  }
}

/** Of the calls to one person in one call-out the last: by generation, loop, step and attempt. */
function newestKeys(keys: readonly string[]): Set<string> {
  const newest = new Map<string, string>()
  for (const key of keys) {
    const { callout, person } = parseKey(key)
    const id = JSON.stringify([callout, person])
    const other = newest.get(id)
    if (other === undefined || isLater(key, other)) newest.set(id, key)
  }
  return new Set(newest.values())
}

/** True of a further call to the same person: a later generation, loop, step or attempt. */
function isLater(key: string, than: string): boolean {
  const [one, other] = [orderOf(key), orderOf(than)]
  const at = one.findIndex((number, index) => number !== other[index])
  return at !== -1 && (one[at] ?? 0) > (other[at] ?? 0)
}

function orderOf(key: string): number[] {
  const { generation, loop, step, attempt } = parseKey(key)
  return [generation, loop, step, attempt]
}
